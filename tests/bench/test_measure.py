"""Turns: the times of all processes, each under the pause that was before it."""

import pytest

from bench.measure import _turns
from bench.worker import PAUSES_S, Done


def test_times_stand_under_the_pause_before_them():
    rounds = [Done(1.0, 1.0, (1, 2, 3, 4, 5), (10, 20, 30, 40, 50)), Done(1.0, 1.0, (6,), (60,))]
    quick, slow = (_turns(rounds, pause_s) for pause_s in PAUSES_S)
    assert (quick.ms, quick.bare_ms) == ((1, 2, 5, 6), (10, 20, 50, 60))
    assert (slow.ms, slow.bare_ms) == ((3, 4), (30, 40))


def test_a_time_without_its_bare_one_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        _turns([Done(1.0, 1.0, (1, 2), (10,))], PAUSES_S[0])
