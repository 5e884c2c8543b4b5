"""The question log as a file: one JSON object a line, or CSV for a spreadsheet. Vectors are left out."""

import csv
import json
from collections.abc import Iterable
from typing import Any, TextIO

from bot.question_log.entry import Entry

FIELDS = (
    "key",
    "time",
    "question",
    "interpreted_as",
    "is_followup",
    "kind",
    "confidence",
    "margin",
    "topic",
    "topic_score",
    "urgent",
    "shown",
    "nearest",
    "ms",
    "index",
    "thumb",
    "reason",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula; patients write the text, staff open the file."""


def write_jsonl(entries: Iterable[Entry], file: TextIO) -> None:
    """Write one object per entry."""
    for entry in entries:
        file.write(json.dumps(_record(entry), ensure_ascii=False) + "\n")


def write_csv(entries: Iterable[Entry], file: TextIO) -> None:
    """Write a table with a heading; a text that a spreadsheet would run gets an apostrophe before it."""
    table = csv.DictWriter(file, FIELDS)
    table.writeheader()
    for entry in entries:
        record = _record(entry)
        record["shown"] = " ".join(entry.shown)
        record["nearest"] = " ".join(f"{near.passage}={near.score:.3f}" for near in entry.nearest)
        table.writerow({field: _harmless(value) for field, value in record.items()})


def _record(entry: Entry) -> dict[str, Any]:
    topic, topic_score = entry.topic or (None, None)
    values = {field: getattr(entry, field, None) for field in FIELDS}
    return values | {
        "time": entry.time.isoformat(),
        "topic": topic,
        "topic_score": topic_score,
        "nearest": [
            {"passage": near.passage, "article": near.article, "score": near.score, "own": near.own}
            for near in entry.nearest
        ],
    }


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
