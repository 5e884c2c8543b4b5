"""Exact words, laid out: the markup of a quoted text whose ``textContent`` is the quoted text, letter for letter.

List markers, line ends and table pipes stay in the document, where a copy, a test or a receipt finds them; the style
sheet takes them off the screen and draws bullets and columns instead.
"""

import re
from html import escape

_ITEM = re.compile(r"(?P<marker>(?:[-*+]|(?P<number>\d{1,9})(?P<after>[.)]))[ \t]+)(?P<words>.*)", re.DOTALL)
_PIPES = re.compile(r"([ \t]*(?<!\\)\|[ \t]*)")
_LINE_ENDS = re.compile(r"(\n\s*)")
_SOFT_END = re.compile(r"\n[ \t]*")
_MAX_COLUMNS = 8


def lay_out(text: str, lead_in: str | None) -> str:
    """Mark up a quoted text and the words that lead into it, as HTML.

    Args:
        text: the passage; the element with class ``quote-text`` holds exactly this.
        lead_in: the words to show above it, one introduction a line, or None.
    """
    introductions = (lead_in or "").split("\n")
    if is_row(text, introductions[-1]):
        return _leads(introductions[:-1]) + _row(text, introductions[-1])
    return f'{_leads(introductions)}<div class="quote-text" dir="auto">{_lines(text)}</div>'


def is_row(text: str, header: str) -> bool:
    """Tell whether a text is a table row under a header row: several cells, as many in both."""
    pieces = len(_PIPES.split(text))
    return "\n" not in text and 1 < pieces < 2 * _MAX_COLUMNS and pieces == len(_PIPES.split(header))


def _leads(introductions: list[str]) -> str:
    return "".join(f'<p class="lead-in" dir="auto">{escape(line)}</p>' for line in introductions if line)


def _row(text: str, header: str) -> str:
    """Lay a row out so that each heading of its table stands beside or above its cell."""
    return (
        f'<div class="row-grid"><p class="lead-in lead-in-row">{_cells(header)}</p>'
        f'<div class="quote-text quote-row">{_cells(text)}</div></div>'
    )


def _cells(row: str) -> str:
    pieces = enumerate(_PIPES.split(row))
    return "".join(_unseen(text) if at % 2 else f'<span class="cell">{escape(text)}</span>' for at, text in pieces)


def _lines(text: str) -> str:
    """Mark up the lines of a text: those of a list as items, the others as running text."""
    pieces = _LINE_ENDS.split(text)
    lines, ends = pieces[::2], ["", *pieces[1::2]]
    items = [_ITEM.fullmatch(line) for line in lines]
    first = next((at for at, item in enumerate(items) if item), None)
    if first is None:
        return "".join(_line_end(end) + escape(line) for end, line in zip(ends, lines, strict=True))
    html = [_open_list(lines[:first], items[first])]
    for at, (end, line, item) in enumerate(zip(ends, lines, items, strict=True)):
        if item:
            closing = f"</span>{_unseen(end)}" if at else ""
            html.append(closing + _open_item(_bullet(item)) + _unseen(item["marker"]) + escape(item["words"]))
        else:
            html.append(_line_end(end) + escape(line))
    return "".join([*html, "</span>"])


def _open_list(before: list[str], first: re.Match[str] | None) -> str:
    """Open what stands before the first marker: an introduction, or an item whose marker was left of the quote."""
    if not before or first is None:
        return ""
    return '<span class="intro">' if before[-1].rstrip().endswith(":") else _open_item(_bullet(first, back=1))


def _open_item(bullet: str) -> str:
    return f'<span class="item" data-bullet="{bullet}">'


def _bullet(item: re.Match[str], *, back: int = 0) -> str:
    """Return what to draw before an item: a dot, or its number, or the number before."""
    return f"{int(item['number']) - back}{item['after']}" if item["number"] else "•"


def _line_end(end: str) -> str:
    """Mark up the end of a line: a single one is drawn as a blank, as in any Markdown page, more as a new paragraph."""
    return f'<span class="soft">{escape(end)}</span>' if _SOFT_END.fullmatch(end) else escape(end)


def _unseen(text: str) -> str:
    return f'<span class="unseen" aria-hidden="true">{escape(text)}</span>'
