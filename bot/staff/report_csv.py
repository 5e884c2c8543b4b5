"""The staff's report as a table for a spreadsheet: one row per gap, passage and left-out topic."""

import csv
from collections.abc import Iterator
from pathlib import Path

from bot.staff.coverage import heading
from bot.staff.report import Report
from index.errors import SettingsError

COLUMNS = (
    "row",
    "kind",
    "text",
    "count",
    "refused",
    "low_confidence",
    "thumbs_up",
    "thumbs_down",
    "article",
    "heading",
    "passage",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that starts like this is a formula to a spreadsheet, and patients' words are not to be run."""


def write_csv(report: Report, path: Path) -> None:
    """Write the table.

    Raises:
        SettingsError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: _safe(cell) for name, cell in row.items()} for row in _rows(report))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written ({error.strerror}); name another file") from error


def _rows(report: Report) -> Iterator[dict[str, str | int]]:
    for gap in report.gaps:
        nearest = gap.offers[0].passage
        yield {
            "row": "gap",
            "kind": gap.kind,
            "text": gap.label,
            "count": gap.count,
            "refused": gap.refused,
            "low_confidence": gap.unsure,
            "thumbs_down": gap.disliked,
            "article": nearest.article,
            "heading": heading(nearest),
            "passage": nearest.id,
        }
    for use in report.coverage.passages:
        yield {
            "row": "passage",
            "kind": "quoted" if use.quoted else "seen in a list" if use.is_seen else "never",
            "text": " ".join(use.passage.text.split()),
            "count": use.quoted,
            "thumbs_up": use.liked,
            "thumbs_down": use.disliked,
            "article": use.passage.article,
            "heading": heading(use.passage),
            "passage": use.passage.id,
        }
    table = report.coverage.left_out
    for label, counts in zip(table.rows, table.counts, strict=True):
        for article, count in zip(table.columns, counts, strict=True):
            yield {"row": "left out", "text": label, "count": count, "article": article}


def _safe(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
