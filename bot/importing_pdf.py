"""A PDF as Markdown: lines joined into paragraphs by their place and size on the page, tables as tables.

pdfplumber gives lines in reading order with their fonts. Plain text extraction (pdfminer, markitdown) puts bullets
apart from their text and reads tables column by column.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bot.importing_blocks import escape

if TYPE_CHECKING:
    from pdfplumber.page import Page

LARGER = 1.12
"""A heading is at least this much larger than the text; the smallest step in common templates is 12 pt over 10.5 pt."""

HEADING_WORDS = 20
EDGE_LINES = 2
"""So many lines at the top and the foot of a page may be its running header or footer."""

GUTTER = 8.0
"""Points of empty width that part two columns; justified text has narrower gaps."""

_BULLET = re.compile(r"(?:[•●▪◦‣∙\uf0b7\uf0a7–-]|\(cid:\d+\)|o)\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+(?=\S)")
_PAGE_NUMBER = re.compile(r"(page )?\d{1,3}( ?(of|/) ?\d{1,3})?", re.IGNORECASE)


@dataclass(frozen=True)
class _Line:
    text: str
    top: float
    bottom: float
    left: float
    right: float
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
    lines = _without_running_lines(pages)
    return "\n\n".join(_paragraphs(lines)) if lines else ""


def _page_lines(page: "Page") -> Iterator[_Line]:
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.columns) > 1]
    rest = page
    for table in tables:
        rest = rest.outside_bbox(table.bbox)
    found = [line for part in _columns(rest) for line in _lines(part)]
    for table in tables:
        left, top, right, bottom = table.bbox
        after = sum(line.top < top for line in found)
        found.insert(after, _Line(_table(table.extract()), top, bottom, left, right, table=True))
    yield from found


def _lines(page: "Page") -> Iterator[_Line]:
    for line in page.extract_text_lines():
        sizes = Counter(round(char["size"], 1) for char in line["chars"])
        bold = sum("bold" in char["fontname"].lower() for char in line["chars"]) > len(line["chars"]) * 0.9
        text = " ".join(line["text"].split())
        yield _Line(text, line["top"], line["bottom"], line["x0"], line["x1"], sizes.most_common(1)[0][0], bold)


def _columns(page: "Page") -> Sequence["Page"]:
    """Part a page at an empty band in its middle third that nearly no line of text crosses."""
    words = page.extract_words()
    x0, top, x1, bottom = page.bbox
    for middle in range(int(x0 + (x1 - x0) / 3), int(x0 + (x1 - x0) * 2 / 3), 4):
        crossing = sum(word["x0"] < middle + GUTTER / 2 and word["x1"] > middle - GUTTER / 2 for word in words)
        left = sum(word["x1"] <= middle for word in words)
        if words and crossing <= len(words) * 0.01 and 0.25 < left / len(words) < 0.75:
            return page.crop((x0, top, middle, bottom)), page.crop((middle, top, x1, bottom))
    return (page,)


def _table(rows: Sequence[Sequence[str | None]]) -> str:
    lines = ["| " + " | ".join(escape(" ".join((cell or "").split())) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _without_running_lines(pages: Sequence[Sequence[_Line]]) -> list[_Line]:
    """Leave out page numbers, and lines at the edges of pages that stand on at least half of them."""
    edges = [{_shape(line) for line in (*page[:EDGE_LINES], *page[-EDGE_LINES:])} for page in pages]
    counts = Counter(shape for edge in edges for shape in edge)
    running = {shape for shape, count in counts.items() if count > 1 and count >= len(pages) / 2}
    kept = []
    for page in pages:
        for number, line in enumerate(page):
            at_edge = number < EDGE_LINES or number >= len(page) - EDGE_LINES
            if not (at_edge and (_shape(line) in running or _PAGE_NUMBER.fullmatch(line.text))):
                kept.append(line)
    return kept


def _shape(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _paragraphs(lines: Sequence[_Line]) -> Iterator[str]:
    words = set(re.findall(r"\w+(?:-\w+)*", " ".join(line.text for line in lines)))
    sizes = Counter({0.0: 0})
    for line in lines:
        sizes[line.size] += len(line.text) * (not line.table)
    body = sizes.most_common(1)[0][0]
    gaps = [below.top - above.bottom for above, below in pairwise(lines) if above.size == below.size]
    usual = median([gap for gap in gaps if 0 <= gap < 2 * body] or [body])
    headings = sorted({line.size for line in lines if line.size >= body * LARGER}, reverse=True)
    run: list[_Line] = []
    for line in lines:
        if run and _opens_block(run, line, usual):
            yield _markdown(run, body, headings, words)
            run = []
        run.append(line)
    if run:
        yield _markdown(run, body, headings, words)


def _opens_block(run: Sequence[_Line], line: _Line, usual: float) -> bool:
    above = run[-1]
    if line.table or above.table or line.opens_item or line.size != above.size or line.bold != above.bold:
        return True
    next_page = line.top < above.top
    gap = line.top - above.bottom
    if next_page:
        return above.text[-1] in ".:!?"
    return gap > usual * 1.4 + 1


def _markdown(run: Sequence[_Line], body: float, headings: Sequence[float], words: set[str]) -> str:
    first = run[0]
    if first.table:
        return first.text
    text = first.text
    for line in run[1:]:
        text = _joined(text, line.text, words)
    if bullet := _BULLET.match(text):
        return "- " + escape(text[bullet.end() :])
    if number := _NUMBER.match(text):
        return text[: number.end()] + escape(text[number.end() :])
    larger, bold = first.size in headings, all(line.bold for line in run)
    if (larger or bold) and len(text.split()) <= HEADING_WORDS and text[-1] not in ".,;:":
        level = headings.index(first.size) + 1 if larger else len(headings) + 1
        return f"{'#' * min(level, 6)} {escape(text)}"
    return escape(text)


def _joined(text: str, following: str, words: set[str]) -> str:
    """Join two lines; a hyphen at the break stays unless the document has the word without it."""
    parted = re.search(r"(\w+)-$", text)
    if parted is None or not following[0].islower():
        return f"{text} {following}"
    rest = re.match(r"\w+", following)
    whole = parted[1] + rest[0] if rest else ""
    return (text[:-1] if whole in words else text) + following
