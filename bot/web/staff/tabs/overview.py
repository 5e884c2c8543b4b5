"""Overview: how many questions came, and what became of them."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bot.reply import ReplyKind
from bot.web.gradio_app import PRIVATE
from bot.web.staff.desk import Desk
from bot.web.staff.panel import LOG_IS_OFF, figures, heading, html_panel, note, table, told

PERIODS = {"7 days": 7, "30 days": 30, "90 days": 90}
FIRST_PERIOD = "30 days"
KINDS = {
    ReplyKind.ANSWER: "Answered",
    ReplyKind.NOT_FOUND: "Not covered",
    ReplyKind.URGENT: "Urgent",
    ReplyKind.SMALLTALK: "Small talk",
}


def build(desk: Desk, opened: Sequence[Any]) -> None:
    """Lay the tab out."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    html_panel("overview-head", heading("Overview", "What patients asked, and what became of it."))
    period = gr.Radio(list(PERIODS), value=FIRST_PERIOD, label="Period", elem_id="overview-period")
    shown = html_panel("overview-figures")
    gr.on([*opened, period.change], partial(show, desk), period, shown, **PRIVATE)


@told
def show(desk: Desk, period: str) -> str:
    """Render the figures of a period."""
    if desk.log is None:
        return note(LOG_IS_OFF)
    counts = desk.log.counts_by_day(desk.clock() - timedelta(days=PERIODS[period]))
    if not counts:
        return note("Nothing was asked in this time.")
    totals = {kind: sum(count.count for count in counts if count.kind is kind) for kind in KINDS}
    thumbs = (("Thumbs up", sum(count.up for count in counts)), ("Thumbs down", sum(count.down for count in counts)))
    asked = ("Questions", sum(totals.values()))
    numbers = [asked, *((KINDS[kind], total) for kind, total in totals.items()), *thumbs]
    days = sorted({count.day for count in counts}, reverse=True)
    by_day = {(count.day, count.kind): count.count for count in counts}
    rows = [[f"{day:%a} {day.day} {day:%b}", *(str(by_day.get((day, kind), 0)) for kind in KINDS)] for day in days]
    return figures((label, f"{number:,}") for label, number in numbers) + table(
        "Questions per day", ["Day", *KINDS.values()], rows
    )
