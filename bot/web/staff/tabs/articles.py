"""Articles: what the bot quotes from, and when a clinician last looked at it."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

from bot.staff.articles import Review, reviews
from bot.web.gradio_app import PRIVATE
from bot.web.staff.desk import Desk
from bot.web.staff.panel import figures, heading, html_panel, table, told


def build(desk: Desk, opened: Sequence[Any]) -> None:
    """Lay the tab out."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    html_panel("articles-head", heading("Articles", "Everything that patients read is quoted from these."))
    shown = html_panel("articles-list")
    gr.on(list(opened), partial(show, desk), None, shown, **PRIVATE)


@told
def show(desk: Desk) -> str:
    """Render the list of articles, the longest without a review first."""
    bot = desk.live.current
    passages = Counter(passage.article for passage in bot.index.passages)
    found = reviews(desk.settings.corpus, desk.clock().date())
    rows = [[_link(review), _reviewed(review), _due(review), _in_service(passages[review.article])] for review in found]
    due = sum(review.is_due for review in found)
    numbers = figures([("Articles", str(len(found))), ("Due for review", str(due))])
    return numbers + table("Articles in the corpus", ["Article", "Reviewed", "Next review", "Passages"], rows)


def _link(review: Review) -> str:
    address = f"/articles/{escape(review.article)}"
    return f'<a href="{address}" target="_blank" rel="noopener">{escape(review.title)}</a>'


def _reviewed(review: Review) -> str:
    day = review.reviewed
    return f"{day.day} {day:%B %Y}" if day else '<span class="lacking">never</span>'


def _due(review: Review) -> str:
    return '<span class="lacking">due</span>' if review.is_due else "not yet due"


def _in_service(passages: int) -> str:
    return str(passages) if passages else '<span class="lacking">not in service</span>'
