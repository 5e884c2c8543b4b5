"""Headings of a draft: the title taken off the text, headings found in plain text, questions of an FAQ, and levels."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.importing.blocks import Block, BlockKind

HEADING_WORDS = 16
"""A line with more words is a sentence; the longest heading of the five articles has 12."""

QUESTION_WORDS = 25
SENTENCE_WORDS = 12
"""A line this long is text even where its full stop is missing."""

_FAQ = re.compile(r".{0,30}\b(frequently asked|faqs?|common(ly asked)? questions)\b.{0,60}", re.IGNORECASE)
_TOP, _SECTION, _DEEPEST = 1, 2, 6


def take_title(blocks: Sequence[Block], title: str | None, fallback: str) -> tuple[str, list[Block]]:
    """Find the title, unless it is known, and leave out the lines at the top that only repeat it."""
    if title is None:
        tops = [block for block in blocks if block.is_heading and block.level == _TOP]
        opening = [block for block in blocks[:1] if block.is_heading or _is_heading_like(block)]
        title = next((block.text for block in (tops if len(tops) == 1 else opening)), fallback)
    known = _folded(title)
    start = next((number for number, block in enumerate(blocks) if not _repeats(block, known)), len(blocks))
    return title, [block for block in blocks[start:] if not (block.level == _TOP and _folded(block.text) == known)]


def promote(blocks: Sequence[Block]) -> list[Block]:
    """Make headings of short lines over text, where the source marks no heading.

    A line is a heading where it opens like one, ends without a full stop, colon or comma, and a sentence, list, table
    or another heading follows. Items are never headings, so a list of questions stays a list.
    """
    if any(block.is_heading for block in blocks):
        return list(blocks)
    found: list[Block] = []
    for block in reversed(blocks):
        if found and _is_heading_like(block) and _can_follow_heading(found[-1]):
            block = replace(block, kind=BlockKind.HEADING, level=_SECTION)
        found.append(block)
    return found[::-1]


def mark_questions(blocks: Sequence[Block]) -> list[Block]:
    """Put each question of an FAQ section one level below the section's heading."""
    found: list[Block] = []
    section = 0
    for number, block in enumerate(blocks):
        question = block.text.endswith("?") and block.words <= QUESTION_WORDS
        answered = number + 1 < len(blocks) and not blocks[number + 1].is_heading
        if block.is_heading and _FAQ.fullmatch(block.text):
            section = block.level
        elif block.is_heading and block.level <= section:
            section = section if question and block.level == section else 0
        if section and question and answered and (block.is_plain or block.level == section):
            block = replace(block, kind=BlockKind.HEADING, level=min(section + 1, _DEEPEST))
        found.append(block)
    return found


def level(blocks: Sequence[Block]) -> list[Block]:
    """Renumber the levels in use from 2, below the article's title, without gaps."""
    used = sorted({block.level for block in blocks if block.is_heading})
    levels = {old: min(new, _DEEPEST) for new, old in enumerate(used, _SECTION)}
    return [replace(block, level=levels[block.level]) if block.is_heading else block for block in blocks]


def _repeats(block: Block, title: str) -> bool:
    """Tell whether a line at the top is the title again, or a picture's lower-case description in its words."""
    words = _folded(block.text)
    return words == title or (block.is_plain and block.text[0].islower() and words in title)


def _is_heading_like(block: Block) -> bool:
    opens = block.text[:1].isupper() or block.text[:1].isdigit()
    return block.is_plain and opens and block.text[-1] not in ".,;:!" and block.words <= HEADING_WORDS


def _can_follow_heading(block: Block) -> bool:
    sentence = block.text[-1] in ".:!?" or block.words >= SENTENCE_WORDS
    goes_on = block.text[0].islower()
    return block.kind is not BlockKind.PARAGRAPH or (sentence and not goes_on)


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
