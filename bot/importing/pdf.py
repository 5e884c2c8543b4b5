"""A PDF as Markdown: lines joined into paragraphs by their place and size on the page, tables as tables.

pdfplumber gives lines in reading order with their fonts. Plain text extraction (pdfminer, markitdown) puts bullets
apart from their text and reads tables column by column.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bot.importing.blocks import escape

if TYPE_CHECKING:
    from pdfplumber.page import Page

LARGER = 1.12
"""A heading is at least this much larger than the text; the smallest step in common templates is 12 pt over 10.5 pt."""

HEADING_WORDS = 20
EDGE_LINES = 2
"""So many lines at the top and the foot of a page may be its running header or footer."""

SAME_INDENT = 3.0
"""Items that start within so many points of each other are of one list."""

RUNNING_PAGES = 3
"""A line at the edge of so many pages (of both, where there are two) is a running header or footer."""

COLUMN_WORDS = 4
"""Words that a line of a text column holds at least, on average."""

MARK, MARK_DISTANCE = 7.0, 24.0
"""Largest size of a drawn bullet, and how far left of its text it stands, in points."""

WORD_GAP = 0.15
"""Words are parted by this share of the type size; pdfplumber's fixed 3 points join the words of tightly set pages."""

GUTTER = 8.0
"""Points of empty width that part two columns; justified text has narrower gaps."""

_BULLET = re.compile(r"(?:[•●▪◦‣∙\uf0b7\uf0a7–-]|\(cid:\d+\)|o)\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+(?=\S)")
_EDGE = re.compile(
    r"(page )?\d{1,3}( ?(of|/) ?\d{1,3})?|\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}.*|(https?|file)://\S+.*", re.IGNORECASE
)
"""Page numbers, and what a browser prints at the edges of a page: date, time and address."""


@dataclass(frozen=True)
class _Line:
    text: str
    page: int
    top: float
    bottom: float
    left: float = 0.0
    size: float = 0.0
    bold: bool = False
    table: bool = False

    @property
    def opens_item(self) -> bool:
        return bool(_BULLET.match(self.text) or _NUMBER.match(self.text))


def read_pdf(source: Path) -> str:
    """Read the text of a PDF; it is empty where the pages are pictures.

    Raises:
        pdfplumber.utils.exceptions.PdfminerException: not a PDF, damaged, or locked with a password.
    """
    import pdfplumber

    with pdfplumber.open(source) as pdf:
        pages = [list(_page_lines(page)) for page in pdf.pages]
    lines = _with_whole_tables(_without_running_lines(pages))
    return "\n\n".join(_paragraphs(lines)) if lines else ""


def _page_lines(page: "Page") -> Iterator[_Line]:
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.columns) > 1]
    rest = page
    for table in tables:
        rest = rest.outside_bbox(table.bbox)
    for column in _columns(rest):
        found = list(_lines(column))
        for table in tables:
            left, top, right, bottom = table.bbox
            if column.bbox[0] <= (left + right) / 2 < column.bbox[2]:
                rows = table.extract(x_tolerance_ratio=WORD_GAP)
                after = sum(line.top < top for line in found)
                found.insert(after, _Line(_table(rows), page.page_number, top, bottom, table=True))
        yield from found


def _lines(page: "Page") -> Iterator[_Line]:
    drawn = [mark for mark in (*page.curves, *page.rects, *page.images) if max(mark["width"], mark["height"]) <= MARK]
    for line in page.extract_text_lines(x_tolerance_ratio=WORD_GAP):
        left = line["x0"] - page.bbox[0]
        size = Counter(round(char["size"], 1) for char in line["chars"]).most_common(1)[0][0]
        bold = sum("bold" in char["fontname"].lower() for char in line["chars"]) > len(line["chars"]) * 0.9
        text = " ".join(line["text"].split())
        text = f"• {text}" if any(_marks(mark, line) for mark in drawn) else text
        yield _Line(text, page.page_number, line["top"], line["bottom"], left, size, bold)


def _marks(mark: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
    """Tell whether a small drawing is the bullet of a line: browsers draw theirs."""
    beside = 0 <= line["x0"] - mark["x1"] <= MARK_DISTANCE
    return bool(beside and line["top"] <= (mark["top"] + mark["bottom"]) / 2 <= line["bottom"])


def _columns(page: "Page") -> Sequence["Page"]:
    """Part a page at an empty band in its middle third, where both sides hold lines of text.

    The cells of a table without rules are shorter than that; its rows must stay together.
    """
    words = page.extract_words(x_tolerance_ratio=WORD_GAP)
    x0, top, x1, bottom = page.bbox
    for middle in range(int(x0 + (x1 - x0) / 3), int(x0 + (x1 - x0) * 2 / 3)):
        left = [word for word in words if word["x1"] <= middle - GUTTER / 2]
        right = [word for word in words if word["x0"] >= middle + GUTTER / 2]
        parted = len(left) + len(right) >= len(words) * 0.99
        if parted and min(map(_words_a_line, (left, right))) >= COLUMN_WORDS:
            return page.crop((x0, top, middle, bottom)), page.crop((middle, top, x1, bottom))
    return (page,)


def _words_a_line(words: Sequence[Mapping[str, Any]]) -> float:
    return len(words) / max(1, len({round(word["bottom"]) for word in words}))


def _table(rows: Sequence[Sequence[str | None]]) -> str:
    lines = ["| " + " | ".join(escape(" ".join((cell or "").split())) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _without_running_lines(pages: Sequence[Sequence[_Line]]) -> list[_Line]:
    """Leave out page numbers, and lines that stand at the edges of several pages."""
    edges = [_edge_lines(page) for page in pages]
    counts = Counter(shape for edge in edges for shape in set(map(_shape, edge)))
    running = {shape for shape, count in counts.items() if count >= min(max(len(pages), 2), RUNNING_PAGES)}
    return [
        line
        for page, edge in zip(pages, edges, strict=True)
        for line in page
        if line not in edge or not (_shape(line) in running or _EDGE.fullmatch(line.text))
    ]


def _edge_lines(page: Sequence[_Line]) -> set[_Line]:
    by_height = sorted(page, key=lambda line: line.top)
    return {*by_height[:EDGE_LINES], *by_height[-EDGE_LINES:]}


def _with_whole_tables(lines: Sequence[_Line]) -> list[_Line]:
    """Join a table that goes on at the top of the next page: its first row there is no header."""
    found: list[_Line] = []
    for line in lines:
        above = found[-1] if found else line
        header, rule, *rows = line.text.split("\n") if line.table else ("", "")
        goes_on = above.table and line.page > above.page and rule and rule == above.text.split("\n")[1]
        if goes_on:
            rows = rows if above.text.startswith(header) else [header, *rows]
            found[-1] = replace(line, text="\n".join([above.text, *rows]))
        else:
            found.append(line)
    return found


def _shape(line: _Line) -> str:
    """Return what a running line repeats: its words without numbers, in its size (a title is larger than its echo)."""
    return f"{line.size} {re.sub(r'[0-9]+', '#', line.text)}"


def _paragraphs(lines: Sequence[_Line]) -> Iterator[str]:
    words = set(re.findall(r"\w+(?:-\w+)*", " ".join(line.text for line in lines)))
    sizes = Counter({0.0: 0})
    for line in lines:
        sizes[line.size] += 0 if line.table else len(line.text)
    body = sizes.most_common(1)[0][0]
    headings = sorted({line.size for line in lines if line.size >= body * LARGER}, reverse=True)
    indents: list[float] = []
    for run in _runs(lines, body):
        markdown = _markdown(run, headings, words)
        outer = [known for known in indents if known < run[0].left - SAME_INDENT]
        indents = [*outer, run[0].left] if run[0].opens_item and markdown[0] != "#" else []
        yield " " * 4 * (len(indents) - 1) + markdown


def _runs(lines: Sequence[_Line], body: float) -> Iterator[Sequence[_Line]]:
    """Group the lines that make up one paragraph, heading or item."""
    gaps = [below.top - above.bottom for above, below in pairwise(lines) if above.size == below.size]
    usual = median([gap for gap in gaps if 0 <= gap < 2 * body] or [body])
    run: list[_Line] = []
    for line in lines:
        if run and _opens_block(run[-1], line, usual):
            yield run
            run = []
        run.append(line)
    yield run


def _opens_block(above: _Line, line: _Line, usual: float) -> bool:
    if line.table or above.table or line.opens_item or line.size != above.size or line.bold != above.bold:
        return True
    gap = line.top - above.bottom
    if line.top < above.top or line.page > above.page:  # the next column or page
        return above.text[-1] in ".:!?"
    return gap > usual * 1.4 + 1


def _markdown(run: Sequence[_Line], headings: Sequence[float], words: set[str]) -> str:
    first = run[0]
    if first.table:
        return first.text
    text = first.text
    for line in run[1:]:
        text = _joined(text, line.text, words)
    if bullet := _BULLET.match(text):
        return "- " + escape(text[bullet.end() :])
    number = _NUMBER.match(text)
    larger = first.size in headings
    bold = all(line.bold for line in run) and not number
    if (larger or bold) and len(text.split()) <= HEADING_WORDS and text[-1] not in ".,;:":
        level = headings.index(first.size) + 1 if larger else len(headings) + 1
        return f"{'#' * min(level, 6)} {escape(text)}"
    end = number.end() if number else 0
    return text[:end] + escape(text[end:])


def _joined(text: str, following: str, words: set[str]) -> str:
    """Join two lines; a hyphen at the break stays unless the document has the word without it."""
    parted = re.search(r"(\w+)-$", text)
    if parted is None or not following[0].islower():
        return f"{text} {following}"
    rest = re.match(r"\w+", following)
    whole = parted[1] + rest[0] if rest else ""
    return (text[:-1] if whole in words else text) + following
