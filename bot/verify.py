"""Verification: every quote of given replies, cut again from the corpus as it is now."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.receipts import ArticleFiles, sha256
from index.errors import SettingsError
from index.store import Index


class Verdict(StrEnum):
    """What became of a quote."""

    MATCH = "MATCH"
    """The file reads the same at the same place."""
    CHANGED = "CHANGED"
    """The article is there, and reads otherwise at that place."""
    GONE = "GONE"
    """There is no such article any more, or it is shorter than the place."""


@dataclass(frozen=True)
class Check:
    """A quote and its verdict.

    Attributes:
        where: what was checked, for people.
        article: name of the article.
        start: code-point offset of the text.
        end: offset after its last character.
        verdict: what became of it.
    """

    where: str
    article: str
    start: int
    end: int
    verdict: Verdict


def verify_replies(lines: Iterable[str], source: Path, files: ArticleFiles) -> Iterator[Check]:
    """Check every quote, and every other place of it, in replies given as one JSON object per line.

    Raises:
        SettingsError: a line is not a reply.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                reply = json.loads(line)
                for quote in reply["quotes"]:
                    yield from _checks(f"{reply['id']}", quote, files)
            except (ValueError, KeyError, TypeError) as error:
                problem = f"{source}:{number}: not a reply ({error!r}); expected the JSON of 'python -m bot ask --json'"
                raise SettingsError(problem) from error


def verify_index(index: Index, files: ArticleFiles) -> Iterator[Check]:
    """Check every passage of an index."""
    for passage in index.passages:
        found = _verdict(files.text(passage.article), passage.start, passage.end, passage.text, passage.lead_in)
        yield Check(passage.id, passage.article, passage.start, passage.end, found)


def _checks(where: str, quote: dict[str, Any], files: ArticleFiles) -> Iterator[Check]:
    lead_in = tuple((quote["lead_in"] or "").split("\n"))
    text = quote["text"] if sha256(quote["text"]) == quote["sha256"] else None
    found = _verdict(files.text(quote["article"]), quote["start"], quote["end"], text, lead_in)
    yield Check(where, quote["article"], quote["start"], quote["end"], found)
    for twin in quote["also_in"]:
        present = files.text(twin["article"]) or ""
        verdict = Verdict.MATCH if present[twin["start"] : twin["end"]] else Verdict.GONE
        yield Check(where, twin["article"], twin["start"], twin["end"], verdict)


def _verdict(present: str | None, start: int, end: int, text: str | None, lead_in: tuple[str, ...]) -> Verdict:
    if present is None or len(present) < end:
        return Verdict.GONE
    same = text is not None and present[start:end] == text and all(line in present for line in lead_in)
    return Verdict.MATCH if same else Verdict.CHANGED
