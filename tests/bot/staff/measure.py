"""Measure how well planted gaps are found again; prints the tables of docs/staff.md.

Run: python -m tests.bot.staff.measure [--seed 1] [--seed 2] [--held-out]
"""

import time
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.answer import FaqBot
from bot.staff.coverage import Coverage
from bot.staff.gaps import gaps
from bot.staff.overview import Overview
from tests.bot.staff.found import Found, look_up
from tests.bot.staff.held_out import held_out_kinds
from tests.bot.staff.month import Month
from tests.bot.staff.planted import planted_gaps

ON_TOP = 20


def measure(
    seed: Annotated[list[int] | None, typer.Option(help="Seed of a month; repeatable.")] = None,
    held_out: Annotated[bool, typer.Option("--held-out", help="Also tell kinds of held-out questions.")] = False,
    corpus: Path = Path("corpus"),
    index: Path = Path("var/index"),
) -> None:
    """Generate months, find their gaps again, and print what was found and how long it took."""
    out = Console(width=110)
    bot = FaqBot.load(corpus, index)
    for each in seed or [1]:
        month = Month.generate(bot, planted_gaps(), seed=each)
        gaps(month.entries[:100], month.index)  # imports scikit-learn, as the first page of a run does
        times = [time.perf_counter()]
        found = gaps(month.entries, month.index)
        times.append(time.perf_counter())
        Overview.of(month.entries)
        times.append(time.perf_counter())
        Coverage.of(month.entries, month.index)
        times.append(time.perf_counter())
        took = [after - before for before, after in pairwise(times)]
        again = look_up(month, found)
        out.print(_table(again, each, len(month.entries)))
        out.print(summary(again))
        out.print("seconds: gaps {:.2f}, overview {:.2f}, coverage {:.2f}".format(*took))
    if held_out:
        out.print(held_out_kinds(bot.index))


def summary(found: tuple[Found, ...]) -> str:
    """Say in one line how many gaps were found."""
    held = [each for each in found if each.is_found]
    top = [each for each in held if each.place <= ON_TOP]
    right = sum(each.told is each.kind for each in held)
    share, purity = (sum(getattr(each, name) for each in found) / len(found) for name in ("share", "purity"))
    return (
        f"found {len(held)} of {len(found)}, {len(top)} of them among the first {ON_TOP}; kind right for {right}; "
        f"mean share {share:.2f}, mean purity {purity:.2f}"
    )


def _table(found: tuple[Found, ...], seed: int, entries: int) -> Table:
    table = Table(title=f"{entries} entries, seed {seed}")
    for name in ("gap", "planted as", "asked", "open", "place", "share", "purity", "told"):
        table.add_column(name, justify="left" if name in {"gap", "planted as", "told"} else "right")
    for each in found:
        table.add_row(
            each.gap,
            each.kind,
            str(each.planted),
            str(each.open),
            str(each.place or "–"),
            f"{each.share:.2f}",
            f"{each.purity:.2f}",
            each.told or "–",
        )
    return table


if __name__ == "__main__":
    typer.run(measure)
