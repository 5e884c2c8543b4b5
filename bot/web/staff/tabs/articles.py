"""Articles: what the bot quotes from and what is due for review; a new document, and what an edit would change."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from bot.staff.articles import Edit, Review, reviews
from bot.web.gradio_app import PRIVATE
from bot.web.staff.desk import Desk
from bot.web.staff.drafts import SUFFIXES, render_draft, take_draft
from bot.web.staff.edits import render_edit
from bot.web.staff.panel import figures, heading, html_panel, note, table, told

LONGEST = 400_000
"""Characters of a pasted article: more than any, and less than a request may have."""

LOG_DAYS = 90
"""Days of the log in which quotes are counted that an edit would take away."""


def build(desk: Desk, opened: Sequence[Any]) -> None:
    """Lay the tab out."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    html_panel("articles-head", heading("Articles", "Everything that patients read is quoted from these."))
    shown = html_panel("articles-list")
    html_panel("edit-head", _part("What an edit would change", "Paste the new text of an article before you save it."))
    with gr.Row(elem_classes="choices"):
        titles = [(article.title, name) for name, article in desk.live.current.articles.items()]
        article = gr.Dropdown(titles, label="Article", elem_id="edit-article")
    said = "New text, the lines between --- at its top included"
    text = gr.Textbox(label=said, lines=6, max_lines=14, max_length=LONGEST, elem_id="edit-text")
    with gr.Row(elem_classes="actions"):
        load = gr.Button("Load the text as it is", elem_id="edit-load")
        look = gr.Button("See what would change", variant="primary", elem_id="edit-look")
    changed = html_panel("edit-changes")
    html_panel("import-head", _part("Import a document", f"A draft to review, from {', '.join(SUFFIXES)}."))
    with gr.Row(elem_classes="choices"):
        label = "Name of the article, in lower-case letters, digits and hyphens (optional)"
        name = gr.Textbox(label=label, max_length=100, elem_id="import-name")
    with gr.Row(elem_classes="actions"):
        document = gr.UploadButton("Choose a document", file_types=SUFFIXES, elem_id="import-document")
    draft = html_panel("import-draft")
    gr.on(list(opened), partial(show, desk), None, shown, **PRIVATE)
    load.click(partial(text_of, desk), article, text, **PRIVATE)
    look.click(partial(show_edit, desk), [article, text], changed, **PRIVATE)
    document.upload(partial(show_import, desk), [document, name], draft, **PRIVATE)


@told
def show(desk: Desk) -> str:
    """Render the list of articles, the longest without a review first."""
    bot = desk.live.current
    passages = Counter(bot.index.articles)
    found = reviews(desk.settings.corpus, desk.clock().date())
    rows = [[_link(review), _reviewed(review), _due(review), _in_service(passages[review.article])] for review in found]
    due = sum(review.is_due for review in found)
    numbers = figures([("Articles", str(len(found))), ("Due for review", str(due))])
    return numbers + table("Articles in the corpus", ["Article", "Reviewed", "Next review", "Passages"], rows)


def text_of(desk: Desk, article: str) -> str:
    """Return the text of an article as it is in service."""
    return desk.live.current.articles[article].text


@told
def show_edit(desk: Desk, article: str, text: str | None) -> str:
    """Render what a new text of an article would change."""
    if not (text or "").strip():
        return note("Paste the new text, or load the text as it is and change it.")
    edit = Edit.of(desk.settings.corpus, article, str(text), desk.entries(LOG_DAYS))
    return render_edit(edit) + (
        note("The question log is off: how often a passage was shown is not known.") if desk.log is None else ""
    )


@told
def show_import(desk: Desk, document: str | None, name: str | None) -> str:
    """Make a draft of a document that was sent and render it."""
    if not document:
        return note("Choose a document.")
    return render_draft(take_draft(desk.settings, Path(document), name or ""), desk.settings.corpus)


def _part(title: str, said: str) -> str:
    return f'<div class="part-head"><h3>{escape(title)}</h3><p>{escape(said)}</p></div>'


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
