"""The rate limit: no minute holds more than it may, and nobody pays for another."""

from hypothesis import given
from hypothesis import strategies as st

from bot.web.rate_limit import WINDOW_S, RateLimit


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_so_many_messages_come_in_and_the_next_is_told_how_long_to_wait():
    clock = Clock()
    limit = RateLimit(3, clock=clock)
    waits = []
    for _ in range(5):
        waits.append(limit.admit("a"))
        clock.now += 7
    assert waits == [0, 0, 0, 60 - 21, 60 - 28]


def test_message_comes_in_once_the_wait_is_over_and_not_before():
    clock = Clock()
    limit = RateLimit(1, clock=clock)
    limit.admit("a")
    clock.now += 0.25
    wait = limit.admit("a")
    clock.now += wait - 1
    assert limit.admit("a") == 1
    clock.now += 1
    assert limit.admit("a") == 0


def test_who_keeps_trying_does_not_wait_longer():
    clock = Clock()
    limit = RateLimit(1, clock=clock)
    limit.admit("a")
    for _ in range(59):
        clock.now += 1
        assert limit.admit("a") > 0
    clock.now += 1
    assert limit.admit("a") == 0


def test_each_client_has_a_limit_of_its_own():
    limit = RateLimit(1, clock=Clock())
    assert [limit.admit(client) > 0 for client in ("a", "b", "a", "b")] == [False, False, True, True]


@given(st.lists(st.floats(0, 40), min_size=1, max_size=60), st.integers(1, 5))
def test_no_minute_holds_more_than_it_may(pauses, per_minute):
    clock, admitted = Clock(), []
    limit = RateLimit(per_minute, clock=clock)
    for pause in pauses:
        clock.now += pause
        if not limit.admit("a"):
            admitted.append(clock.now)
    for start in admitted:
        assert sum(start <= at < start + WINDOW_S for at in admitted) <= per_minute


def test_clients_are_forgotten_after_a_quiet_minute():
    clock = Clock()
    limit = RateLimit(5, clock=clock)
    for number in range(100):
        limit.admit(str(number))
    clock.now += WINDOW_S
    limit.admit("a")
    assert len(limit) == 1


def test_number_of_clients_is_bounded_and_the_quietest_goes_first():
    limit = RateLimit(1, clock=Clock(), clients=2)
    for client in ("a", "b", "c"):
        limit.admit(client)
    assert len(limit) == 2
    assert limit.admit("c") > 0
    assert limit.admit("b") > 0
    assert limit.admit("a") == 0
