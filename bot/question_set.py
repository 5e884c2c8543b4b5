"""Question sets: labelled patient questions, one JSON object per line (format in the design document)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.reply import Quote
from index.errors import SettingsError
from index.passage import MAX_WORDS
from index.words import coverage

HIT_COVERAGE = 0.6
"""A quote hits when it covers this part of a gold quote's words and is at most MAX_WORDS long."""


class QuestionKind(StrEnum):
    """What a good reply to the question is."""

    ANSWERABLE = "answerable"
    UNANSWERABLE = "unanswerable"
    URGENT = "urgent"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True)
class Gold:
    """A passage that answers a question; grade 2 fully, grade 1 in part."""

    article: str
    quote: str
    grade: int


@dataclass(frozen=True)
class Question:
    """A labelled question."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    kind: QuestionKind = QuestionKind.ANSWERABLE
    answers: tuple[Gold, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def gold(self) -> tuple[Gold, ...]:
        """The answers of grade 2, or all where there is none."""
        return tuple(answer for answer in self.answers if answer.grade == 2) or self.answers

    def is_hit(self, quote: Quote) -> bool:
        """Tell whether a quote, or its twin in another article, shows a gold answer."""
        if len(quote.text.split()) > MAX_WORDS:
            return False
        articles = {quote.article, *(receipt.article for receipt in quote.also_in)}
        return any(gold.article in articles and coverage(gold.quote, quote.text) >= HIT_COVERAGE for gold in self.gold)


def load_questions(path: Path) -> tuple[Question, ...]:
    """Read a question set.

    Raises:
        SettingsError: the file cannot be read or a line is not a question.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as UTF-8 ({error}); name a JSONL file of questions") from error
    return tuple(_questions(path, lines))


def _questions(path: Path, lines: list[str]) -> Iterator[Question]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _question(json.loads(line), default_id=str(number))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise SettingsError(f"{path}:{number}: not a question ({error}); expected a JSON object") from error


def _question(row: dict[str, Any], default_id: str) -> Question:
    answers = row.get("answers") or []
    return Question(
        id=str(row.get("id", default_id)),
        question=str(row["question"]),
        history=tuple(map(str, row.get("history") or ())),
        kind=QuestionKind(row.get("kind", "answerable")),
        answers=tuple(Gold(**answer) for answer in answers),
        tags=tuple(map(str, row.get("tags") or ())),
    )
