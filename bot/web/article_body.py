"""The body of an article page: the Markdown as published, with an anchor on every passage.

Passages nest (a list and its bullets), so each becomes an element around exactly its own words. It carries two names:
the passage's id, which quotes link to, and ``at-<start>-<end>``, by which receipts without an id find it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from index.article import Article
from index.passage import Passage, PassageKind, passages

_LISTS = {"bullet_list": "ul", "ordered_list": "ol"}


@dataclass(frozen=True)
class Note:
    """What a page says of a passage.

    Attributes:
        style: a class of the passage's element.
        text: said after the passage's words.
    """

    style: str
    text: str


def render_body(article: Article, notes: Mapping[str, Note] = MappingProxyType({})) -> str:
    """Render an article's Markdown as HTML; HTML inside the article is shown as text, images as their description.

    Args:
        article: the article.
        notes: what is said of its passages, by their ids.

    Raises:
        CorpusError: the Markdown holds nothing that can be quoted.
    """
    return _Body(article, notes).render()


class _Body:
    """Walks the syntax tree of one article with its passages at hand, by the line on which they start."""

    def __init__(self, article: Article, notes: Mapping[str, Note]) -> None:
        self._article = article
        self._notes = notes
        self._markdown = _reader()
        self._env: dict[str, Any] = {}
        first_line = article.line(article.body)
        self._spans: dict[int, list[Passage]] = {}
        self._lists: dict[int, Passage] = {}
        self._last_line: dict[str, int] = {}
        for passage in passages(article):
            line = article.line(passage.start) - first_line
            self._last_line[passage.id] = article.line(passage.end) - first_line
            if passage.kind is PassageKind.LIST:
                self._lists[line] = passage
            else:
                self._spans.setdefault(line, []).append(passage)

    def render(self) -> str:
        tokens = self._markdown.parse(self._article.text[self._article.body :], self._env)
        return "".join(self._blocks(SyntaxTreeNode(tokens).children))

    def _blocks(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[str]:
        introduction: SyntaxTreeNode | None = None
        for node, following in zip_longest(nodes, nodes[1:]):
            introduces = following is not None and following.type in _LISTS
            if node.type == "paragraph" and introduces and self._list_at(node):
                introduction = node
            elif node.type in _LISTS:
                yield from self._list(node, introduction)
                introduction = None
            else:
                yield self._block(node)

    def _block(self, node: SyntaxTreeNode) -> str:
        if node.type == "paragraph":
            words = self._words(node)
            return words if node.hidden else f"<p>{words}</p>\n"
        if node.type == "heading":
            return self._heading(node)
        if node.type == "table":
            return self._table(node)
        if node.type == "blockquote":
            return f"<blockquote>\n{''.join(self._blocks(node.children))}</blockquote>\n"
        return self._plain(node)

    def _heading(self, node: SyntaxTreeNode) -> str:
        """Render a heading, unless it repeats the title that stands above the body."""
        if node.children[0].content.strip() == self._article.title:
            return ""
        tag = "h2" if node.tag == "h1" else node.tag
        return f"<{tag}>{self._plain(node.children[0])}</{tag}>\n"

    def _list(self, node: SyntaxTreeNode, introduction: SyntaxTreeNode | None) -> Iterator[str]:
        """Render a list in runs of items: those of one list passage together, the others for themselves."""
        opened = self._list_at(introduction) if introduction is not None else None
        head = self._block(introduction) if introduction is not None else ""
        number = int(str(node.attrGet("start") or 1))
        for passage, items in self._runs(node, opened):
            tag = _LISTS[node.type]
            start = f' start="{number}"' if tag == "ol" and number != 1 else ""
            body = "".join(f"<li>{''.join(self._blocks(item.children))}</li>\n" for item in items)
            html = f"{head}<{tag}{start}>\n{body}</{tag}>\n"
            yield self._wrap(html, passage, "div") if passage else html
            number, head = number + len(items), ""

    def _runs(
        self, node: SyntaxTreeNode, opened: Passage | None
    ) -> Iterator[tuple[Passage | None, list[SyntaxTreeNode]]]:
        """Group the items of a list by the list passage that they belong to."""
        current, run = opened, list[SyntaxTreeNode]()
        for item in node.children:
            line = _lines(item)[0]
            found = self._lists.get(line)
            ended = current is not None and line > self._last_line[current.id]
            if found or ended:
                if run:
                    yield current, run
                current, run = found, []
            run.append(item)
        yield current, run

    def _list_at(self, paragraph: SyntaxTreeNode) -> Passage | None:
        """Find the list passage that starts with a paragraph, its introduction."""
        return next((self._lists[line] for line in range(*_lines(paragraph)) if line in self._lists), None)

    def _words(self, paragraph: SyntaxTreeNode) -> str:
        """Render a paragraph's words, each passage in an element of its own."""
        found = [passage for line in range(*_lines(paragraph)) for passage in self._spans.get(line, [])]
        inline = paragraph.children[0]
        if len(found) < 2:
            return self._wrap(self._plain(inline), found[0], "span") if found else self._plain(inline)
        parts = (self._wrap(self._markdown.renderInline(part.text, self._env), part, "span", "part") for part in found)
        return " ".join(parts)

    def _table(self, node: SyntaxTreeNode) -> str:
        head, *bodies = node.children
        labels = [cell.children[0].content for cell in head.children[0].children]
        top = "".join(f'<th scope="col">{self._plain(cell.children[0])}</th>' for cell in head.children[0].children)
        rows = "".join(self._row(row, labels) for body in bodies for row in body.children)
        return f'<table class="article-table">\n<thead><tr>{top}</tr></thead>\n{rows}</table>\n'

    def _row(self, row: SyntaxTreeNode, labels: Sequence[str]) -> str:
        """Render a row in a ``tbody`` of its own, so that a row too can carry two names."""
        found = self._spans.get(_lines(row)[0])
        style, said = self._note(found[0]) if found else ("", "")
        cells = "".join(
            f'<td data-label="{escape(label)}">{self._plain(cell.children[0])}{"" if at else said}</td>'
            for at, (cell, label) in enumerate(zip(row.children, labels, strict=True))
        )
        if not found:
            return f"<tbody><tr>{cells}</tr></tbody>\n"
        name = _place(found[0])
        return f'<tbody class="at" id="{name}"><tr class="passage{style}" id="{found[0].id}">{cells}</tr></tbody>\n'

    def _wrap(self, html: str, passage: Passage, tag: str, extent: str = "whole") -> str:
        """Put a passage's words into an element with its two names; ``extent``: it is all of its block, or a part."""
        style, said = self._note(passage)
        inner = f'<{tag} class="passage {extent}{style}" id="{passage.id}">{html}{said}</{tag}>'
        return f'<{tag} class="at" id="{_place(passage)}">{inner}</{tag}>'

    def _note(self, passage: Passage) -> tuple[str, str]:
        """Return what is added to the classes of a passage's element, and what is said after its words."""
        note = self._notes.get(passage.id)
        return (f" {note.style}", f'<span class="passage-note">{escape(note.text)}</span>') if note else ("", "")

    def _plain(self, node: SyntaxTreeNode) -> str:
        return str(self._markdown.renderer.render(node.to_tokens(), self._markdown.options, self._env))


def _place(passage: Passage) -> str:
    return f"at-{passage.start}-{passage.end}"


def _lines(node: SyntaxTreeNode) -> tuple[int, int]:
    """Return the source lines of a block; the parser notes them for every block."""
    return node.map or (0, 0)


def _reader() -> MarkdownIt:
    """Return the parser that passages are cut with, made to show HTML as text and to load nothing."""
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.add_render_rule("html_block", _shown_as_text)
    markdown.add_render_rule("html_inline", _shown_as_text)
    markdown.add_render_rule("image", _image)
    markdown.add_render_rule("link_open", _link_open)
    return markdown


def _shown_as_text(_renderer: Any, tokens: Any, at: int, _options: Any, _env: Any) -> str:
    return escape(str(tokens[at].content))


def _image(_renderer: Any, tokens: Any, at: int, _options: Any, _env: Any) -> str:
    return f'<span class="picture">[Picture: {escape(str(tokens[at].content))}]</span>'


def _link_open(renderer: Any, tokens: Any, at: int, options: Any, env: Any) -> str:
    tokens[at].attrSet("rel", "noopener noreferrer")
    return str(renderer.renderToken(tokens, at, options, env))
