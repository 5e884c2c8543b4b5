"""The turnstile: so many go through or wait, also when all come in the same moment."""

import asyncio
import threading
import time

from anyio.from_thread import start_blocking_portal

from bot.web.turnstile import TooManyWaitError, Turnstile


def send_through(turnstile: Turnstile, *work):
    """Let work come to the turnstile all in one moment; return what came of each, in order."""

    async def come():
        return await asyncio.gather(*(turnstile.run(each) for each in work), return_exceptions=True)

    with start_blocking_portal() as portal:  # a loop of its own, whatever runs in this thread
        return portal.call(come)


def test_of_many_who_come_in_one_moment_only_so_many_wait():
    turnstile = Turnstile(1, 3)
    came = send_through(turnstile, *[lambda: "through"] * 10)
    assert came[:4] == ["through"] * 4
    assert [type(each) for each in came[4:]] == [TooManyWaitError] * 6


def test_one_goes_through_at_a_time():
    busy, alone = threading.Lock(), []

    def work() -> None:
        is_alone = busy.acquire(blocking=False)
        alone.append(is_alone)
        time.sleep(0.002)
        if is_alone:
            busy.release()

    turnstile = Turnstile(1, 20)
    send_through(turnstile, *[work] * 20)
    assert alone == [True] * 20


def test_place_is_free_again_after_work_that_failed():
    turnstile = Turnstile(1, 0)

    def fail() -> None:
        raise ValueError("no")

    assert [str(send_through(turnstile, fail)[0]) for _ in range(3)] == ["no"] * 3
    assert send_through(turnstile, lambda: 1) == [1]
