"""Figures over many questions: means, percentiles, groups, and what must be told beside them."""

import numpy as np
import pytest

from bot.evaluation.bootstrap import Resampling
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.measure import MEASURES
from bot.evaluation.provenance import Provenance
from bot.evaluation.score import Scored
from bot.evaluation.verdict import Verdict
from bot.question_rows import Problem
from tests.bot.evaluation.samples import gold, scored

FAST = Resampling(resamples=200)


def evaluation(*each: Scored, **fields: object) -> Evaluation:
    return Evaluation.of(each, Provenance.of("set.jsonl", "0" * 64, FAST), FAST, **fields)


def value(found: Evaluation, name: str) -> tuple[float, int]:
    figure = found.figure(name)
    assert figure is not None
    return round(figure.value, 6), figure.n


def test_a_figure_is_the_mean_over_the_questions_to_which_it_applies() -> None:
    found = evaluation(
        scored("a", shown_at_3=1.0, precision=0.5), scored("b", shown_at_3=0.0), scored("c", kind="urgent", ms=3.0)
    )
    assert value(found, "shown@3") == (0.5, 2)
    assert value(found, "precision") == (0.5, 1)
    assert found.figure("urgent_recall") is None


def test_a_figure_of_one_question_has_no_bootstrap_interval() -> None:
    figure = evaluation(scored("a", precision=0.5)).figure("precision")
    assert figure is not None
    assert figure.interval is None


def test_a_share_of_all_or_none_has_an_exact_interval() -> None:
    figure = evaluation(*(scored(name, kind="urgent", urgent_recall=1.0) for name in "abcd")).figure("urgent_recall")
    assert figure is not None
    assert figure.is_exact
    assert figure.interval == pytest.approx((0.025 ** (1 / 4), 1.0))


def test_percentiles_of_the_time() -> None:
    found = evaluation(*(scored(str(ms), ms=float(ms)) for ms in range(1, 102)))
    assert [value(found, name) for name in ("p50", "p95", "p99")] == [(51.0, 101), (96.0, 101), (100.0, 101)]


def test_figures_of_no_question_are_left_out() -> None:
    assert evaluation().figures == ()
    assert evaluation().curve is None


def test_figures_come_in_the_order_of_the_measures_and_every_measure_can_be_taken() -> None:
    values = {measure.name.replace("@", "_at_"): 1.0 for measure in MEASURES} | {"ms": 5.0}
    both = [scored("a", margin=0.4, right=True, **values), scored("b", kind="unanswerable", margin=0.1, **values)]
    assert [figure.measure.name for figure in evaluation(*both).figures] == [measure.name for measure in MEASURES]


def test_questions_are_grouped_by_tag_and_by_gold_article_the_largest_group_first() -> None:
    found = evaluation(
        scored("a", tags=("pain",), answers=(gold("x"), gold("y", "repotting", grade=1)), shown_at_3=1.0),
        scored("b", tags=("pain", "long"), answers=(gold("x"), gold("z")), shown_at_3=0.0),
        scored("c", kind="unanswerable", tags=("pain",), false_answers=1.0),
    )
    assert [(group.by, group.name, group.n) for group in found.groups] == [
        ("article", "watering", 2),
        ("tag", "pain", 3),
        ("tag", "long", 1),
    ]
    pain = found.groups[1].figure("shown@3")
    assert pain is not None
    assert (pain.value, pain.n) == (0.5, 2)


def test_questions_without_a_reply_are_listed() -> None:
    found = evaluation(scored("a"), scored("b", verdict=Verdict.NO_REPLY, shown_at_3=0.0))
    assert found.missing == ("b",)
    assert value(found, "shown@3") == (0.0, 1)


def test_failures_come_first_and_among_equals_the_surest() -> None:
    found = evaluation(
        scored("right", margin=0.9),
        scored("unsure", margin=0.1, verdict=Verdict.WRONG),
        scored("sure", margin=0.8, verdict=Verdict.WRONG),
        scored("urgent", verdict=Verdict.URGENT_MISSED),
    )
    assert [each.question.id for each in found.worst_first] == ["urgent", "sure", "unsure", "right"]


def test_the_same_scores_give_the_same_intervals() -> None:
    values = np.random.default_rng(0).random(30)
    runs = [evaluation(*(scored(str(row), precision=each) for row, each in enumerate(values))) for _ in range(2)]
    assert runs[0].figure("precision") == runs[1].figure("precision")


def test_problems_and_notes_are_kept() -> None:
    found = evaluation(scored("a"), skipped=(Problem(3, "not JSON"),), notes=("Read this.",), unreachable=("a",))
    assert (found.skipped[0].line, found.notes, found.unreachable) == (3, ("Read this.",), ("a",))


def test_provenance_names_versions_seed_and_command() -> None:
    made = Provenance.of("set.jsonl", "0" * 64, Resampling(seed=5, resamples=300))
    assert (made.seed, made.resamples, made.index) == (5, 300, "")
    assert made.versions["numpy"] == np.__version__
    assert made.command
