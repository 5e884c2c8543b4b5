"""Standard measures, against arithmetic by hand."""

import math

import pytest

from bot.evaluation.ranking import BENCHMARK, DEPTH, Ranking, measure


def test_measures_of_a_ranking_worked_by_hand() -> None:
    # Ranked: part, full, wrong, full. Gold: two full passages found at 2 and 4, one full passage not found, one part.
    ranking = Ranking.of(["part", "full1", "wrong", "full2"], [0.9, 0.8, 0.7, 0.6])
    judged = {"full1": 2, "full2": 2, "full3": 2, "part": 1}
    values = measure({"q": ranking}, {"q": judged})["q"]
    gained = 1 / math.log2(2) + 2 / math.log2(3) + 2 / math.log2(5)
    ideal = 2 / math.log2(2) + 2 / math.log2(3) + 2 / math.log2(4) + 1 / math.log2(5)
    assert values == {
        "success@1": 0.0,  # a passage that answers in part is no success
        "success@3": 1.0,
        "rr@10": pytest.approx(1 / 2),
        "ndcg@10": pytest.approx(gained / ideal),
        "recall@10": pytest.approx(2 / 3),
    }


def test_what_stands_beyond_ten_counts_for_nothing() -> None:
    names = [f"wrong{row}" for row in range(10)] + ["right"]
    values = measure({"q": Ranking.of(names, [1 - row / 100 for row in range(11)])}, {"q": {"right": 2}})["q"]
    assert set(values.values()) == {0.0}


def test_a_judged_question_that_is_missing_from_the_run_scores_zero() -> None:
    values = measure({"there": Ranking.of(["a"], [1.0])}, {"there": {"a": 2}, "missing": {"a": 2}})
    assert set(values["missing"].values()) == {0.0}
    assert values["there"]["success@1"] == 1.0


def test_a_question_with_an_empty_ranking_scores_zero() -> None:
    assert set(measure({"q": Ranking.of([], [])}, {"q": {"a": 2}})["q"].values()) == {0.0}


def test_questions_that_are_not_judged_are_not_measured() -> None:
    assert measure({"q": Ranking.of(["a"], [1.0])}, {}) == {}


@pytest.mark.parametrize(("order", "success"), [(["a", "b"], 1.0), (["b", "a"], 0.0)])
def test_equal_scores_keep_the_order_of_the_ranking(order: list[str], success: float) -> None:
    values = measure({"q": Ranking.of(order, [0.5, 0.5])}, {"q": {"a": 2}})
    assert values["q"]["success@1"] == success


def test_scores_fall_strictly_and_are_cut_at_the_depth() -> None:
    ranking = Ranking.of([f"p{row}" for row in range(DEPTH + 5)], [0.7] * (DEPTH + 5))
    assert len(ranking.names) == len(ranking.scores) == DEPTH
    assert ranking.scores[:3] == (0.7, 0.69999, 0.69998)
    assert all(one > next_ for one, next_ in zip(ranking.scores, ranking.scores[1:], strict=False))


def test_benchmark_measures_take_any_grade_above_zero() -> None:
    values = measure({"q": Ranking.of(["x", "a", "b"], [3.0, 2.0, 1.0])}, {"q": {"a": 1, "b": 1, "c": 1}}, BENCHMARK)[
        "q"
    ]
    assert values["p@5"] == pytest.approx(2 / 5)
    assert values["ap"] == pytest.approx((1 / 2 + 2 / 3) / 3)
    assert values["recall@10"] == pytest.approx(2 / 3)
    assert values["success@3"] == 1.0
