"""Tables: rows in order, what was not measured said so, and a document changed between its marks alone."""

import pytest

from bench import table
from bench.contender import CONTENDERS, Measured, Served, Turns
from bench.measure import SETS
from bench.plot import plot
from bench.process import ROOT, Start
from bench.quality import Quality
from bench.worker import PAUSES_S


def measured(row, build=None, found=0.5):
    quality = {name: Quality(4, 0.25, 0.75, 0.5, 1.0, found) for name in SETS}
    starts = (Start(1.25, 199.6), Start(2.5, 300.0), Start(0.5, 100.0))
    quick, slow = PAUSES_S
    turns = {quick: Turns((5.0, 6.0, 7.0), (10.0, 12.0, 14.0)), slow: Turns((5.0,), (20.0,))}
    return Measured(CONTENDERS[row], build, starts, turns, quality)


def test_speed_has_a_row_per_system_in_order():
    lines = table.speed([measured(0, Start(119.6, 800)), measured(1)]).splitlines()
    assert lines[2] == "| this project | 1.2 s | 0.50 | 0.50 | 0.25 | 0.25 | 200 MB | 120 s |"
    assert lines[3] == "| LangChain + FAISS | 1.2 s | 0.50 | 0.50 | 0.25 | 0.25 | 200 MB | not measured |"


def test_quality_has_a_row_per_set_and_system():
    lines = table.quality([measured(0), measured(1)]).splitlines()[2:]
    assert len(lines) == 2 * len(SETS)
    assert lines[0] == "| dev (4) | this project | 0.250 | 0.750 | 0.500 | 1.000 | 0.500 |"
    assert lines[1].startswith("| dev (4) | LangChain + FAISS |")


def test_a_command_stands_beside_its_limits_and_the_reference():
    found = Served("ask", (Start(1.2, 220),), (Start(6.0, 550),), 1.5, 250)
    assert table.served([found]).splitlines()[2] == "| ask | 1.20 s | 1.5 s | 0.20 | 220 MB | 250 MB | 0.40 |"


def test_versions_are_each_systems_own():
    found = {"langchain": {"langchain-core": "1", "langchain-community": "2", "faiss-cpu": "3"}}
    row = table.systems([measured(1)], found).splitlines()[2]
    assert row.endswith("| langchain-core 1, langchain-community 2, faiss-cpu 3 |")


def test_conditions_tell_how_often_and_how_fast_the_bare_model_was():
    said = table.conditions([measured(0)], "a machine", ["torch 1"])
    assert said.startswith(
        "Measured on a machine; torch 1. Fresh processes of each kind: 3; timed questions of each system: 4."
    )
    assert "0.02 s between turns a bare `encode([question])` took 12.0 ms in the median, 12.0 to 12.0 ms" in said
    assert "0.25 s between turns a bare `encode([question])` took 20.0 ms" in said


def test_only_what_stands_between_the_marks_is_replaced():
    document = f"before\n{table.MARKS[0]}\nold\n{table.MARKS[1]}\nafter\n"
    once = table.between_marks(document, "new\n")
    assert once == f"before\n{table.MARKS[0]}\n\nnew\n\n{table.MARKS[1]}\nafter\n"
    assert table.between_marks(once, "new") == once


@pytest.mark.parametrize("document", ["nothing", table.MARKS[0], table.MARKS[1]])
def test_a_document_without_both_marks_is_refused(document):
    with pytest.raises(ValueError, match="expected"):
        table.between_marks(document, "new")


def test_the_document_has_both_marks():
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert table.between_marks(text, "x") != text


def test_the_plot_names_every_system_and_draws_the_same_bytes_twice(tmp_path):
    rows = [measured(row) for row in range(len(CONTENDERS))]
    first, second = tmp_path / "first.svg", tmp_path / "second.svg"
    plot(rows, first)
    plot(rows, second)
    assert first.read_bytes() == second.read_bytes()
    assert all(each.label in first.read_text(encoding="utf-8") for each in CONTENDERS)
