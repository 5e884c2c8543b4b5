"""Weeks: how often something was asked in each week of a log."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.question_log.entry import Entry

WEEK = timedelta(days=7)


class Weeks:
    """The weeks of a log, counted back from its latest entry."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._last = max(entry.time for entry in entries)
        self._number = self._back(min(entry.time for entry in entries)) + 1

    def count(self, entries: Iterable[Entry]) -> tuple[int, ...]:
        """Count entries per week, the oldest week first."""
        counts = Counter(self._back(entry.time) for entry in entries)
        return tuple(counts[back] for back in reversed(range(self._number)))

    def _back(self, time: datetime) -> int:
        return (self._last - time) // WEEK
