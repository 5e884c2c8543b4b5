"""A heat map: counts by row and article."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROWS = 25
"""Rows of a map that shows the most asked alone: about a screen."""


@dataclass(frozen=True)
class HeatMap:
    """Counts by row and article.

    Attributes:
        rows: labels.
        columns: names of the articles.
        counts: one tuple per row, one count per column.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, counts: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]) -> "HeatMap":
        """Lay out counts by row and column."""
        table = tuple(tuple(counts.get((row, column), 0) for column in columns) for row in rows)
        return cls(tuple(rows), tuple(columns), table)

    @property
    def highest(self) -> int:
        """The highest count; 0 where there is none."""
        return max((count for row in self.counts for count in row), default=0)


def most_asked(counts: Mapping[tuple[str, str], int]) -> list[str]:
    """Name the rows with the highest sums, the highest first; ties break by name."""
    totals: Counter[str] = Counter()
    for (row, _), count in counts.items():
        totals[row] += count
    return sorted(totals, key=lambda row: (-totals[row], row))[:ROWS]
