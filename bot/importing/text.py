"""A plain text file as Markdown: bullets, numbers and pipe tables kept, hand-wrapped lines joined."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.importing.blocks import escape

WRAPPED_WIDTH = range(60, 121)
"""Longest line, in characters, of a text that was wrapped by hand; a longer one is a paragraph on its own line."""

RAGGED = 8
"""A line that ends so many characters before that width may still have been wrapped there."""

_BULLET = re.compile(r"[•●▪◦‣∙\uf0b7\uf0a7*+-]\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+(?=\S)")
_DATE = r"(?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4})"
_BYLINE = re.compile(rf"{_DATE}( [·|•-] \d+ min read)?")
_BYLINE_LINES = 4
_DATE_FORMATS = ("%b %d, %Y", "%B %d, %Y", "%d %B %Y", "%d %b %Y")
_NAME_WORDS = 4


@dataclass(frozen=True)
class PlainText:
    """A text file's words as Markdown, with what stands between its title and its text."""

    markdown: str
    publisher: str | None
    published: date | None


def read_text(text: str) -> PlainText:
    """Read plain text. Nothing is marked as a heading yet: that takes all blocks together."""
    lines = [line.expandtabs(4).rstrip() for line in text.splitlines()]
    lines = [line for line in _unwrapped(lines) if any(map(str.isalnum, line)) or line.lstrip().startswith("|")]
    publisher, published, lines = _without_byline(lines)
    return PlainText(_markdown(lines), publisher, published)


def _unwrapped(lines: Sequence[str]) -> list[str]:
    width = max(map(len, lines), default=0)
    if width not in WRAPPED_WIDTH:
        return list(lines)
    spaced = "" in lines
    found: list[str] = []
    end = 0  # length of the last line as it stands in the file
    for line in lines:
        word = line.split()[0] if line.strip() else ""
        fills = end + 1 + len(word) > width - RAGGED
        ended = not spaced and found and found[-1][-1:] in ".?!:"
        if word and end and fills and not ended and not _is_own_line(line):
            found[-1] += " " + line.strip()
        else:
            found.append(line)
        end = len(line)
    return found


def _is_own_line(line: str) -> bool:
    text = line.strip()
    return bool(_BULLET.match(text) or _NUMBER.match(text) or text.startswith("|"))


def _without_byline(lines: Sequence[str]) -> tuple[str | None, date | None, list[str]]:
    """Take off a line of date and reading time near the top, and a name that stands between it and the title."""
    for number, line in enumerate(lines[:_BYLINE_LINES]):
        found = _BYLINE.fullmatch(line.strip())
        published = _date(found["date"]) if found else None
        if published:
            above = lines[number - 1].strip() if number == 2 else ""
            is_name = bool(above) and above[-1] not in ".,:;?!" and len(above.split()) <= _NAME_WORDS
            kept = [*lines[: number - is_name], *lines[number + 1 :]]
            return above if is_name else None, published, kept
    return None, None, list(lines)


def _date(text: str) -> date | None:
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text.replace(".", ""), form).date()
        except ValueError:
            continue
    return None


def _markdown(lines: Sequence[str]) -> str:
    parts: list[str] = []
    above = ""
    indents: list[int] = []
    for line in lines:
        text = line.strip()
        kind = _kind(text)
        indents = _open_indents(indents, len(line) - len(line.lstrip())) if kind == "item" else []
        parts.append("\n" if kind == above != "text" else "\n\n")
        parts.append(" " * 4 * (len(indents) - 1) + _escaped(text, kind))
        above = kind
    return "".join(parts)


def _kind(text: str) -> str:
    if text.startswith("|") and text.endswith("|"):
        return "table"
    return "item" if _BULLET.match(text) or _NUMBER.match(text) else "text"


def _open_indents(indents: Sequence[int], indent: int) -> list[int]:
    outer = [known for known in indents if known < indent]
    return [*outer, indent]


def _escaped(text: str, kind: str) -> str:
    if kind == "table":
        return text
    if bullet := _BULLET.match(text):
        return "- " + escape(text[bullet.end() :])
    number = _NUMBER.match(text)
    end = number.end() if number else 0
    return text[:end] + escape(text[end:])
