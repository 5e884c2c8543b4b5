"""Rows of a question set as they stand in a JSONL or CSV file, each with its line; what cannot be read is a problem."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import SettingsError

ANSWER = ("article", "quote", "grade")
"""Columns of one gold answer in a CSV file."""


@dataclass(frozen=True)
class Row:
    """The fields of one question, not yet checked.

    Attributes:
        line: 1-based line on which it starts.
        fields: what the file says, by name.
    """

    line: int
    fields: dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """Why a line cannot be used.

    Attributes:
        line: 1-based.
        text: what was found and what is expected.
    """

    line: int
    text: str


def read_rows(path: Path) -> Iterator[Row | Problem]:
    """Read a question set's rows in file order: CSV by its ending, anything else as one JSON object per line.

    Raises:
        SettingsError: the file cannot be read as UTF-8 text.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as UTF-8 ({error}); name a JSONL or CSV file") from error
    return _csv_rows(text) if path.suffix.lower() == ".csv" else _json_rows(text)


def _json_rows(text: str) -> Iterator[Row | Problem]:
    for line, source in enumerate(text.split("\n"), 1):
        if not source.strip():
            continue
        try:
            fields = json.loads(source)
        except ValueError as error:
            yield Problem(line, f"not JSON ({error}); expected one JSON object")
            continue
        if isinstance(fields, dict):
            yield Row(line, fields)
        else:
            yield Problem(line, f"found {type(fields).__name__}; expected one JSON object")


def _csv_rows(text: str) -> Iterator[Row | Problem]:
    """Join each question with the rows below it that name neither id nor question: its further answers."""
    question: Row | None = None
    for row in _csv_records(text):
        if isinstance(row, Problem):
            yield row
        elif row.fields.get("id") or row.fields.get("question"):
            if question:
                yield question
            question = Row(row.line, _csv_fields(row.fields))
        elif question is None:
            yield Problem(row.line, "a further answer without a question above it; fill in the question")
        else:
            question.fields["answers"] = [*question.fields.get("answers", []), *_csv_answer(row.fields)]
    if question:
        yield question


def _csv_records(text: str) -> Iterator[Row | Problem]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    header = [name.strip().lower() for name in next(reader, [])]
    if "question" not in header:
        yield Problem(1, f"columns are {', '.join(header) or 'missing'}; expected at least 'question'")
        return
    start = reader.line_num + 1
    try:
        for cells in reader:
            if len(cells) > len(header):
                yield Problem(start, f"{len(cells)} cells, the header has {len(header)}; quote cells with commas")
            elif any(cell.strip() for cell in cells):
                filled = zip(header, cells, strict=False)
                yield Row(start, {name: cell.strip() for name, cell in filled if cell.strip()})
            start = reader.line_num + 1
    except csv.Error as error:
        yield Problem(start, f"not CSV ({error}); quote cells that hold commas, quotation marks or line ends")


def _csv_fields(cells: dict[str, str]) -> dict[str, Any]:
    """Read the cells of a question: lists as JSON, or earlier turns by line and tags by comma or semicolon."""
    fields: dict[str, Any] = {name: cell for name, cell in cells.items() if name not in ANSWER}
    for name, split in (("history", str.splitlines), ("tags", _by_comma), ("answers", _whole)):
        if name in fields:
            fields[name] = _listed(fields[name], split(fields[name]))
    if more := _csv_answer(cells):
        fields["answers"] = [*fields.get("answers", []), *more]
    return fields


def _csv_answer(cells: dict[str, str]) -> list[dict[str, Any]]:
    given: dict[str, Any] = {name: cells[name] for name in ANSWER if name in cells}
    if str(given.get("grade", "")).isdigit():
        given["grade"] = int(given["grade"])
    return [given] if given else []


def _listed(cell: str, plain: Iterable[str]) -> Any:
    try:
        listed = json.loads(cell)
    except ValueError:
        listed = None
    return listed if isinstance(listed, list) else [part.strip() for part in plain if part.strip()]


def _by_comma(cell: str) -> list[str]:
    return cell.replace(";", ",").split(",")


def _whole(cell: str) -> list[str]:
    return [cell]
