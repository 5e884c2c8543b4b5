"""A file of questions to check before the bot goes live: no labels, no log."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.answer import Explained
from bot.message import Asked
from bot.question_log.entry import Entry, entry_of
from bot.question_rows import Problem, Row, read_rows
from index.errors import SettingsError


def read_asked(path: Path) -> tuple[Asked, ...]:
    """Read questions: CSV or JSONL with a column or field ``question``, or any other text with one on each line.

    Raises:
        SettingsError: the file cannot be read, holds no question, or a line of CSV or JSONL is none; names the line.
    """
    if path.suffix.lower() in {".csv", ".jsonl"}:
        asked = tuple(_asked(path, row) for row in read_rows(path))
    else:
        asked = tuple(Asked(line.strip()) for line in _lines(path) if line.strip())
    if not asked:
        raise SettingsError(f"{path}: no question in it; expected one on each line, or CSV or JSONL with 'question'")
    return asked


def entries_of(explained: Iterable[Explained], asked: Iterable[Asked]) -> Iterator[Entry]:
    """Make the entries that a log would hold if all had been asked now, in order."""
    now = datetime.now(UTC)
    for number, each, question in zip(count(1), explained, asked, strict=False):
        yield entry_of(each, key=f"{number:07}", time=now, is_followup=bool(question.history))


def _asked(path: Path, row: Row | Problem) -> Asked:
    if isinstance(row, Problem):
        raise SettingsError(f"{path}:{row.line}: {row.text}")
    question, history = row.fields.get("question"), row.fields.get("history") or []
    if not isinstance(question, str) or not question.strip():
        raise SettingsError(f"{path}:{row.line}: question is {question!r}; expected a text")
    if not isinstance(history, list):
        raise SettingsError(f"{path}:{row.line}: history is {history!r}; expected a list of earlier messages")
    return Asked(question, tuple(map(str, history)))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as UTF-8 text ({error}); name another file") from error
