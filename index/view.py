"""Views: the texts under which a passage is indexed. Many views, one passage; search finds views and ranks passages."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from index.passage import Passage


class ViewKind(StrEnum):
    """What a view shows of its passage."""

    TEXT = "text"
    """The passage's own words."""
    HEADING = "heading"
    """The innermost heading and the lead-in, then the passage's own words."""
    SECTION = "section"
    """The innermost heading and everything that stands under it; shared by the passages of a section."""


@dataclass(frozen=True)
class View:
    """One text under which one passage can be found.

    Attributes:
        passage: row of the passage in the index.
        kind: what the text shows of the passage.
        text: what is encoded.
    """

    passage: int
    kind: ViewKind
    text: str


def views(passages: Iterable[Passage]) -> tuple[View, ...]:
    """List the views of all passages, passage by passage."""
    rows = list(passages)
    sections = _section_texts(rows)
    listed: list[View] = []
    for row, passage in enumerate(rows):
        heading = passage.section[-1:]
        listed.append(View(row, ViewKind.TEXT, passage.text))
        listed.append(View(row, ViewKind.HEADING, "\n".join((*heading, *passage.lead_in, passage.text))))
        listed.append(View(row, ViewKind.SECTION, sections[passage.article, passage.section]))
    return tuple(listed)


def _section_texts(passages: list[Passage]) -> dict[tuple[str, tuple[str, ...]], str]:
    """Join each section's heading and texts, leaving out what a whole list already says."""
    parts: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    ends: dict[str, int] = {}
    for passage in passages:
        lines = parts.setdefault((passage.article, passage.section), list(passage.section[-1:]))
        if passage.start >= ends.get(passage.article, 0):
            lines.append(passage.text)
            ends[passage.article] = passage.end
    return {key: "\n".join(lines) for key, lines in parts.items()}
