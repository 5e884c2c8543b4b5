"""Risk and coverage, worked by hand."""

import numpy as np
import pytest

from bot.evaluation.risk import RiskCurve, area, false_answers, margins
from bot.evaluation.score import Shown
from tests.bot.evaluation.samples import scored

RIGHT, WRONG = Shown("a", None, "x", is_right=True), Shown("a", None, "x", is_right=False)


def four() -> list:
    # From the surest: right, unanswerable, right, wrong and refused.
    return [
        scored("a", margin=0.9, right=True, shown=(RIGHT,)),
        scored("b", margin=0.8, right=False, kind="unanswerable", shown=(WRONG,)),
        scored("c", margin=0.7, right=True, shown=(RIGHT,)),
        scored("d", margin=0.1, right=False, replied="not_found"),
    ]


def test_the_curve_of_four_questions() -> None:
    curve = RiskCurve.of(four())
    assert curve is not None
    assert curve.coverage == (0.25, 0.5, 0.75, 1.0)
    assert curve.risk == pytest.approx((0.0, 1 / 2, 1 / 3, 1 / 2))
    assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert curve.best == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)
    assert curve.working == pytest.approx((3 / 4, 1 / 3))


def test_urgent_messages_and_small_talk_are_left_out() -> None:
    more = [*four(), scored("u", margin=1.0, right=False, kind="urgent"), scored("s", margin=1.0, kind="smalltalk")]
    assert RiskCurve.of(more) == RiskCurve.of(four())


def test_the_order_of_the_questions_does_not_matter_even_among_equals() -> None:
    equal = [scored(name, margin=0.5, right=name == "b") for name in "abc"]
    assert RiskCurve.of(equal) == RiskCurve.of(equal[::-1])


def test_there_is_no_curve_without_margins() -> None:
    assert RiskCurve.of([scored("a")]) is None


def test_areas_of_several_resamples_are_taken_at_once() -> None:
    margin, right = np.array([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]]), np.array([[1.0, 0.0, 1.0], [1.0, 0.0, 1.0]])
    assert area(margin, right, axis=-1) == pytest.approx([(0 + 1 / 2 + 1 / 3) / 3] * 2)


def test_false_answers_when_one_in_twenty_answerable_questions_is_refused() -> None:
    answerable = np.arange(1.0, 21.0)  # the least sure has margin 1, the next 2
    assert false_answers(answerable, np.array([0.5, 1.5, 2.0, 9.0])) == pytest.approx(2 / 4)


def test_fewer_than_twenty_answerable_questions_are_all_answered() -> None:
    assert false_answers(np.array([0.3, 0.4]), np.array([0.2, 0.3, 0.35])) == pytest.approx(2 / 3)


def test_margins_are_taken_by_kind() -> None:
    answerable, unanswerable = margins(four())
    assert (answerable.tolist(), unanswerable.tolist()) == ([0.1, 0.7, 0.9], [0.8])
