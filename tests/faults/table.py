"""The table of faults in docs/site.md: what each fault was seen to end in.

Every test asserts the row that it saw, so the table says what the tests saw last, or a test fails.
``FAULTS=write pytest tests/faults`` writes it.
"""

import os
from dataclasses import dataclass

from tests.conftest import ROOT

DOCS = ROOT / "docs" / "site.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
HEAD = "| fault | what patients get | what is told |\n|---|---|---|\n"

FAULTS = (
    "kill -9 at any change that a build makes to the disk",
    "kill -9 at any step of a publishing",
    "kill -9 while questions are logged",
    "full disk during a build",
    "full disk during a publishing",
    "full disk while questions are logged",
    "read-only disk under the index",
    "any byte of the manifest flipped",
    "any entry of the manifest changed",
    "a byte of any other index file flipped",
    "an index file cut short, emptied, missing or from another index",
    "index damaged while the site serves, then SIGHUP",
    "article deleted while the site serves",
    "article's words changed while the site serves",
    "article changed under its old size and time",
    "article replaced by what is no text",
    "clock jumps ten years ahead or back",
    "question log's file damaged or replaced",
    "the model fails on a message",
)
"""In the order of the table."""


@dataclass(frozen=True)
class Row:
    """What a fault was seen to end in.

    Attributes:
        fault: one of `FAULTS`.
        patients: everything that patients got, over all variants of the fault.
        told: the lines that were told, without names of folders and numbers; empty where all went on.
    """

    fault: str
    patients: str
    told: str

    def __str__(self) -> str:
        return f"| {self.fault} | {self.patients} | {self.told} |\n"


def rows() -> dict[str, Row]:
    """Read the table."""
    table = DOCS.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0].removeprefix("\n" + HEAD)
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.strip().splitlines()]
    return {fault: Row(fault, patients, told) for fault, patients, told in cells}


def check(row: Row) -> None:
    """See that the table has a row as it is; with ``FAULTS=write`` in the environment, put it there."""
    found = rows()
    if os.environ.get("FAULTS") == "write":
        found[row.fault] = row
        before, rest = DOCS.read_text(encoding="utf-8").split(BEGIN)
        table = "".join(str(found[fault]) for fault in FAULTS if fault in found)
        DOCS.write_text(f"{before}{BEGIN}\n{HEAD}{table}{END}{rest.split(END)[1]}", encoding="utf-8")
    assert rows().get(row.fault) == row, "run: FAULTS=write pytest tests/faults, and read what has changed"
