"""Plots as inline SVG: no library draws them, no request fetches them, and the page's colours apply to them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 460, 270
LEFT, RIGHT, TOP, BOTTOM = 44, 20, 12, 38
BINS = 24


@dataclass(frozen=True)
class Series:
    """Named values of one colour.

    Attributes:
        name: for the legend.
        style: CSS class that colours it.
        values: what is drawn.
    """

    name: str
    style: str
    values: Sequence[float]


@dataclass(frozen=True)
class _Scale:
    """Maps data to pixels, linearly."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def risk_plot(
    coverage: Sequence[float], risk: Sequence[float], right: float, working: tuple[float, float] | None
) -> Markup:
    """Draw risk by coverage, the curve of a perfect order, and where the system works.

    Args:
        coverage: shares answered, rising.
        risk: share wrong among them.
        right: share of all questions whose answer is right.
        working: coverage and risk of the system as it is set.
    """
    top = max(0.1, *risk, working[1] if working else 0.0) * 1.05
    x, y = _Scale(0, 1, LEFT, WIDTH - RIGHT), _Scale(0, top, HEIGHT - BOTTOM, TOP)
    best = [(share, max(0.0, 1 - right / share)) for share in coverage]
    parts = [
        _frame(x, y, [0, 0.25, 0.5, 0.75, 1], _steps(0, top), _percent, _percent),
        _line(x, y, best, "plot-best"),
        _line(x, y, list(zip(coverage, risk, strict=True)), "plot-line"),
        _label(WIDTH / 2, HEIGHT - 4, "questions answered, surest first", "middle"),
    ]
    if working:
        where = f"as it is set: answers {working[0]:.0%}, {working[1]:.0%} of them wrong"
        parts.append(
            Markup('<circle class="plot-dot" cx="{:.1f}" cy="{:.1f}" r="5"><title>{}</title></circle>').format(
                x(working[0]), y(working[1]), where
            )
        )
    return _svg(parts, HEIGHT, "Share of wrong answers by share of questions answered")


def histograms(series: Sequence[Series], threshold: float | None) -> Markup:
    """Draw one histogram per series, one below the other, over one axis, with the least value that is answered."""
    values = [value for each in series for value in each.values]
    low, high = min(values), max(values)
    margin = (high - low) * 0.03 or 0.01
    x = _Scale(low - margin, high + margin, LEFT, WIDTH - RIGHT)
    height = (HEIGHT - TOP - BOTTOM) / len(series)
    counts = [_binned(each.values, x.low, x.high) for each in series]
    parts = [_axis(x, _steps(x.low, x.high), HEIGHT - BOTTOM)]
    for row, (each, binned) in enumerate(zip(series, counts, strict=True)):
        base = TOP + (row + 1) * height
        y = _Scale(0, max(1, *binned), base - 2, base - height + 16)
        parts.extend(_bars(x, y, binned, each.style))
        parts.append(_label(LEFT, base - height + 10, f"{each.name} ({len(each.values)})", "start"))
        parts.append(_rule(LEFT, WIDTH - RIGHT, base - 2))
    if threshold is not None:
        at = x(threshold)
        parts.append(
            Markup('<line class="plot-threshold" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>').format(
                at, TOP, HEIGHT - BOTTOM
            )
        )
    parts.append(_label(WIDTH / 2, HEIGHT - 4, "margin: how sure the decision is", "middle"))
    return _svg(parts, HEIGHT, "Margins of right, wrong and unanswerable first answers")


def whisker(value: float, low: float, high: float, style: str) -> Markup:
    """Draw a share between 0 and 1 as a bar with its interval, for a table cell."""
    return Markup(
        '<svg class="whisker {}" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="whisker-back" width="100" height="12"/><rect class="whisker-bar" width="{:.1f}" height="12"/>'
        '<line x1="{:.1f}" x2="{:.1f}" y1="6" y2="6"/></svg>'
    ).format(style, value * 100, low * 100, high * 100)


def _svg(parts: Iterable[Markup], height: float, title: str) -> Markup:
    return Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, height, title, Markup("").join(parts)
    )


def _frame(x: _Scale, y: _Scale, xs: Sequence[float], ys: Sequence[float], *write: Callable[[float], str]) -> Markup:
    lines = [_rule(x.start, x.end, y(value)) for value in ys]
    labels = [_label(LEFT - 6, y(value) + 4, write[1](value), "end") for value in ys]
    below = [_label(x(value), HEIGHT - BOTTOM + 16, write[0](value), "middle") for value in xs]
    return Markup("").join([*lines, *labels, *below])


def _axis(x: _Scale, values: Sequence[float], top: float) -> Markup:
    return Markup("").join(_label(x(value), top + 14, f"{value:g}", "middle") for value in values)


def _line(x: _Scale, y: _Scale, points: Sequence[tuple[float, float]], style: str) -> Markup:
    path = " ".join(f"{x(across):.1f},{y(up):.1f}" for across, up in points)
    return Markup('<polyline class="{}" points="{}"/>').format(style, path)


def _bars(x: _Scale, y: _Scale, counts: Sequence[int], style: str) -> list[Markup]:
    width = (x.end - x.start) / len(counts)
    bar = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>')
    return [
        bar.format(style, x.start + place * width + 0.5, y(count), width - 1, y.start - y(count), count)
        for place, count in enumerate(counts)
        if count
    ]


def _binned(values: Sequence[float], low: float, high: float) -> list[int]:
    counts = [0] * BINS
    for value in values:
        counts[min(BINS - 1, int((value - low) / (high - low) * BINS))] += 1
    return counts


def _steps(low: float, high: float) -> list[float]:
    """Choose round numbers that divide an axis into about five."""
    step = next(size for size in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0) if (high - low) / size <= 6)
    first = -int(-low // step) if low > 0 else int(low / step)
    return [round(place * step, 2) for place in range(first, int(high / step) + 1)]


def _rule(start: float, end: float, y: float) -> Markup:
    return Markup('<line class="plot-rule" x1="{0:.1f}" x2="{1:.1f}" y1="{2:.1f}" y2="{2:.1f}"/>').format(start, end, y)


def _label(x: float, y: float, text: str, anchor: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, escape(text))


def _percent(value: float) -> str:
    return f"{value:.0%}"
