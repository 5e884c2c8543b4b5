"""Plots of the staff's report as inline SVG. Imports matplotlib (about 1 s): import it where a report is written."""

import io
from collections.abc import Sequence

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure

from bot.staff.day import Day

SIZE = (9.0, 2.6)
"""Inches; the page scales it."""

GREEN, AMBER, RED, GREY = "#2f8f63", "#c9861a", "#c0392b", "#8a93a3"
"""Readable on white and on black, since the page has both."""


def asked_plot(days: Sequence[Day]) -> Markup:
    """Draw messages per day by what became of them."""
    figure, axes = _axes()
    parts = (
        ("answered", GREEN, [day.answered for day in days]),
        ("refused", AMBER, [day.refused for day in days]),
        ("urgent", RED, [day.urgent for day in days]),
        ("small talk", GREY, [day.smalltalk for day in days]),
    )
    _stack(axes, _when(axes, days), parts)
    return _svg(figure, "Messages per day: answered, refused, urgent, small talk")


def thumbs_plot(days: Sequence[Day]) -> Markup:
    """Draw thumbs per day, up above the line and down below it."""
    figure, axes = _axes()
    when = _when(axes, days)
    axes.bar(when, [day.up for day in days], color=GREEN, label="up")
    axes.bar(when, [-day.down for day in days], color=RED, label="down")
    axes.axhline(0, color=GREY, linewidth=0.8)
    _legend(axes)
    return _svg(figure, "Thumbs up and down per day")


def _axes() -> tuple[Figure, Axes]:
    figure = Figure(figsize=SIZE, layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    axes.tick_params(colors=GREY, labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    return figure, axes


def _when(axes: Axes, days: Sequence[Day]) -> list[float]:
    """Put days on the axis, the month named where it begins, and return where each of them stands."""
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))  # type: ignore[no-untyped-call]
    return [float(date2num(day.date)) for day in days]  # type: ignore[no-untyped-call]


def _stack(axes: Axes, when: Sequence[float], parts: Sequence[tuple[str, str, Sequence[int]]]) -> None:
    below = [0] * len(when)
    for label, colour, counts in parts:
        axes.bar(when, list(counts), bottom=below, color=colour, label=label)
        below = [low + count for low, count in zip(below, counts, strict=True)]
    _legend(axes)


def _legend(axes: Axes) -> None:
    axes.legend(frameon=False, fontsize=8, labelcolor=GREY, ncols=4, loc="lower left", bbox_to_anchor=(0, 1))


def _svg(figure: Figure, title: str) -> Markup:
    """Write a figure as SVG that a page can hold: no XML head, no date, text as text, the same names every time."""
    written = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": title, "font.family": "sans-serif"}):
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    drawing = written.getvalue()
    start = drawing.index("<svg")
    named = Markup('<svg class="plot" role="img" aria-label="{}"').format(title)
    # Safe: matplotlib drew it from numbers, dates and the labels in this module.
    return named + Markup(drawing[start + len("<svg") :])  # noqa: S704
