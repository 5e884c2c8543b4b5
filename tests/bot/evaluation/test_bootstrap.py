"""Intervals and tests by resampling, against what can be worked out."""

from collections.abc import Callable

import numpy as np
import pytest
import scipy.stats

from bot.evaluation.bootstrap import Resampling, exact_interval, holm

FEW = Resampling(seed=1, resamples=4_000)


@pytest.mark.parametrize("statistic", [np.mean, np.median])
def test_the_interval_is_that_of_scipy(statistic: Callable) -> None:
    values = np.round(np.random.default_rng(3).random(40), 1)
    theirs = scipy.stats.bootstrap((values,), statistic, n_resamples=20_000, method="percentile", rng=9)
    assert FEW.interval((values,), statistic) == pytest.approx(tuple(theirs.confidence_interval), abs=0.011)


def test_the_interval_of_a_binomial_share_holds_its_middle_ninety_five_percent() -> None:
    # 70 of 100: the resampled share is binomial, its 2.5 % and 97.5 % quantiles are 0.61 and 0.79.
    values = np.repeat([1.0, 0.0], [70, 30])
    assert FEW.interval((values,), np.mean) == pytest.approx((0.61, 0.79), abs=0.011)


def test_the_same_seed_gives_the_same_digits_and_another_seed_does_not() -> None:
    values = np.random.default_rng(0).random(50)
    assert FEW.interval((values,), np.mean) == FEW.interval((values,), np.mean)
    assert FEW.interval((values,), np.mean) != Resampling(2, 4_000).interval((values,), np.mean)


def test_the_interval_does_not_depend_on_how_much_is_resampled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(0).random(3_000)
    at_once = FEW.interval((values,), np.median)
    monkeypatch.setattr("bot.evaluation.bootstrap._CELLS", 7_000)
    assert FEW.interval((values,), np.median) == at_once


def test_paired_samples_are_resampled_together() -> None:
    one = np.arange(20.0)

    def apart(first: np.ndarray, second: np.ndarray, *, axis: int) -> np.ndarray:
        return (first - second).mean(axis=axis)

    assert FEW.interval((one, one - 3), apart, paired=True) == pytest.approx((3.0, 3.0))


@pytest.mark.parametrize("samples", [(), (np.array([1.0]),), (np.array([1.0, 0.0]), np.array([]))])
def test_fewer_than_two_questions_have_no_interval(samples: tuple[np.ndarray, ...]) -> None:
    assert FEW.interval(samples, np.mean) is None


def test_questions_that_all_went_right_are_no_certainty() -> None:
    for right, n in ((18, 18), (0, 30), (1, 1)):
        other = scipy.stats.binomtest(right, n).proportion_ci(0.95, method="exact")
        assert exact_interval(right / n, n) == pytest.approx((other.low, other.high))


def test_the_p_value_of_few_questions_is_enumerated() -> None:
    # Three questions won, none lost: 2 of the 8 ways of swapping are as far apart.
    assert FEW.p_value(np.array([1.0, 1.0, 1.0]), np.zeros(3)) == pytest.approx(2 / 8)
    # Three won and one lost: of 16 ways, 2 are further apart and 8 as far.
    assert FEW.p_value(np.array([1.0, 1.0, 1.0, 0.0]), np.array([0.0, 0.0, 0.0, 1.0])) == pytest.approx(10 / 16)


def test_the_p_value_of_a_large_difference_is_small_and_of_none_is_one() -> None:
    won = np.repeat([1.0, 0.0], [30, 70])
    assert FEW.p_value(won, np.zeros(100)) < 0.001
    assert FEW.p_value(won, won) == 1.0


def test_holm_multiplies_the_smallest_most() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
