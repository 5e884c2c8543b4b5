"""Overview: how many questions came, what became of them, and which came most."""

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

from bot.staff.day import Day
from bot.staff.overview import Overview
from bot.web.gradio_app import PRIVATE
from bot.web.staff.desk import Desk
from bot.web.staff.panel import LOG_IS_OFF, figures, folded, heading, html_panel, note, table, told
from bot.web.staff.period import PERIODS, period_choice
from bot.web.thumbs import REASONS

KINDS = ("Answered", "Not answered", "Urgent", "Small talk")


def build(desk: Desk, opened: Sequence[Any]) -> None:
    """Lay the tab out."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    html_panel("overview-head", heading("Overview", "What patients asked, and what became of it."))
    period = period_choice("overview")
    shown = html_panel("overview-figures")
    gr.on([*opened, period.change], partial(show, desk), period, shown, **PRIVATE)


@told
def show(desk: Desk, period: str) -> str:
    """Render the figures of a period."""
    if desk.log is None:
        return note(LOG_IS_OFF)
    overview = Overview.of(desk.entries(PERIODS[period]))
    if not overview.total:
        return note("Nothing was asked in this time.")
    return figures(_numbers(overview)) + _plots(overview) + _top(overview) + _reasons(overview) + _days(overview.days)


def _numbers(overview: Overview) -> list[tuple[str, str]]:
    return [
        ("Messages", f"{overview.total:,}"),
        ("Answered", f"{overview.answered:,}"),
        ("Not answered", f"{overview.refused:,}"),
        ("Urgent", f"{overview.urgent:,}"),
        ("Small talk", f"{overview.smalltalk:,}"),
        ("Questions answered", f"{overview.answered_share:.0%}"),
        ("With low confidence", f"{overview.low:,}"),
        ("Thumbs up", f"{overview.up:,}"),
        ("Thumbs down", f"{overview.down:,}"),
        ("Half took at most", f"{overview.median_ms:.0f} ms"),
        ("95 % took at most", f"{overview.p95_ms:.0f} ms"),
    ]


def _plots(overview: Overview) -> str:
    """Draw the days; a single one is told by its figures."""
    if len(overview.days) < 2:
        return ""
    # matplotlib takes 0.6 s to import; a site whose staff never look at the log need not wait for it.
    from bot.staff.plots import asked_plot, thumbs_plot

    drawn = _plot("Messages per day", asked_plot(overview.days))
    return drawn + (_plot("Thumbs per day", thumbs_plot(overview.days)) if overview.up + overview.down else "")


def _plot(title: str, drawing: str) -> str:
    scrolled = f'<div class="sideways" tabindex="0" role="region" aria-label="{escape(title)}">{drawing}</div>'
    return f'<figure class="plotted"><figcaption>{escape(title)}</figcaption>{scrolled}</figure>'


def _top(overview: Overview) -> str:
    if not overview.top:
        return ""
    rows = [
        [f'<span dir="auto">{escape(top.text)}</span>', f"{top.count:,}", f"{top.refused:,}"] for top in overview.top
    ]
    return table("Asked most", ["Question", "Asked", "Not answered"], rows)


def _reasons(overview: Overview) -> str:
    rows = [[escape(REASONS[reason]), f"{count:,}"] for reason, count in overview.reasons]
    return table("Why thumbs went down", ["Reason", "Thumbs"], rows) if rows else ""


def _days(days: Sequence[Day]) -> str:
    rows = [
        [f"{day.date:%a} {day.date.day} {day.date:%b}", *(f"{count:,}" for count in _counts(day))]
        for day in reversed(days)
    ]
    return folded("The days in numbers", table("Days (UTC)", ["Day", *KINDS, "Thumbs up", "Thumbs down"], rows))


def _counts(day: Day) -> tuple[int, ...]:
    return day.answered, day.refused, day.urgent, day.smalltalk, day.up, day.down
