"""Rendering: a reply as HTML. Pure text in, escaped text out; nothing here is Markdown, so nothing is reinterpreted."""

import re
import unicodedata
from collections.abc import Mapping
from html import escape

from bot.clinic import Clinic
from bot.glossary import NO_TERMS, Glossary, Term
from bot.reply import Quote, Receipt, Related, Reply, ReplyKind
from bot.web.phone import link_numbers
from bot.web.verbatim import lay_out

SHOWN_CHARACTERS = 600
"""A longer message is shortened in the transcript; nobody rereads a pasted page, and the reply must stay in sight."""

SHOWN_HASH = 12
"""Digits of a quote's hash on paper: enough to tell any two texts of a clinic apart."""

Titles = Mapping[str, str]
"""Titles of the articles by name."""


def render_reply(
    reply: Reply,
    clinic: Clinic,
    titles: Titles | None = None,
    *,
    glossary: Glossary = NO_TERMS,
    doubt: str = "",
) -> str:
    """Render a reply as HTML.

    Args:
        reply: the reply; ``element.querySelectorAll(".quote-text")[i].textContent`` will be ``reply.quotes[i].text``.
        clinic: whose numbers are made to call when tapped.
        titles: titles of the articles that a quote also stands in; without one, an article is called by its name.
        glossary: plain words for terms, shown beside the quotes that hold them.
        doubt: what asks whether the question was read rightly, as HTML.
    """
    many = len(reply.quotes)
    figures = (_figure(quote, n, many, titles or {}, glossary) for n, quote in enumerate(reply.quotes, start=1))
    parts = [
        _message(reply, clinic),
        _read_as(reply.interpreted_as),
        doubt,
        *figures,
        _related(reply.related, clinic),
        f'<p class="reply-footer">{link_numbers(reply.footer, clinic)}</p>',
    ]
    return f'<div class="reply reply-{escape(reply.kind)}">{"".join(parts)}</div>'


def render_question(text: str) -> str:
    """Render what the patient wrote, as they wrote it; nothing where it holds nothing visible."""
    visible = "".join(char for char in text if char in "\n\t" or not _is_control(char)).strip()
    if not visible:
        return ""
    if len(visible) > SHOWN_CHARACTERS:
        visible = visible[:SHOWN_CHARACTERS].rstrip() + " …"
    said = '<span class="unseen">You asked: </span>'
    return f'<div class="asked">{said}<p class="asked-text" dir="auto">{escape(visible)}</p></div>'


def _is_control(char: str) -> bool:
    """Tell whether a character would break the page or be lost on it: controls, and halves of a broken emoji."""
    return unicodedata.category(char) in {"Cc", "Cs"}


def _message(reply: Reply, clinic: Clinic) -> str:
    if not reply.message:
        return ""
    paragraphs = re.split(r"\n\s*\n", reply.message.strip())
    body = "".join(f"<p>{link_numbers(paragraph, clinic)}</p>" for paragraph in paragraphs)
    if reply.kind is ReplyKind.URGENT:
        body = _with_strong_start(body)
    return f'<div class="message message-{escape(reply.kind)}">{body}</div>'


def _with_strong_start(body: str) -> str:
    """Set the first sentence of a message apart, so that what matters is read even by who reads nothing else."""
    return re.sub(r"<p>([^<>]{1,200}?[.!?])(?=\s|<)", r"<p><strong>\1</strong>", body, count=1)


def _read_as(interpreted_as: str | None) -> str:
    if not interpreted_as:
        return ""
    return f'<p class="read-as" dir="auto">Read as: <q>{escape(interpreted_as)}</q></p>'


def _figure(quote: Quote, number: int, many: int, titles: Titles, glossary: Glossary) -> str:
    rank = "quote-first" if number == 1 else "quote-more"
    label = f"Quotation {number} of {many}" if many > 1 else "Quotation"
    return (
        f'<figure class="quote {rank}" aria-label="{label}">'
        f'<blockquote cite="{escape(quote.link)}">{lay_out(quote.text, quote.lead_in)}</blockquote>'
        f"{_words(glossary.explain(quote.lead_in or '', quote.text))}"
        f"<figcaption>{_source(quote)}{_also_in(quote.also_in, titles)}{_receipt(quote)}</figcaption></figure>"
    )


def _words(terms: tuple[Term, ...]) -> str:
    """Render plain words for the terms of a quote: beside it, and folded, as most patients know most of them."""
    if not terms:
        return ""
    items = "".join(f"<div><dt>{escape(term.name)}</dt><dd>{escape(term.plain)}</dd></div>" for term in terms)
    return f'<details class="words"><summary>Words in this quote</summary><dl>{items}</dl></details>'


def _receipt(quote: Quote) -> str:
    """Render where the text is to be found and its hash, for paper: whoever has the file can check the print."""
    place = f"{quote.file}[{quote.start}:{quote.end}]"
    return f'<p class="receipt">{escape(place)} sha256 {escape(quote.sha256[:SHOWN_HASH])}</p>'


def _source(quote: Quote) -> str:
    publisher = f'<span class="publisher">{escape(quote.publisher)}</span>' if quote.publisher else ""
    section = " › ".join(escape(heading) for heading in quote.section)
    path = f'<span class="section">{section}</span>' if section else ""
    return (
        f'<cite class="title">{escape(quote.title)}</cite>{publisher}{path}'
        f'<a class="read-more" href="{escape(quote.link)}">Read it in the article</a>'
    )


def _also_in(receipts: tuple[Receipt, ...], titles: Titles) -> str:
    if not receipts:
        return ""
    links = ", ".join(f'<a href="{escape(place_link(place))}">{_title(place, titles)}</a>' for place in receipts)
    return f'<p class="also-in">The same passage is also in: {links}</p>'


def _related(places: tuple[Related, ...], clinic: Clinic) -> str:
    if not places:
        return ""
    items = "".join(
        f'<li><a href="{escape(place.link)}">{escape(place.label)}</a> '
        f'<span class="related-title">{escape(place.title)}</span></li>'
        for place in places
    )
    said = escape(clinic.fill(clinic.messages.related))
    return f'<div class="related"><p class="related-said">{said}</p><ul>{items}</ul></div>'


def place_link(place: Receipt) -> str:
    """Return the page and anchor of a place that is known by its offsets only."""
    return f"/articles/{place.article}#at-{place.start}-{place.end}"


def _title(place: Receipt, titles: Titles) -> str:
    return escape(titles.get(place.article) or place.article.replace("-", " ").capitalize())
