"""Passages: the smallest parts of an article worth quoting alone, with exact offsets into it.

A paragraph, a bullet, a table row or an FAQ answer is a passage. So is a whole list with the sentence that introduces
it, because "who should not have it" asks for the list. A bullet or row always carries its lead-in: a bare bullet can
say the opposite of what the author meant.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise, zip_longest

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from index.article import Article
from index.errors import CorpusError
from index.words import coverage, sentence_starts

MAX_WORDS = 150
"""The longest quote shown: about what a phone shows on two screens, and the limit of a hit in a question set."""

LONG_LEAD_IN_WORDS = 25
"""A longer introduction is cut to its last sentence, the one that leads into the list."""

SAME = 0.9
"""Passages of two articles that share this part of their words, both ways, say the same."""

_LABEL = re.compile(r"\S.{0,70}?:(?=\s)")
_BEFORE_ROW = re.compile(r"(?:[ \t]*>)*[ \t|]*")


class PassageKind(StrEnum):
    """What a passage is in its article."""

    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    ROW = "row"
    LIST = "list"


@dataclass(frozen=True)
class Passage:
    """A part of an article that can be quoted alone.

    Attributes:
        id: stable name, ``p-`` and ten hexadecimal digits of a hash of article, section and text.
        article: name of the article.
        section: the headings above the passage, outermost first; empty above the first heading.
        kind: paragraph, bullet, row or list.
        lead_in: verbatim texts that introduce the passage and must be shown with it, outermost first.
        text: the passage, equal to ``article_text[start:end]``.
        start: code-point offset of its first character in the article's text.
        end: offset after its last character.
    """

    id: str
    article: str
    section: tuple[str, ...]
    kind: PassageKind
    lead_in: tuple[str, ...]
    text: str
    start: int
    end: int

    def overlaps(self, other: "Passage") -> bool:
        """Tell whether two passages share characters of the same article."""
        return self.article == other.article and self.start < other.end and other.start < self.end


def passages(article: Article) -> tuple[Passage, ...]:
    """Cut an article into its passages, in reading order, a list before its bullets.

    Raises:
        CorpusError: the Markdown holds nothing that can be quoted.
    """
    found = _Reader(article).read()
    if not found:
        raise CorpusError(article.path, "no paragraph, list or table that can be quoted; add some text")
    return _with_ids(found)


def is_same(one: Passage, other: Passage) -> bool:
    """Tell whether passages of two articles say the same in nearly the same words."""
    if one.article == other.article or not 0.8 * len(other.text) < len(one.text) < 1.25 * len(other.text):
        return False
    return min(coverage(one.text, other.text), coverage(other.text, one.text)) >= SAME


def _with_ids(found: Sequence[Passage]) -> tuple[Passage, ...]:
    seen: dict[str, int] = {}
    named = []
    for passage in found:
        key = "\0".join((passage.article, *passage.section, passage.kind, passage.text))
        seen[key] = seen.get(key, -1) + 1
        digest = hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest()
        named.append(replace(passage, id=f"p-{digest[:10]}"))
    return tuple(named)


@dataclass(frozen=True)
class _Span:
    start: int
    end: int


class _Reader:
    """Walks the syntax tree of one article with the open headings at hand."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._text = article.text
        self._lines = _line_offsets(article.text)
        self._first_line = article.text.count("\n", 0, article.body)
        self._headings: list[tuple[int, str]] = []

    def read(self) -> list[Passage]:
        markdown = MarkdownIt("commonmark").enable("table")
        tree = SyntaxTreeNode(markdown.parse(self._text[self._article.body :]))
        return [passage for passage in self._blocks(tree.children, lead_in=()) if passage.text.strip()]

    def _blocks(self, nodes: Sequence[SyntaxTreeNode], lead_in: tuple[str, ...]) -> Iterator[Passage]:
        previous: SyntaxTreeNode | None = None
        for node, following in zip_longest(nodes, nodes[1:]):
            if node.type == "heading":
                self._open_heading(node)
            elif node.type == "paragraph":
                yield from self._paragraph(node, following, lead_in)
            elif node.type in {"bullet_list", "ordered_list"}:
                yield from self._list(node, previous, lead_in)
            elif node.type == "table":
                yield from self._table(node)
            elif node.type == "blockquote":
                yield from self._blocks(node.children, lead_in)
            previous = node

    def _open_heading(self, node: SyntaxTreeNode) -> None:
        level = int(node.tag[1:])
        title = node.children[0].content.strip()
        self._headings = [(depth, name) for depth, name in self._headings if depth < level]
        if title and title != self._article.title:
            self._headings.append((level, title))

    def _paragraph(
        self, node: SyntaxTreeNode, following: SyntaxTreeNode | None, lead_in: tuple[str, ...]
    ) -> Iterator[Passage]:
        if _is_image(node):
            return
        span = self._span(node)
        text = self._slice(span)
        introduces_list = following is not None and following.type in {"bullet_list", "ordered_list"}
        if text.endswith(":") and (introduces_list or len(text.split()) < 8):
            return
        kind = PassageKind.BULLET if lead_in else PassageKind.PARAGRAPH
        for part in self._split(span):
            yield self._passage(kind, part, lead_in)

    def _list(
        self, node: SyntaxTreeNode, previous: SyntaxTreeNode | None, lead_in: tuple[str, ...]
    ) -> Iterator[Passage]:
        is_text = previous is not None and previous.type == "paragraph" and not _is_image(previous)
        introduction = self._span(previous) if previous is not None and is_text else None
        inner = (*lead_in, self._lead_in(introduction)) if introduction else lead_in
        yield from self._whole_list(node, introduction, inner, lead_in)
        for item in node.children:
            yield from self._item(item, inner)

    def _item(self, item: SyntaxTreeNode, lead_in: tuple[str, ...]) -> Iterator[Passage]:
        blocks = item.children
        if not blocks or blocks[0].type != "paragraph":
            yield from self._blocks(blocks, lead_in)
            return
        first = self._span(blocks[0])
        if not self._slice(first).endswith(":") or len(blocks) == 1:
            for part in self._split(first):
                yield self._passage(PassageKind.BULLET, part, lead_in)
        rest = (*lead_in, self._label(first))
        if len(blocks) > 1 and blocks[1].type in {"bullet_list", "ordered_list"}:
            for child in blocks[1].children:
                yield from self._item(child, rest)
            blocks = blocks[1:]
        yield from self._blocks(blocks[1:], rest)

    def _whole_list(
        self, node: SyntaxTreeNode, introduction: _Span | None, inner: tuple[str, ...], outer: tuple[str, ...]
    ) -> Iterator[Passage]:
        """Yield a list as one passage, or in even parts where it is longer than a quote may be.

        An introduction that ends in a colon is part of the first passage, unless the list fits into one passage only
        without it; any other introduction is a passage of its own.
        """
        items = [self._span(item.children[0]) for item in node.children if _is_simple_item(item)]
        if len(items) < max(2, len(node.children)):
            return
        opens = introduction is not None and self._slice(introduction).endswith(":")
        spans = [introduction, *items] if opens and introduction is not None else items
        parts = self._even_parts(spans)
        if introduction and opens and len(parts) > 1 and sum(map(self._words, items)) <= MAX_WORDS:
            parts, opens = [_Span(items[0].start, items[-1].end)], False
            yield from self._before_lead_in(introduction, outer)
        for number, part in enumerate(parts):
            yield self._passage(PassageKind.LIST, part, outer if opens and number == 0 else inner)

    def _before_lead_in(self, introduction: _Span, lead_in: tuple[str, ...]) -> Iterator[Passage]:
        """Yield what an introduction says before the sentence that leads into its list."""
        text = self._slice(introduction)
        before = text[: sentence_starts(text)[-1]].rstrip()
        if before:
            yield self._passage(
                PassageKind.PARAGRAPH, _Span(introduction.start, introduction.start + len(before)), lead_in
            )

    def _even_parts(self, spans: Sequence[_Span]) -> list[_Span]:
        """Join spans to as few runs of much the same length as a quote may have; a longer span stays alone."""
        least = -(-sum(map(self._words, spans)) // MAX_WORDS)
        for count in range(least, len(spans)):
            parts = self._parts(spans, count)
            if all(self._words(part) <= MAX_WORDS for part in parts):
                return parts
        return list(spans)

    def _parts(self, spans: Sequence[_Span], count: int) -> list[_Span]:
        sizes = [self._words(span) for span in spans]
        parts: list[list[_Span]] = [[]]
        used = 0
        for span, size in zip(spans, sizes, strict=True):
            if parts[-1] and used + size / 2 > sum(sizes) * len(parts) / count:
                parts.append([])
            parts[-1].append(span)
            used += size
        return [_Span(part[0].start, part[-1].end) for part in parts]

    def _table(self, node: SyntaxTreeNode) -> Iterator[Passage]:
        head, *bodies = node.children
        header = self._slice(self._row_span(head.children[0]))
        for body in bodies:
            for row in body.children:
                yield self._passage(PassageKind.ROW, self._row_span(row), (header,))

    def _row_span(self, row: SyntaxTreeNode) -> _Span:
        line = self._first_line + self._map(row)[0]
        start, end = self._lines[line], self._lines[line + 1]
        raw = self._text[start:end]
        before = _BEFORE_ROW.match(raw)
        left = before.end() if before else 0
        return _Span(start + left, start + len(raw.rstrip(" \t|\n")))

    def _split(self, span: _Span) -> list[_Span]:
        """Cut a paragraph that is longer than a quote may be into even runs of whole sentences."""
        if self._words(span) <= MAX_WORDS:
            return [span]
        starts = [span.start + offset for offset in sentence_starts(self._slice(span))]
        bounds = pairwise([*starts, span.end])
        sentences = [_Span(start, start + len(self._text[start:end].rstrip())) for start, end in bounds]
        return self._even_parts(sentences)

    def _lead_in(self, span: _Span) -> str:
        text = self._slice(span)
        return text[sentence_starts(text)[-1] :] if len(text.split()) > LONG_LEAD_IN_WORDS else text

    def _label(self, span: _Span) -> str:
        """Return the label of a list item ("Duration:"), or what would lead into its next paragraph."""
        label = _LABEL.match(self._slice(span))
        return label.group() if label else self._lead_in(span)

    def _passage(self, kind: PassageKind, span: _Span, lead_in: tuple[str, ...]) -> Passage:
        section = tuple(name for _, name in self._headings)
        return Passage("", self._article.name, section, kind, lead_in, self._slice(span), span.start, span.end)

    def _span(self, paragraph: SyntaxTreeNode) -> _Span:
        """Find a paragraph's first and last character, without list marker, quote marker or indentation."""
        first, _ = self._map(paragraph)
        content = paragraph.children[0].content.split("\n")
        filled = [number for number, line in enumerate(content) if line.strip()] or [0]
        top, bottom = (self._first_line + first + number for number in (filled[0], filled[-1]))
        start = self._find(content[filled[0]].strip(), self._lines[top], self._lines[top + 1])
        tail = content[filled[-1]].strip()
        end = self._find(tail, start if top == bottom else self._lines[bottom], self._lines[bottom + 1]) + len(tail)
        return _Span(start, max(start, end))

    def _find(self, text: str, start: int, end: int) -> int:
        """Find a text in a line, or else the line's first character that is not white space."""
        found = self._text.find(text, start, end)
        line = self._text[start:end]
        return found if found >= 0 else start + len(line) - len(line.lstrip())

    def _map(self, node: SyntaxTreeNode) -> tuple[int, int]:
        if node.map is None:
            raise CorpusError(self._article.path, f"a {node.type} without source lines cannot be quoted")
        return node.map

    def _slice(self, span: _Span) -> str:
        return self._text[span.start : span.end]

    def _words(self, span: _Span) -> int:
        return len(self._slice(span).split())


def _is_image(node: SyntaxTreeNode) -> bool:
    return all(child.type in {"image", "softbreak"} for child in node.children[0].children)


def _is_simple_item(item: SyntaxTreeNode) -> bool:
    return len(item.children) == 1 and item.children[0].type == "paragraph"


def _line_offsets(text: str) -> list[int]:
    offsets = [0]
    for line in text.split("\n"):
        offsets.append(offsets[-1] + len(line) + 1)
    offsets[-1] = len(text)
    return [*offsets, len(text)]
