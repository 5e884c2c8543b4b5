"""Blocks: a draft as a flat run of headings, paragraphs, list items and tables in plain words.

Every import passes through here, so that a draft holds no emphasis, links or wrapped lines: a quote shows the text as
it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_LISTS = {"bullet_list", "ordered_list"}
_TYPED_BULLET = re.compile(r"^[ \t]*(?:[•●▪◦‣∙\uf0b7\uf0a7]|·[ \t])[ \t]*(?=\S)", re.MULTILINE)
_TAG = re.compile(r"<!--.*?-->|<[^>]+>", re.DOTALL)
_SPECIAL = re.compile(r"([\\`*_<>\[&#|~])")
_READ_AS_SYNTAX = re.compile(
    r"#{1,6}(\s|$)|>|```|~~~|<[a-zA-Z/!?]|[-+*](\s|$)|\d{1,9}[.)](\s|$)|\[[^\]]+\]:|([-=*_]\s*)+$|\|"
)
LETTERS = {
    **dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF]),
    **dict(enumerate(("ff", "fi", "fl", "ffi", "ffl"), 0xFB00)),
}
"""Invisible characters go; joined letters, as PDFs have them, become the letters that a search can find."""


class BlockKind(StrEnum):
    """What a block is in its draft."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"


@dataclass(frozen=True)
class Block:
    """One block of a draft.

    Attributes:
        kind: heading, paragraph, item or table.
        text: plain words on one line; of a table, one row a line.
        level: 1 to 6 for a heading, else 0.
        prefix: what stands before each of its lines: the indentation of a list, the mark of a quotation.
        marker: what opens an item: a hyphen, or a number and a full stop.
    """

    kind: BlockKind
    text: str
    level: int = 0
    prefix: str = ""
    marker: str = ""

    @property
    def is_heading(self) -> bool:
        """Tell whether it opens a section."""
        return self.kind is BlockKind.HEADING

    @property
    def is_plain(self) -> bool:
        """Tell whether it is a paragraph that stands in no list or quotation."""
        return self.kind is BlockKind.PARAGRAPH and not self.prefix

    @property
    def words(self) -> int:
        """Number of words, as separated by spaces."""
        return len(self.text.split())


def escape(text: str) -> str:
    """Return Markdown that reads as this text."""
    return _SPECIAL.sub(r"\\\1", text)


def parse(markdown: str) -> list[Block]:
    """Read Markdown into blocks; typed bullets ("•") become lists, images and rules are left out."""
    text = _TYPED_BULLET.sub("- ", markdown.replace("\xa0", " "))
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text))
    return list(_blocks(tree.children, ""))


def render(blocks: Sequence[Block]) -> str:
    """Write blocks as Markdown, one line a paragraph."""
    parts: list[str] = []
    for number, block in enumerate(blocks):
        if number:
            tight = block.kind is blocks[number - 1].kind is BlockKind.ITEM
            parts.append("\n" if tight else "\n\n")
        parts.append(_written(block))
    return "".join(parts) + "\n"


def nest_between_numbers(blocks: Sequence[Block]) -> list[Block]:
    """Put the paragraphs between numbered items 1 and 2 into item 1, and so on.

    Left between the items, such a paragraph would be read as the introduction of the next item. The last item takes
    what follows it only where it opens with the same label as before ("How it helps:").
    """
    found = list(blocks)
    label = ""
    for start, block in enumerate(found):
        if not _number(block):
            label = label if block.prefix else ""
            continue
        end = start + 1
        while end < len(found) and found[end].is_plain:
            end += 1
        follows = end < len(found) and _number(found[end]) == _number(block) + 1
        same_label = label and start + 1 < end and _label(found[start + 1]) == label
        end = end if follows else start + 2 if same_label else start
        indent = " " * (len(block.marker) + 1)
        found[start + 1 : end] = [replace(inner, prefix=indent) for inner in found[start + 1 : end]]
        label = _label(found[start + 1]) if follows and end > start + 1 else ""
    return found


def _number(block: Block) -> int:
    """Return the number of an item that stands in no other list, else 0."""
    outermost = block.kind is BlockKind.ITEM and not block.prefix
    return int(block.marker[:-1]) if outermost and block.marker != "-" else 0


def _label(block: Block) -> str:
    head, colon, _ = block.text.partition(":")
    return head if colon else ""


def _blocks(nodes: Sequence[SyntaxTreeNode], prefix: str) -> Iterator[Block]:
    for node in nodes:
        if node.type in _LISTS:
            yield from _items(node, prefix)
        elif node.type == "blockquote":
            yield from _blocks(node.children, prefix + "> ")
        elif node.type == "table":
            yield from _table(node, prefix)
        elif text := _text(node):
            heading = node.type == "heading" and not prefix
            level = int(node.tag[1:]) if heading else 0
            yield Block(BlockKind.HEADING if heading else BlockKind.PARAGRAPH, text, level, prefix)


def _items(node: SyntaxTreeNode, prefix: str) -> Iterator[Block]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        marker = f"{number}." if node.type == "ordered_list" else "-"
        inner = prefix + " " * (len(marker) + 1)
        text = _text(item.children[0]) if item.children else ""
        if text:
            yield Block(BlockKind.ITEM, text, 0, prefix, marker)
            yield from _blocks(item.children[1:], inner)
        else:
            yield from _blocks(item.children, prefix)


def _table(node: SyntaxTreeNode, prefix: str) -> Iterator[Block]:
    """Yield a table, or the cells as paragraphs where it only serves the layout (one row or one column)."""
    rows = [[_text(cell) for cell in row.children] for part in node.children for row in part.children]
    rows = rows if any(rows[0]) else rows[1:]
    if len(rows) < 2 or len(rows[0]) < 2:
        cells = (cell for row in rows for cell in row if cell)
        yield from (Block(BlockKind.PARAGRAPH, cell, 0, prefix) for cell in cells)
        return
    rows.insert(1, ["---"] * len(rows[0]))
    lines = ("| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows)
    yield Block(BlockKind.TABLE, "\n".join(lines), 0, prefix)


def _text(node: SyntaxTreeNode) -> str:
    if node.type in _LISTS | {"blockquote", "table", "hr"}:
        return ""
    if node.type in {"code_block", "fence", "html_block"}:
        text = _TAG.sub(" ", node.content) if node.type == "html_block" else node.content
    else:
        text = "".join(map(_inline, node.children))
    return " ".join(text.translate(LETTERS).split())


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    if node.type == "html_inline":
        return " " if node.content.startswith("<br") else ""
    if node.type == "image":
        return ""
    return "".join(map(_inline, node.children)) or node.content


def _written(block: Block) -> str:
    if block.kind is BlockKind.TABLE:
        return "\n".join(block.prefix + line for line in block.text.split("\n"))
    if block.kind is BlockKind.HEADING:
        return f"{'#' * block.level} {block.text}"
    opens = f"{block.marker} " if block.marker else ""
    return block.prefix + opens + (_guarded(block.text) if _READ_AS_SYNTAX.match(block.text) else block.text)


def _guarded(text: str) -> str:
    """Return a text that opens like a list, heading or quotation so that it stays the words it is."""
    digits = re.match(r"\d+", text)
    at = digits.end() if digits else 0
    return f"{text[:at]}\\{text[at:]}"
