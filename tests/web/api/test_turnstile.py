"""The turnstile: so many go through or wait, also when all come in the same moment."""

import asyncio
import threading
import time

import pytest

from bot.web.api.turnstile import TooManyWaitError, Turnstile


@pytest.mark.anyio
async def test_of_many_who_come_in_one_moment_only_so_many_wait():
    turnstile = Turnstile(waiting=3)
    came = await asyncio.gather(*(turnstile.run(lambda: "through") for _ in range(10)), return_exceptions=True)
    assert came[:4] == ["through"] * 4
    assert [type(each) for each in came[4:]] == [TooManyWaitError] * 6


@pytest.mark.anyio
async def test_one_goes_through_at_a_time():
    busy, alone = threading.Lock(), []

    def work() -> None:
        is_alone = busy.acquire(blocking=False)
        alone.append(is_alone)
        time.sleep(0.002)
        if is_alone:
            busy.release()

    turnstile = Turnstile()
    await asyncio.gather(*(turnstile.run(work) for _ in range(20)))
    assert alone == [True] * 20


@pytest.mark.anyio
async def test_place_is_free_again_after_work_that_failed():
    turnstile = Turnstile(waiting=0)

    def fail() -> None:
        raise ValueError("no")

    for _ in range(3):
        with pytest.raises(ValueError, match="no"):
            await turnstile.run(fail)
    assert await turnstile.run(lambda: 1) == 1
