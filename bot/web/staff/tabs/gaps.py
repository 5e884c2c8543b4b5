"""Gaps: the questions that went unanswered, put together by meaning, the largest group first."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.staff.gaps import gaps
from bot.web.gradio_app import PRIVATE
from bot.web.staff.desk import Desk
from bot.web.staff.gap_card import gap_card
from bot.web.staff.panel import LOG_IS_OFF, heading, html_panel, note, told
from bot.web.staff.period import PERIODS, period_choice

if TYPE_CHECKING:
    import gradio as gr

SHOWN = 30
"""Gaps on the page: more than anybody mends before the next look."""

OPEN = 3
"""Of them unfolded at first."""

SAID = (
    "Questions that were not answered, answered with low confidence, or answered to the patient's dislike; those that "
    "ask for the same are put together, the most frequent first."
)


def build(desk: Desk, opened: Sequence[Any]) -> "gr.HTML":
    """Lay the tab out; return the panel whose buttons attach a wording."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    html_panel("gaps-head", heading("Gaps", SAID))
    period = period_choice("gaps")
    shown = html_panel("gaps-list", has_buttons=True)
    gr.on([*opened, period.change], partial(show, desk), period, shown, **PRIVATE)
    return shown


@told
def show(desk: Desk, period: str) -> str:
    """Render the gaps of a period."""
    if desk.log is None:
        return note(LOG_IS_OFF)
    bot = desk.live.current
    found = gaps(desk.entries(PERIODS[period], with_vectors=True, only_open=True), bot.index, most=SHOWN)
    if not found:
        return note(f"No gaps were found in the last {period}.")
    return "".join(gap_card(gap, bot, is_open=place < OPEN) for place, gap in enumerate(found))
