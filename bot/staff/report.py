"""The staff's report: overview, gaps and coverage of one span of the log, whatever it is shown on."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.question_log.entry import Entry
from bot.staff.coverage import Coverage
from bot.staff.gaps import Gap, gaps
from bot.staff.overview import Overview
from index.store import Index


@dataclass(frozen=True)
class Report:
    """Everything that a report shows.

    Attributes:
        title: what it is of.
        overview: how much was asked and what became of it.
        gaps: what was not answered well, the largest first.
        coverage: what the passages were used for.
    """

    title: str
    overview: Overview
    gaps: tuple[Gap, ...]
    coverage: Coverage

    @classmethod
    def of(cls, title: str, entries: Iterable[Entry], index: Index) -> "Report":
        """Make the report of some entries; with their vectors, or there are no gaps in it."""
        every = list(entries)
        return cls(title, Overview.of(every), gaps(every, index), Coverage.of(every, index))
