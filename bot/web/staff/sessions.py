"""Sessions: who has given the password, in memory only; a restart signs everybody out."""

import secrets
import time
from collections.abc import Callable

LIFETIME_S = 12 * 60 * 60
"""A working day and the evening."""

MOST = 50
"""Sessions at once; one more signs out the oldest."""


class Sessions:
    """Random names of open sessions, each with its end.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: dict[str, float] = {}

    def open(self) -> str:
        """Open a session and return its name, which nobody can guess."""
        self._ends = {name: end for name, end in self._ends.items() if end > self._clock()}
        while len(self._ends) >= MOST:
            del self._ends[next(iter(self._ends))]
        name = secrets.token_urlsafe(32)
        self._ends[name] = self._clock() + LIFETIME_S
        return name

    def is_open(self, name: str | None) -> bool:
        """Tell whether a session is open."""
        return name is not None and self._ends.get(name, float("-inf")) > self._clock()

    def close(self, name: str) -> None:
        """Close a session."""
        self._ends.pop(name, None)
