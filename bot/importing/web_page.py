"""A web page without its furniture, as Markdown. Word documents come this way too, once they are HTML.

The page is cut by reviewed rules and not by a classifier, because a classifier's losses are silent: on a page of
tests/bot/fixtures/importing trafilatura drops whole lists and keeps the sentences that introduce them.
"""

import re
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from bs4.element import PageElement

UNSEEN = "script, style, noscript, template, iframe, svg, canvas, object, video, audio, select, input, textarea, dialog"

ELEMENTS = "nav, form, footer, [role=navigation], [role=banner], [role=search], [role=contentinfo], [role=dialog]"
"""Elements around an article, by what the page says they are."""

NAMES = (
    r"cookies?|gdpr|breadcrumbs?|skip-link|sr-only|screen-reader-text|visually-hidden|toc|table-of-contents|pagination|"
    r"share|sharing|sharedaddy|social-(?:share|media|links|icons)|comments?|comments-area|respond|newsletter|subscribe|"
    r"byline|(?:entry|post|article)-(?:meta|tags|footer)|author-(?:box|bio|card)|ads?|advert|advertisement|popup|"
    r"related-(?:posts?|articles?|blogs?|news)"
)
"""The same, by whole words of a class or id."""

NAMES_WITHOUT_PROSE = r"nav|navbar|navigation|menu|sidebar|footer|related|social|promo|widget-area"
"""Names that articles use too: such an element goes only where it holds no longer paragraph."""

PROSE_WORDS = 20

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTAINERS = ("div", "section", "aside", "ul", "ol", "header", "span", "a", "p")
_SPECIAL = re.compile(r"([\\`<\[&|])")
_SUPERSCRIPT = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_PUBLISHED = re.compile(
    r"article:published_time|datePublished|DC\.date(\.issued)?|dcterms\.(date|issued)", re.IGNORECASE
)
_LINKED_DATA = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d{2}-\d{2})')


def _whole_word(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{names})(?=$|[\s_-])", re.IGNORECASE)


_NAME, _NAME_WITHOUT_PROSE = _whole_word(NAMES), _whole_word(NAMES_WITHOUT_PROSE)


@dataclass(frozen=True)
class WebPage:
    """What a page says about its article, and the article as Markdown."""

    title: str | None
    publisher: str | None
    published: date | None
    markdown: str


def read_page(html: str | bytes) -> WebPage:
    """Read a web page; bytes are decoded as the page says."""
    soup = _soup(html)
    publisher = _meta(soup, "og:site_name")
    published = _published(soup)
    for element in soup.select(UNSEEN):
        element.decompose()
    head_title = _head_title(soup, publisher)
    heading = _article_heading(soup, head_title)
    title = _words(heading) if heading else head_title
    _remove_furniture(soup, heading)
    if heading:
        _remove_before(soup, heading)
    _open_accordions(soup)
    return WebPage(title or None, publisher, published, _markdown(soup))


def html_to_markdown(html: str) -> str:
    """Convert HTML that holds nothing but an article."""
    return _markdown(_soup(html))


def _soup(html: str | bytes) -> "BeautifulSoup":
    from bs4 import BeautifulSoup  # with lxml, because html.parser nests the items of a list whose </li> are left out

    return BeautifulSoup(html, "lxml")


def _words(element: "Tag") -> str:
    return " ".join(element.get_text(" ").split())


def _meta(soup: "BeautifulSoup", name: str | re.Pattern[str]) -> str | None:
    found = soup.find("meta", attrs={"property": name}) or soup.find("meta", attrs={"name": name})
    return str(found.get("content") or "").strip() or None if found else None


def _published(soup: "BeautifulSoup") -> date | None:
    """Return the date that the page states; none is guessed."""
    linked = _LINKED_DATA.search(" ".join(script.get_text() for script in soup.find_all("script")))
    stated = _meta(soup, _PUBLISHED) or (linked[1] if linked else "")
    try:
        return date.fromisoformat(stated[:10])
    except ValueError:
        return None


def _head_title(soup: "BeautifulSoup", publisher: str | None) -> str:
    title = _meta(soup, "og:title") or (_words(soup.title) if soup.title else "")
    return re.sub(rf"\s+[|–—-]\s+{re.escape(publisher)}$", "", title) if publisher else title.split(" | ")[0]


def _article_heading(soup: "BeautifulSoup", head_title: str) -> "Tag | None":
    """Find the longest h1 that the page's title repeats (a site's name may be another), or the first h1.

    On a page without h1 it is the first h2, where the title repeats it.
    """
    tops = soup.find_all("h1")
    repeated = [heading for heading in tops or soup.find_all("h2", limit=1) if _words(heading) in head_title]
    return max(repeated or tops[:1], key=lambda heading: len(_words(heading)), default=None)


def _remove_furniture(soup: "BeautifulSoup", heading: "Tag | None") -> None:
    half = len(_words(soup).split()) / 2
    for element in [*soup.select(ELEMENTS), *soup.find_all(_CONTAINERS)]:
        if element.decomposed or not (element.name not in _CONTAINERS or _is_furniture(element)):
            continue
        holds_article = (heading and element in heading.parents) or len(_words(element).split()) > half
        if not holds_article:
            element.decompose()
    for link in soup.find_all("sup", string=re.compile(r"^\s*\[\w+\]\s*$")):
        link.decompose()


def _is_furniture(element: "Tag") -> bool:
    names = " ".join(map(str, (*element.get_attribute_list("class"), element.get("id", ""))))
    if element.get("role") in {"navigation", "banner", "search", "contentinfo", "dialog"} or _NAME.search(names):
        return True
    contents = element.name in {"ul", "ol"} and _is_contents(element)
    return contents or bool(_NAME_WITHOUT_PROSE.search(names) and not _holds_prose(element))


def _is_contents(element: "Tag") -> bool:
    """Tell whether a list only links into its own page."""
    links = element.find_all("a", href=re.compile("^#."))
    return bool(links) and _words(element) == " ".join(map(_words, links))


def _holds_prose(node: "PageElement") -> bool:
    parts = [node, *node.find_all(["p", "li", "dd"])] if hasattr(node, "find_all") else [node]
    texts = (part.get_text(" ") for part in parts if getattr(part, "name", None) in {None, "p", "li", "dd"})
    return any(len(text.split()) >= PROSE_WORDS for text in texts)


def _remove_before(soup: "BeautifulSoup", heading: "Tag") -> None:
    """Remove what stands above the article's own heading, but no prose, and never most of the page."""
    above = [node for parent in [heading, *heading.parents] for node in parent.previous_siblings]
    words = sum(len(node.get_text(" ").split()) for node in above)
    if words > len(_words(soup).split()) / 2:
        return
    for node in above:
        if not _holds_prose(node):
            node.extract()


def _open_accordions(soup: "BeautifulSoup") -> None:
    """Make headings of what a reader clicks on to see an answer; remove all other buttons."""
    for opener in soup.find_all(lambda tag: tag.name == "summary" or tag.has_attr("aria-expanded")):
        if opener.find_parent(_HEADINGS) or opener.find(_HEADINGS):
            opener.name = "span" if opener.find_parent(_HEADINGS) else "div"
        elif _words(opener):
            above = opener.find_previous(lambda tag: tag.name in _HEADINGS and not tag.has_attr("data-opener"))
            opener.name = f"h{min(6, int(above.name[1]) + 1)}" if above else "h2"
            opener["data-opener"] = ""
    for button in soup.find_all("button"):
        button.decompose()


def _markdown(soup: "BeautifulSoup") -> str:
    from markdownify import MarkdownConverter

    for term in soup.find_all("dt"):
        term.name = "h3" if _words(term).endswith("?") else "p"
    for element in soup.find_all(["dd", "dl"]):
        element.name = "div"
    for power in soup.find_all("sup"):
        power.string = power.get_text().translate(_SUPERSCRIPT)
        power.unwrap()
    for table in soup.find_all("table"):
        if table.get("role") == "presentation" or table.select_one("table, td h1, td h2, td h3"):
            _unfold(table)
        else:
            _square(table)
    for text in soup.find_all(string=_SPECIAL):
        text.replace_with(_SPECIAL.sub(r"\\\1", text))
    flat = ["a", "b", "strong", "em", "i", "u", "s", "del", "img", "code", "kbd", "samp", "sub", "q", "mark"]
    converter = MarkdownConverter(heading_style="ATX", bullets="-", strip=flat, table_infer_header=True)
    return converter.convert_soup(soup.body or soup)


def _unfold(table: "Tag") -> None:
    """Make a table that only serves the layout of a page into its parts."""
    for part in [table, *table.find_all(["thead", "tbody", "tfoot", "tr", "td", "th"])]:
        if part is table or part.find_parent("table") is None:
            part.name = "div"


def _square(table: "Tag") -> None:
    """Give each row all its cells: a value must never move below another column's name.

    A cell that spans rows is repeated in each; one that spans columns is followed by empty cells.
    """
    pending: dict[int, tuple[int, Tag]] = {}
    for row in table.find_all("tr"):
        given = row.find_all(["td", "th"], recursive=False)
        line: list[Tag] = []
        while given or len(line) in pending:
            repeated = len(line) in pending
            left, cell = pending.pop(len(line)) if repeated else (_span(given[0], "rowspan"), given.pop(0))
            if left > 1:
                pending[len(line)] = (left - 1, cell)
            line.append(copy(cell) if repeated else cell)
            for _ in range(_span(cell, "colspan") - 1):
                line.append(copy(cell))
                line[-1].clear()
        row.clear()
        for cell in line:
            row.append(cell)
    for cell in table.find_all(["td", "th"]):
        cell.attrs = {}


def _span(cell: "Tag", name: str) -> int:
    value = str(cell.get(name) or "1")
    return min(int(value), 50) if value.isdecimal() else 1
