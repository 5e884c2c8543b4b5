"""The rate limit: how many messages one client may send in a minute, whichever door they come in by."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from math import ceil

WINDOW_S = 60.0

CLIENTS = 10_000
"""Clients remembered at a time, far more than ask a clinic in one minute; the one that was quiet longest goes first."""


class RateLimit:
    """Counts each client's messages over the last minute; for use in one thread, that of the event loop.

    It remembers when each message came, not a rate, so no minute ever holds more than it may, wherever it begins.

    Args:
        per_minute: messages of one client in any minute, at least 1.
        clock: seconds that only go forward.
        clients: clients remembered at a time.
    """

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic, clients: int = CLIENTS) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._most = clients
        self._clients: OrderedDict[str, deque[float]] = OrderedDict()

    def admit(self, client: str) -> int:
        """Let a message in, or not; what is turned away does not count.

        Args:
            client: the name of the client, see `bot.web.client_address.client_key`.

        Returns:
            0 where the message may come in, otherwise the seconds to wait.
        """
        now = self._clock()
        self._forget(now)
        came = self._clients.setdefault(client, deque())
        while came and came[0] <= now - WINDOW_S:
            came.popleft()
        if len(came) >= self._per_minute:
            return ceil(came[0] + WINDOW_S - now)
        came.append(now)
        self._clients.move_to_end(client)
        while len(self._clients) > self._most:
            self._clients.popitem(last=False)
        return 0

    def __len__(self) -> int:
        """Count the clients that are remembered."""
        return len(self._clients)

    def _forget(self, now: float) -> None:
        """Forget whoever was quiet for a minute; the clients are in the order of their last message."""
        while self._clients:
            client, came = next(iter(self._clients.items()))
            if came[-1] > now - WINDOW_S:
                return
            del self._clients[client]
