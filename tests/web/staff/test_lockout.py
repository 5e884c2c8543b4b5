"""The lock-out: how long whom."""

from bot.web.staff.lockout import FREE, FREE_FOR_ALL, LONGEST_WAIT_S, WINDOW_S, Lockout

HOME = "203.0.113.7"


def fail(lockout, times, address=HOME):
    return [lockout.admit(address) for _ in range(times)]


def test_wait_doubles_with_each_failure_up_to_a_quarter_of_an_hour(clock):
    lockout = Lockout(clock)
    assert fail(lockout, FREE) == [0] * FREE
    waits = []
    for _ in range(7):
        waits.append(lockout.admit(HOME))
        clock.now += waits[-1]
        assert lockout.admit(HOME) == 0
    assert waits == [30, 60, 120, 240, 480, LONGEST_WAIT_S, LONGEST_WAIT_S]


def test_attempts_while_waiting_do_not_lengthen_the_wait(clock):
    lockout = Lockout(clock)
    fail(lockout, FREE)
    assert fail(lockout, 50) == [30] * 50


def test_part_of_a_second_is_waited_for_as_a_whole_one(clock):
    lockout = Lockout(clock)
    fail(lockout, FREE)
    clock.now += 29.5
    assert lockout.admit(HOME) == 1


def test_failures_are_forgotten_after_quiet_minutes(clock):
    lockout = Lockout(clock)
    fail(lockout, FREE - 1)
    clock.now += WINDOW_S + 1
    assert fail(lockout, FREE) == [0] * FREE
    assert lockout.admit(HOME) == 30


def test_right_password_takes_the_failures_back(clock):
    lockout = Lockout(clock)
    fail(lockout, FREE)
    clock.now += 30
    assert lockout.admit(HOME) == 0
    lockout.forgive(HOME)
    assert fail(lockout, FREE) == [0] * FREE


def test_one_home_with_many_addresses_is_one_client(clock):
    lockout = Lockout(clock)
    assert [lockout.admit(f"2001:db8:1:2::{number:x}") for number in range(FREE)] == [0] * FREE
    assert lockout.admit("2001:db8:1:2:ffff::1") == 30
    assert lockout.admit("2001:db8:1:3::1") == 0


def test_address_that_is_none_is_a_client_too(clock):
    lockout = Lockout(clock)
    fail(lockout, FREE, "testclient")
    assert lockout.admit("testclient") == 30
    assert lockout.admit("") == 0


def test_guessing_from_everywhere_is_slowed_down_for_all_until_the_window_has_passed(clock):
    lockout = Lockout(clock)
    assert [lockout.admit(f"10.0.{number}.1") for number in range(FREE_FOR_ALL)] == [0] * FREE_FOR_ALL
    assert lockout.admit(HOME) == WINDOW_S
    clock.now += WINDOW_S
    assert lockout.admit(HOME) == 0


def test_those_who_know_the_password_do_not_use_up_what_is_free_for_all(clock):
    lockout = Lockout(clock)
    for number in range(2 * FREE_FOR_ALL):
        assert lockout.admit(f"10.0.{number}.1") == 0
        lockout.forgive(f"10.0.{number}.1")


def test_clients_kept_stay_few_under_years_of_guessing(clock):
    lockout = Lockout(clock)
    for number in range(5_000):
        lockout.admit(f"10.{number // 250}.{number % 250}.1")
        clock.now += 10
    assert len(lockout._clients) <= FREE_FOR_ALL
