"""The history of what staff published: the record for people, and the journal from which a crash is repaired."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.staff.errors import PublishError
from bot.staff.files import Files

FILE = "history.json"


class State(StrEnum):
    """How far a publication has come."""

    PUBLISHING = "publishing"
    """Decided; what is not done yet will be, also after a crash."""
    PUBLISHED = "published"
    UNDOING = "undoing"
    """Taking it back is decided likewise."""
    UNDONE = "undone"
    LEFT = "left"
    """A crash came in between and then somebody edited the file by hand: the file stays as it was edited."""


@dataclass(frozen=True)
class Publication:
    """A change of a question file that was published.

    Attributes:
        number: from 1, in order.
        time: when, in UTC.
        file: path of the question file inside the corpus folder.
        phrasing: what was attached or removed.
        target: ids of the passages that it asks for, or the name of the topic.
        is_removal: whether the phrasing was taken away.
        diff: the change as it was reviewed.
        before: SHA-256 of the file before; empty where there was none.
        after: SHA-256 of the file after.
        index_before: fingerprint of the index before.
        index_after: fingerprint of the index after.
        state: how far it has come.
    """

    number: int
    time: datetime
    file: str
    phrasing: str
    target: tuple[str, ...]
    is_removal: bool
    diff: str
    before: str
    after: str
    index_before: str
    index_after: str
    state: State

    @property
    def is_under_way(self) -> bool:
        """Tell whether it was decided and is not done."""
        return self.state in {State.PUBLISHING, State.UNDOING}


@dataclass(frozen=True)
class History:
    """All publications of a site, in one file that is replaced as a whole.

    Attributes:
        path: the file.
        files: writes it.
    """

    path: Path
    files: Files

    def read(self) -> tuple[Publication, ...]:
        """Return all publications, oldest first.

        Raises:
            PublishError: the file is damaged.
        """
        if not self.path.is_file():
            return ()
        try:
            return tuple(_publication(row) for row in json.loads(self.path.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError) as error:
            problem = f"not a history of publications ({error}); put it aside, then restart the site"
            raise PublishError(f"{self.path}: {problem}") from error

    def add(self, publication: Publication) -> None:
        """Write a publication at the end."""
        self._write((*self.read(), publication))

    def mark(self, publication: Publication, state: State) -> Publication:
        """Write how far a publication has come, and return it."""
        marked = replace(publication, state=state)
        self._write([marked if each.number == publication.number else each for each in self.read()])
        return marked

    def _write(self, publications: Sequence[Publication]) -> None:
        rows = [{**asdict(each), "time": each.time.isoformat()} for each in publications]
        self.files.write(self.path, (json.dumps(rows, indent=2, ensure_ascii=False) + "\n").encode())


def _publication(row: dict[str, object]) -> Publication:
    known: dict[str, object] = {
        **row,
        "time": datetime.fromisoformat(str(row["time"])),
        "target": tuple(row["target"]),  # type: ignore[arg-type]
        "state": State(str(row["state"])),
    }
    return Publication(**known)  # type: ignore[arg-type]
