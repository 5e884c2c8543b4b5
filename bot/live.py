"""The bot in service: one reference, exchanged as a whole, so that a new index serves without a restart."""

from collections.abc import Callable

from bot.answer import FaqBot

Watcher = Callable[[str, float], None]
"""Told the kind of a reply, or ``FAILURE``, and how many seconds it took from the message to the page."""

FAILURE = "failure"
"""The kind of a reply that apologises because something went wrong on our side."""


class LiveBot:
    """Holds the bot that answers now. A caller takes ``current`` once per message and keeps to it."""

    def __init__(self, bot: FaqBot) -> None:
        self.current = bot
        self._watchers: list[Watcher] = []

    def exchange(self, bot: FaqBot) -> FaqBot:
        """Put another bot in service and return the one before; messages under way end with the one they began with."""
        before, self.current = self.current, bot
        return before

    def watch(self, watcher: Watcher) -> None:
        """Have somebody told of every reply to a patient from now on."""
        self._watchers.append(watcher)

    def replied(self, kind: str, seconds: float) -> None:
        """Tell that a patient's message has got its reply; whoever serves one calls this once."""
        for watcher in self._watchers:
            watcher(kind, seconds)
