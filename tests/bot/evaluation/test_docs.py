"""docs/evaluation.md explains every measure and every option."""

from pathlib import Path

import pytest
import typer

from bot.evaluation.benchmark import BENCHMARK_MEASURES
from bot.evaluation.commands import register
from bot.evaluation.measure import MEASURES
from bot.evaluation.systems import SystemName

DOCS = (Path(__file__).parents[3] / "docs" / "evaluation.md").read_text(encoding="utf-8")


def options() -> list[str]:
    app = typer.Typer()
    register(app)
    commands = typer.main.get_command(app).commands.values()
    return sorted({name for command in commands for each in command.params for name in each.opts if name[0] == "-"})


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_every_measure_is_explained_in_at_most_two_sentences(measure: object) -> None:
    row = next(line for line in DOCS.splitlines() if line.startswith(f"| {measure.label} |"))
    told = row.split("|")[2].strip()
    assert told.endswith(".")
    assert 1 <= told.replace(". ", ".|").count(".|") + 1 <= 2


@pytest.mark.parametrize("label", [measure.label for measure in BENCHMARK_MEASURES if measure not in MEASURES])
def test_every_measure_of_benchmarks_is_named(label: str) -> None:
    assert f"*{label}*" in " ".join(DOCS.split())


@pytest.mark.parametrize("option", options())
def test_every_option_is_named(option: str) -> None:
    assert f"{option}" in DOCS


@pytest.mark.parametrize("name", list(SystemName))
def test_every_system_is_explained(name: str) -> None:
    assert f"| `{name}` |" in DOCS
