"""The plot of docs/benchmarks.md, "Scale": four charts by the number of passages, both axes logarithmic."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.plot import OURS_COLOUR

if TYPE_CHECKING:
    from bench.scale import Scaled


def plot(found: Sequence["Scaled"], path: Path) -> None:
    """Draw search time, memory, disk and build by size as an SVG; dots are filled where every view is compared."""
    # Importing matplotlib takes half a second, and only this needs it.
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "bench", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot

    charts = (
        ("search p50, ms", [each.percentile(50) for each in found]),
        ("memory, MB", [each.resident_mb for each in found]),
        ("on disk, MB", [each.disk_mb for each in found]),
        ("build from encoded views, s", [each.build_s for each in found]),
    )
    figure, axes = pyplot.subplots(2, 2, figsize=(9, 5), layout="constrained", sharex=True)
    sizes = [each.passages for each in found]
    for axis, (title, values) in zip(axes.flat, charts, strict=True):
        axis.loglog(sizes, values, color=OURS_COLOUR, linewidth=1)
        for each, value in zip(found, values, strict=True):
            fill = OURS_COLOUR if each.is_exact else "white"
            axis.plot(each.passages, value, "o", color=OURS_COLOUR, markerfacecolor=fill)
        axis.set_title(title, fontsize=9, loc="left")
        axis.grid(alpha=0.3)
        axis.spines[["top", "right"]].set_visible(False)
    for axis in axes[1]:
        axis.set_xlabel("passages")
    figure.savefig(path, metadata={"Date": None}, facecolor="white")
    pyplot.close(figure)
