"""A comparison at the terminal and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.evaluation.compare import Comparison, Difference

SIGNIFICANT = 0.05
LISTED = 20
"""Questions won or lost that are shown before the rest is counted; JSON has all."""


def print_comparison(comparison: Comparison, by: str | None, console: Console | None = None) -> None:
    """Print every difference, then the questions won and lost by one measure."""
    out = console or Console()
    table = Table(
        "Measure", "A", "B", "B - A", "95 % interval", "p", "won/lost", "n", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    table.columns[0].min_width = 14
    for column in table.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    for each in comparison.differences:
        clear = each.adjusted is not None and each.adjusted < SIGNIFICANT
        table.add_row(*_cells(each), style="bold" if clear else None)
    out.print(f"A {escape(str(comparison.one.path))}\nB {escape(str(comparison.other.path))}", highlight=False)
    out.print(table)
    out.print("p: paired randomisation test, adjusted for all measures (Holm). Bold: less than 0.05.", style="dim")
    for line in _remarks(comparison):
        out.print(line, style="yellow", markup=False, highlight=False)
    chosen = _chosen(comparison, by)
    if chosen is None:
        return
    for label, ids in (("Won", chosen.won), ("Lost", chosen.lost)):
        out.print(f"{label} by {chosen.label}: {len(ids)}", style="bold", highlight=False)
        for line in _questions(comparison, ids):
            out.print(line, markup=False, highlight=False)


def write_comparison(comparison: Comparison, path: Path) -> None:
    """Write every difference with the questions won and lost as JSON."""
    found = {
        "one": str(comparison.one.path),
        "other": str(comparison.other.path),
        "only_in_one": comparison.only_in_one,
        "only_in_other": comparison.only_in_other,
        "changed": comparison.changed,
        "differences": [asdict(each) for each in comparison.differences],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _cells(each: Difference) -> tuple[str, ...]:
    digits = 1 if each.name in {"words", "ms"} else 3
    low, high = each.interval or (None, None)
    return (
        each.label,
        f"{each.one:.{digits}f}",
        f"{each.other:.{digits}f}",
        f"{each.other - each.one:+.{digits}f}",
        "" if low is None else f"{low:+.{digits}f} {high:+.{digits}f}",
        "" if each.adjusted is None else f"{each.adjusted:.3f}",
        "" if each.p_value is None else f"{len(each.won)}/{len(each.lost)}",
        str(each.n),
    )


def _remarks(comparison: Comparison) -> list[str]:
    told = (
        ("only in A, the worst score in B", comparison.only_in_one),
        ("only in B, the worst score in A", comparison.only_in_other),
        ("another text under the same id", comparison.changed),
    )
    lines = [f"{len(ids)} questions {label}: {', '.join(ids[:LISTED])}" for label, ids in told if ids]
    if comparison.one.source_sha256 != comparison.other.source_sha256:
        lines.insert(0, "The two runs are of different question files.")
    return lines


def _chosen(comparison: Comparison, by: str | None) -> Difference | None:
    wanted = [by] if by else ["shown@3", "success@3"]
    by_name = {each.name: each for each in comparison.differences}
    return next((by_name[name] for name in wanted if name in by_name), None)


def _questions(comparison: Comparison, ids: Sequence[str]) -> list[str]:
    texts = {**comparison.other.questions, **comparison.one.questions}
    lines = [f"  {each}  {texts[each]}" for each in ids[:LISTED]]
    return lines if len(ids) <= LISTED else [*lines, f"  and {len(ids) - LISTED} more"]
