"""The plot of docs/benchmarks.md: four bar charts, one line per system."""

from collections.abc import Sequence
from pathlib import Path

from bench.contender import OURS, Measured
from bench.measure import SETS
from bench.worker import PAUSES_S

OURS_COLOUR, PEER_COLOUR = "#0b6e6e", "#b8c4cc"


def plot(measured: Sequence[Measured], path: Path) -> None:
    """Draw start, reply time, memory and quality as an SVG."""
    # Importing matplotlib takes half a second, and only this needs it.
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "bench", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot

    charts = (
        ("start to first answer, s (less is better)", [each.start.seconds for each in measured], "{:.1f}"),
        (
            f"reply p50, {PAUSES_S[-1]} s apart (1: a bare encode)",
            [each.turns[PAUSES_S[-1]].ratio(50) for each in measured],
            "{:.2f}",
        ),
        ("peak memory, MB (less is better)", [each.start.peak_mb for each in measured], "{:.0f}"),
        (
            f"found in 100 words, {SETS[0]} (more is better)",
            [each.quality[SETS[0]].found for each in measured],
            "{:.2f}",
        ),
    )
    figure, axes = pyplot.subplots(2, 2, figsize=(9, 4.6), layout="constrained")
    labels = [each.contender.label for each in measured]
    colours = [OURS_COLOUR if each.contender.name == OURS else PEER_COLOUR for each in measured]
    for axis, (title, values, form) in zip(axes.flat, charts, strict=True):
        bars = axis.barh(labels, values, color=colours)
        axis.bar_label(bars, [form.format(value) for value in values], padding=3)
        axis.set_title(title, fontsize=9, loc="left")
        axis.invert_yaxis()
        axis.margins(x=0.15)
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None}, facecolor="white")
    pyplot.close(figure)
