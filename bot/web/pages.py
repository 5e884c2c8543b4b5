"""Pages: the frame that every page of the site shares, and the pages that are not the chat."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from bot.clinic import Clinic
from bot.web.article_body import render_body
from bot.web.assets import asset_link
from bot.web.phone import call_link, can_call
from index.article import Article

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#0f5f5c"/>'
    '<path d="M9 9h14a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-7l-5 4v-4H9a3 3 0 0 1-3-3v-7a3 3 0 0 1 3-3z" fill="#fff"/>'
    '<path d="M16 11.6v7.8M12.1 15.5h7.8" stroke="#0f5f5c" stroke-width="2.4" stroke-linecap="round"/></svg>'
)
"""The clinic's mark until it has its own: a speech bubble with a cross."""


def head_links(*styles: str) -> str:
    """Return the links to the icon and to style sheets, as HTML."""
    sheets = "\n".join(f'<link rel="stylesheet" href="{asset_link(style)}">' for style in styles)
    icon = '<link rel="icon" type="image/svg+xml" href="/favicon.svg">'
    return f'{icon}\n<meta name="color-scheme" content="light dark">\n{sheets}'


def embed_link() -> str:
    """Return the link to the script of a page that may stand in the widget's frame, as HTML.

    It is not deferred: what it hides in the frame must not flash up first.
    """
    return f'<script src="{asset_link("embed.js")}"></script>'


def render_header(clinic: Clinic, end: str | None = None) -> str:
    """Render the bar above every page: whose site it is, its articles, and at its end the number to call.

    Args:
        clinic: whose site it is.
        end: what stands at the end instead, as HTML.
    """
    name = display_name(clinic)
    if end is None:
        end = f'<span class="header-call">{call_link(clinic.phone, "Call")}</span>' if can_call(clinic.phone) else ""
    return (
        '<header class="site-header"><div class="site-bar">'
        f'<a class="brand" href="/"><span class="brand-mark">{ICON}</span>'
        f'<span class="brand-name">{escape(name)}</span></a>'
        f'<nav aria-label="Site"><a class="nav-link" href="/articles">Articles</a></nav>{end}</div></header>'
    )


def display_name(clinic: Clinic) -> str:
    """Return the clinic's name with a capital, as a sign over the door has it."""
    return clinic.name[:1].upper() + clinic.name[1:]


def article_page(article: Article, clinic: Clinic) -> str:
    """Render the page of an article.

    Raises:
        CorpusError: the article holds nothing that can be quoted.
    """
    note = (
        '<p class="changed" id="changed" role="status" hidden>This passage has changed since it was quoted. '
        "Here is the article as it is now.</p>"
    )
    content = (
        f'<p class="back"><a href="/">Back to the chat</a></p>\n{note}\n<article class="article">\n'
        f'<header class="article-head"><h1>{escape(article.title)}</h1>{_byline(article)}</header>\n'
        f'{render_body(article)}</article>\n<p class="back"><a href="/">Back to the chat</a></p>'
    )
    script = f'\n<script src="{asset_link("article.js")}" defer></script>'
    return render_page(f"{article.title} – {display_name(clinic)}", content, clinic, script)


def articles_page(articles: Iterable[Article], clinic: Clinic) -> str:
    """Render the list of articles."""
    items = "".join(
        f'<li><a href="/articles/{escape(article.name)}">{escape(article.title)}</a>{_byline(article)}</li>'
        for article in articles
    )
    content = (
        f'<p class="back"><a href="/">Back to the chat</a></p>\n<h1>Articles</h1>\n'
        f'<p class="intro-line">Everything the chat shows is quoted from these.</p>\n'
        f'<ul class="article-list">{items}</ul>'
    )
    return render_page(f"Articles – {display_name(clinic)}", content, clinic)


def missing_page(clinic: Clinic) -> str:
    """Render the page for an address that leads nowhere."""
    call = call_link(clinic.phone)
    help_line = f"If you need an answer now, please call {escape(clinic.name)}: {call}."
    content = (
        "<h1>This page does not exist</h1>\n"
        "<p>The address may be mistyped, or the article may have been taken down.</p>\n"
        f'<p>{help_line}</p>\n<p class="ways"><a href="/">Back to the chat</a><a href="/articles">All articles</a></p>'
    )
    return render_page(f"Page not found – {display_name(clinic)}", content, clinic)


def unreadable_page(clinic: Clinic) -> str:
    """Render the page for an article whose file cannot be read just now."""
    content = (
        "<h1>This article cannot be shown just now</h1>\n"
        f"<p>Please try again later, or call {escape(clinic.name)}: {call_link(clinic.phone)}.</p>\n"
        '<p class="ways"><a href="/">Back to the chat</a><a href="/articles">All articles</a></p>'
    )
    return render_page(f"Article not available – {display_name(clinic)}", content, clinic)


def render_page(title: str, content: str, clinic: Clinic, extra_head: str = "", *, for_staff: bool = False) -> str:
    """Render a page in the frame that all pages share.

    Args:
        title: its title, as text.
        content: what stands in it, as HTML.
        clinic: whose site it is.
        extra_head: more for its head, as HTML.
        for_staff: whether it is a page of the staff's, which never stands in the widget's frame.
    """
    embedded = "" if for_staff else f"\n{embed_link()}"
    head = f"{head_links('site.css', 'article.css', 'print.css')}{embedded}{extra_head}"
    return _template().substitute(title=escape(title), head=head, header=render_header(clinic), content=content)


@cache
def _template() -> Template:
    return Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))


def _byline(article: Article) -> str:
    parts = [
        escape(article.publisher) if article.publisher else "",
        _dated("Published", article.published),
        _dated("Reviewed", article.reviewed),
    ]
    line = '<span class="dot"> · </span>'.join(part for part in parts if part)
    return f'<p class="byline">{line}</p>' if line else ""


def _dated(word: str, day: date | None) -> str:
    return f'{word} <time datetime="{day.isoformat()}">{day.day} {day:%B %Y}</time>' if day else ""
