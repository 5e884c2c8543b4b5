"""The lock-out: guessing the password takes ever longer, for one client and for all together."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from bot.web.client_address import client_key

WINDOW_S = 15 * 60.0
"""Quiet minutes after which a client's failures are forgotten."""

FREE = 5
"""Failures before a client has to wait: anybody may mistype, with a clumsy keyboard more than once."""

FIRST_WAIT_S = 30.0
LONGEST_WAIT_S = WINDOW_S

FREE_FOR_ALL = 100
"""Failures of all clients in a window: far above what a clinic's staff mistypes, far below what guessing needs."""


@dataclass
class _Failures:
    count: int = 0
    until: float = 0.0


class Lockout:
    """Counts failures and says how long to wait; keeps no more clients than `FREE_FOR_ALL` lets fail.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._clients: dict[str, _Failures] = {}
        self._all: deque[float] = deque(maxlen=FREE_FOR_ALL)

    def admit(self, address: str) -> int:
        """Let a client try, or not; a try counts as failed until `forgive` takes it back.

        Args:
            address: the client's address.

        Returns:
            0 where the client may try now, otherwise the seconds to wait.
        """
        now = self._clock()
        self._forget(now)
        failures = self._clients.get(client_key(address), _Failures())
        wait = max(failures.until - now, self._wait_for_all(now))
        if wait > 0:
            return ceil(wait)
        failures.count += 1
        over = failures.count - FREE
        failures.until = now + (min(FIRST_WAIT_S * 2**over, LONGEST_WAIT_S) if over >= 0 else 0)
        self._clients[client_key(address)] = failures
        self._all.append(now)
        return 0

    def forgive(self, address: str) -> None:
        """Take the failures of a client back, who knows the password after all."""
        self._clients.pop(client_key(address), None)
        if self._all:
            self._all.pop()

    def _wait_for_all(self, now: float) -> float:
        return self._all[0] + WINDOW_S - now if len(self._all) == FREE_FOR_ALL else 0.0

    def _forget(self, now: float) -> None:
        for client in [client for client, failures in self._clients.items() if failures.until + WINDOW_S < now]:
            del self._clients[client]
