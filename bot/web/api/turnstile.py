"""The turnstile: one message at a time goes through to the model, a few wait, and the others are told at once."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

AT_ONCE = 1
"""Messages answered at a time: the model is used by one thread at a time anyway, and the chat must have its turn."""

WAITING = 50
"""Messages that may wait; at 12 ms a reply, the last of them waits well under a second."""

Result = TypeVar("Result")


class TooManyWaitError(Exception):
    """As many wait as may."""


class Turnstile:
    """Runs work in a thread, so much at a time.

    Args:
        waiting: how many may wait for their turn.
    """

    def __init__(self, waiting: int = WAITING) -> None:
        self._most = AT_ONCE + waiting
        self._inside = 0
        self._turns = CapacityLimiter(AT_ONCE)

    async def run(self, work: Callable[[], Result]) -> Result:
        """Run something when its turn comes.

        Raises:
            TooManyWaitError: as many wait as may.
        """
        if self._inside >= self._most:
            raise TooManyWaitError
        self._inside += 1  # counted before anything is awaited: who comes in the same moment must see it
        try:
            return await to_thread.run_sync(work, limiter=self._turns)
        finally:
            self._inside -= 1
