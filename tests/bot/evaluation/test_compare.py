"""Comparing two runs, worked by hand."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from bot.evaluation.bootstrap import Resampling
from bot.evaluation.compare import Comparison, Difference, Run
from bot.evaluation.compare_table import print_comparison, write_comparison
from bot.evaluation.document import write_json
from bot.evaluation.evaluation import Evaluation
from index.errors import SettingsError

FAST = Resampling(resamples=500)


def run(file: str, values: dict[str, dict[str, float]], decided: dict[str, tuple[float, float]] | None = None) -> Run:
    return Run(Path(f"{file}.json"), "0" * 64, {name: f"Question {name}?" for name in values}, values, decided or {})


def compared(one: Run, other: Run) -> dict[str, Difference]:
    return {each.name: each for each in Comparison.of(one, other, FAST).differences}


def test_questions_won_and_lost_by_a_measure() -> None:
    one = run("a", {"x": {"shown@3": 0.0}, "y": {"shown@3": 1.0}, "z": {"shown@3": 1.0}, "w": {"shown@3": 0.0}})
    other = run("b", {"x": {"shown@3": 1.0}, "y": {"shown@3": 0.0}, "z": {"shown@3": 1.0}, "w": {"shown@3": 1.0}})
    found = compared(one, other)["shown@3"]
    assert (found.one, found.other, found.n) == (0.5, 0.75, 4)
    assert (found.won, found.lost) == (("w", "x"), ("y",))
    # Three questions moved, two up and one down: every way of swapping leaves them one or three apart.
    assert found.p_value == 1.0


def test_where_lower_is_better_a_fall_is_won() -> None:
    one, other = run("a", {"x": {"false_answers": 1.0}}), run("b", {"x": {"false_answers": 0.0}})
    assert compared(one, other)["false_answers"].won == ("x",)


def test_a_question_missing_from_a_run_scores_its_worst_value_there_and_is_told() -> None:
    one = run("a", {"x": {"shown@3": 1.0}, "y": {"shown@3": 1.0, "words": 50.0}, "u": {"false_answers": 0.0}})
    other = run("b", {"x": {"shown@3": 1.0, "words": 40.0}})
    comparison = Comparison.of(one, other, FAST)
    found = {each.name: each for each in comparison.differences}
    assert (found["shown@3"].one, found["shown@3"].other, found["shown@3"].lost) == (1.0, 0.5, ("y",))
    assert (found["false_answers"].other, found["false_answers"].lost) == (1.0, ("u",))
    assert "words" not in found  # it has no worst value, and no question has it in both runs
    assert comparison.only_in_one == ("y", "u")


def test_a_measure_is_compared_on_the_questions_that_have_it_in_both() -> None:
    one = run("a", {"x": {"precision": 0.5}, "y": {"precision": 1.0}})
    other = run("b", {"x": {"precision": 1.0}, "y": {}})
    assert (compared(one, other)["precision"].n, compared(one, other)["precision"].other) == (1, 1.0)


def test_p_values_are_adjusted_for_all_measures() -> None:
    ids = [str(row) for row in range(12)]
    one = run("a", {each: {"shown@1": 0.0, "shown@3": 0.0} for each in ids})
    other = run("b", {each: {"shown@1": 1.0, "shown@3": float(each == "1")} for each in ids})
    found = compared(one, other)
    assert found["shown@1"].p_value == pytest.approx(2 / 2**12)
    assert found["shown@1"].adjusted == pytest.approx(4 / 2**12)
    assert found["shown@3"].adjusted == 1.0


def test_areas_under_the_risk_coverage_curves_are_compared() -> None:
    values: dict[str, dict[str, float]] = {"x": {}, "y": {}, "n": {}}
    one = run("a", values, {"x": (0.1, 1.0), "y": (0.5, 0.0), "n": (0.9, 0.0)})  # wrong, wrong, right
    other = run("b", values, {"x": (0.9, 1.0), "y": (0.5, 0.0), "n": (0.1, 0.0)})  # right, wrong, wrong
    found = compared(one, other)["aurc"]
    assert found.n == 3
    assert found.one == pytest.approx((1 + 1 + 2 / 3) / 3)
    assert found.other == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)
    assert found.p_value is None


def test_the_area_of_a_run_read_back_is_the_one_it_was_written_with(evaluated: Evaluation, tmp_path: Path) -> None:
    write_json(evaluated, tmp_path / "a.json")
    same = Run.read(tmp_path / "a.json")
    figure = evaluated.figure("aurc")
    assert figure is not None
    assert (compared(same, same)["aurc"].one, compared(same, same)["aurc"].n) == (figure.value, figure.n)


def test_runs_without_a_common_question_cannot_be_compared() -> None:
    with pytest.raises(SettingsError, match="share no question"):
        Comparison.of(run("a", {"x": {}}), run("b", {"y": {}}), FAST)


def test_a_run_compared_with_itself_differs_in_nothing(evaluated: Evaluation, tmp_path: Path) -> None:
    write_json(evaluated, tmp_path / "a.json")
    same = Run.read(tmp_path / "a.json")
    for each in Comparison.of(same, same, FAST).differences:
        assert (each.one, each.won, each.lost, each.p_value) == (
            each.other,
            (),
            (),
            None if each.name == "aurc" else 1.0,
        )


def test_another_text_under_the_same_id_is_told() -> None:
    one, other = run("a", {"x": {"ms": 1.0}}), run("b", {"x": {"ms": 2.0}})
    other.questions["x"] = "Another?"
    assert Comparison.of(one, other, FAST).changed == ("x",)


def test_the_table_lists_differences_and_questions(tmp_path: Path) -> None:
    one = run("a", {"x": {"shown@3": 0.0}, "y": {"shown@3": 1.0}, "gone": {"shown@3": 1.0}})
    other = run("b", {"x": {"shown@3": 1.0}, "y": {"shown@3": 1.0}})
    comparison = Comparison.of(one, other, FAST)
    console = Console(width=120, record=True, quiet=False, file=(tmp_path / "out").open("w"))
    print_comparison(comparison, None, console)
    told = console.export_text()
    assert "1 questions only in A, the worst score in B: gone" in told
    assert "Won by Right quote shown: 1\n  x  Question x?\n" in told
    assert "Lost by Right quote shown: 1\n  gone  Question gone?\n" in told
    write_comparison(comparison, tmp_path / "c.json")
    assert json.loads((tmp_path / "c.json").read_text())["differences"][0]["won"] == ["x"]


@pytest.mark.parametrize("content", ["", "[]", '{"format": 1}', '{"format": 99}'])
def test_a_file_that_is_no_evaluation_is_refused_by_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"bad\.json"):
        Run.read(path)
