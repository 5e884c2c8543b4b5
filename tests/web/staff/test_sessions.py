"""Sessions in memory."""

from bot.web.staff.sessions import LIFETIME_S, MOST, Sessions


def test_session_is_open_until_it_is_closed_or_over(clock):
    sessions = Sessions(clock)
    first, second = sessions.open(), sessions.open()
    sessions.close(first)
    sessions.close("never opened")
    assert (sessions.is_open(first), sessions.is_open(second)) == (False, True)
    clock.now += LIFETIME_S
    assert not sessions.is_open(second)


def test_one_session_too_many_ends_the_oldest(clock):
    sessions = Sessions(clock)
    opened = [sessions.open() for _ in range(MOST + 1)]
    assert [sessions.is_open(name) for name in opened] == [False] + [True] * MOST


def test_sessions_that_are_over_make_room(clock):
    sessions = Sessions(clock)
    for _ in range(MOST):
        sessions.open()
    clock.now += LIFETIME_S / 2
    kept = sessions.open()
    clock.now += LIFETIME_S / 2
    later = [sessions.open() for _ in range(MOST - 1)]
    assert all(map(sessions.is_open, [kept, *later]))


def test_no_name_is_no_session(clock):
    assert not Sessions(clock).is_open(None)
    assert not Sessions(clock).is_open("")
