"""The tables of docs/benchmarks.md, between the marks that the command writes between."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.contender import Measured, Served
from bench.measure import SETS
from bench.worker import PAUSES_S

MARKS = "<!-- bench: begin -->", "<!-- bench: end -->"


def speed(measured: Sequence[Measured]) -> str:
    """Tabulate starts, times, memory and builds."""
    apart = [f"{name}, {pause_s} s apart" for pause_s in PAUSES_S for name in ("p50", "p99")]
    head = ("system", "start to first answer", *apart, "peak memory", "build")
    rows = [
        (
            each.contender.label,
            f"{each.start.seconds:.1f} s",
            *(f"{each.turns[pause_s].ratio(percent):.2f}" for pause_s in PAUSES_S for percent in (50, 99)),
            f"{each.start.peak_mb:.0f} MB",
            f"{each.build.seconds:.0f} s" if each.build else "not measured",
        )
        for each in measured
    ]
    return lines(head, rows)


def quality(measured: Sequence[Measured]) -> str:
    """Tabulate quality, a row per system and question set."""
    head = ("questions", "system", "right first", "in three", "first, any length", "in three, any length", "100 words")
    rows = [
        (
            f"{name} ({each.quality[name].n})",
            each.contender.label,
            *(f"{share:.3f}" for share in _shares(each, name)),
        )
        for name in SETS
        for each in measured
    ]
    return lines(head, rows)


def served(commands: Sequence[Served]) -> str:
    """Tabulate this project's commands beside the same with sentence-transformers, and their limits."""
    head = ("command", "time", "limit", "ratio", "peak memory", "limit", "ratio")
    rows = []
    for each in commands:
        seconds, peak = each.ratios
        rows.append(
            (
                each.name,
                f"{each.start.seconds:.2f} s",
                f"{each.most_s:.1f} s",
                f"{seconds:.2f}",
                f"{each.start.peak_mb:.0f} MB",
                f"{each.most_mb:.0f} MB",
                f"{peak:.2f}",
            )
        )
    return lines(head, rows)


def systems(measured: Sequence[Measured], found: Mapping[str, Mapping[str, str]]) -> str:
    """Tabulate how each system is built, with its versions by system and package."""
    rows = [
        (
            each.contender.label,
            each.contender.how,
            ", ".join(f"{name} {found[each.contender.name][name]}" for name in each.contender.packages),
        )
        for each in measured
    ]
    return lines(("system", "built with", "versions"), rows)


def conditions(measured: Sequence[Measured], where: str, common: Sequence[str]) -> str:
    """Say where and how often was measured, and how fast the bare model was there."""
    timed = sum(len(turns.ms) for turns in measured[0].turns.values())
    return (
        f"Measured on {where}; {', '.join(common)}. Fresh processes of each kind: {len(measured[0].starts)}; timed "
        f"questions of each system: {timed}. {' '.join(_bare(measured, pause_s) for pause_s in PAUSES_S)}\n"
    )


def _bare(measured: Sequence[Measured], pause_s: float) -> str:
    medians = [median(each.turns[pause_s].bare_ms) for each in measured]
    middle = median(ms for each in measured for ms in each.turns[pause_s].bare_ms)
    return (
        f"With {pause_s} s between turns a bare `encode([question])` took {middle:.1f} ms in the median, "
        f"{min(medians):.1f} to {max(medians):.1f} ms beside each system."
    )


def between_marks(document: str, written: str, marks: tuple[str, str] = MARKS) -> str:
    """Return a document with what stands between its marks replaced.

    Raises:
        ValueError: a mark is missing.
    """
    first, last = marks
    before, _, rest = document.partition(first)
    _, end, after = rest.partition(last)
    if not end:
        raise ValueError(f"expected {first} and {last} in the document")
    return f"{before}{first}\n\n{written.strip()}\n\n{last}{after}"


def write(path: Path, written: str, marks: tuple[str, str] = MARKS) -> None:
    """Put tables between the marks of a file."""
    path.write_text(between_marks(path.read_text(encoding="utf-8"), written, marks), encoding="utf-8")


def _shares(measured: Measured, name: str) -> tuple[float, ...]:
    found = measured.quality[name]
    return found.first, found.three, found.first_any, found.three_any, found.found


def lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table."""
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, ["---"] * len(head), *rows))
