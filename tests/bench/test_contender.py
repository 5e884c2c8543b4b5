"""Figures: medians over processes, and percentiles as ratios to the bare model beside them."""

import pytest

from bench.contender import CONTENDERS, Measured, Served, Turns
from bench.process import Start


def test_a_slow_process_does_not_move_the_medians():
    found = Measured(CONTENDERS[0], None, (Start(1.0, 200), Start(9.0, 900), Start(1.2, 210)), {}, {})
    assert found.start == Start(1.2, 210)


def test_a_ratio_is_percentile_over_the_same_percentile_of_the_bare_model():
    found = Turns(ms=(2, 4, 6, 8, 100), bare_ms=(10, 20, 12, 11, 400))
    assert found.ratio(50) == 6 / 12
    assert found.ratio(100) == 100 / 400


def test_a_percentile_between_two_times_is_interpolated():
    assert Turns(ms=(1, 3), bare_ms=(4, 4)).ratio(50) == 0.5


def test_a_command_is_compared_by_medians_of_time_and_of_memory():
    ours = (Start(1.0, 200), Start(1.4, 240), Start(1.2, 220))
    reference = (Start(6.0, 550), Start(5.0, 560), Start(30.0, 540))
    found = Served("ask", ours, reference, 1.5, 250)
    assert found.start == Start(1.2, 220)
    assert found.ratios == pytest.approx((1.2 / 6.0, 220 / 550))
