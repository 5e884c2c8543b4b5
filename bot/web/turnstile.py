"""The turnstile: so many messages at a time go through to the model, some wait, and the others are told at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

Result = TypeVar("Result")


class TooManyWaitError(Exception):
    """As many wait as may."""


class Turnstile:
    """Lets messages in, and runs their work in threads, so much at a time; for use in one event loop.

    Args:
        at_once: how many are answered side by side.
        waiting: how many more may wait for their turn.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._at_once = at_once
        self._most = at_once + waiting
        self._inside = 0
        self._turns = CapacityLimiter(at_once)

    @property
    def waiting(self) -> int:
        """Count the messages that wait for their turn."""
        return max(0, self._inside - self._at_once)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Let a message in for as long as it takes; it is counted from the first moment.

        Raises:
            TooManyWaitError: as many wait as may.
        """
        if self._inside >= self._most:
            raise TooManyWaitError
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def run(self, work: Callable[[], Result]) -> Result:
        """Let a message in and run its work when its turn comes.

        Raises:
            TooManyWaitError: as many wait as may.
        """
        with self.entered():
            return await self.in_turn(work)

    async def in_turn(self, work: Callable[[], Result]) -> Result:
        """Run the work of a message that is let in already, when its turn comes."""
        return await to_thread.run_sync(work, limiter=self._turns)
