"""Fix: attach a way of asking to a passage, see what it would change, publish it, take it back."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.web.gradio_app import PRIVATE
from bot.web.staff.desk import Desk
from bot.web.staff.panel import heading, html_panel, note


def build(desk: Desk, opened: Sequence[Any]) -> None:
    """Lay the tab out."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    said = "Attach a way of asking to a passage. Nothing changes for patients until it is published."
    html_panel("fix-head", heading("Fix", said))
    with gr.Row(elem_classes="choices"):
        gr.Textbox(label="How patients ask", max_length=300, elem_id="fix-phrasing")
        passage = gr.Dropdown(label="Passage that answers", elem_id="fix-passage")
    with gr.Row(elem_classes="actions"):
        gr.Button("See what would change", elem_id="fix-preview", interactive=False)
        gr.Button("Publish", variant="primary", elem_id="fix-publish", interactive=False)
        gr.Button("Undo the last", elem_id="fix-undo", interactive=False)
    html_panel("fix-changes", note("Choose a passage and write down how patients ask for it."))
    gr.on(list(opened), partial(offer, desk), None, passage, **PRIVATE)


def offer(desk: Desk) -> Any:
    """Offer every passage of the bot in service."""
    # Importing gradio: see build.
    import gradio as gr

    bot = desk.live.current
    return gr.Dropdown(
        [(f"{bot.articles[found.article].title}: {found.text[:80]}", found.id) for found in bot.index.passages]
    )
