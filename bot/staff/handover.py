"""The handover: how a published change takes the place of what serves, so that a crash at any moment does no harm.

Everything new is prepared in a folder of its own first. Then the history says what is decided, and from there on every
step can be repeated: the question file is replaced as a whole, and the index's folder by two renames, between which
`Index.load` finds the old one under its spare name. `Handover.finish` repeats the steps after a crash.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings
from bot.staff.files import Files
from bot.staff.history import FILE, History, Publication, State
from index.place import recover, spare

FOLDER = "published"
"""Beside the index: the history, and what each publication put aside."""

KEPT = 3
"""Indexes that are kept, so that the latest publications can be taken back at once (45 MB each for five articles)."""

_NONE = ""


@dataclass(frozen=True)
class Handover:
    """Hands a corpus and its index over to a publication, or back.

    Attributes:
        settings: where corpus and index are.
        files: does it.
    """

    settings: Settings
    files: Files

    @property
    def root(self) -> Path:
        """The folder of everything that is kept about publications."""
        return self.settings.index.parent / FOLDER

    @property
    def history(self) -> History:
        """What was published."""
        return History(self.root / FILE, self.files)

    def folder(self, number: int) -> Path:
        """Name the folder of one publication."""
        return self.root / f"{number:04d}"

    def new_index(self, number: int) -> Path:
        """Name the index that a publication waits to put in place."""
        return self.folder(number) / "index"

    def old_index(self, number: int) -> Path:
        """Name the index that a publication has put aside."""
        return self.folder(number) / "index-before"

    def old_file(self, number: int) -> Path:
        """Name the question file as it was before a publication; there is none where there was none."""
        return self.folder(number) / "before.yaml"

    def new_file(self, number: int) -> Path:
        """Name the question file as a publication has it."""
        return self.folder(number) / "after.yaml"

    def forward(self, publication: Publication) -> Publication:
        """Carry a decided publication out, from wherever it stands."""
        number = publication.number
        done = self._put(publication, self.new_file(number), expected=publication.before, wanted=publication.after)
        if done:
            self._swap(self.new_index(number), self.old_index(number))
        return self.history.mark(publication, State.PUBLISHED if done else State.LEFT)

    def backward(self, publication: Publication) -> Publication:
        """Carry a decided undo out, from wherever it stands."""
        number = publication.number
        done = self._put(publication, self.old_file(number), expected=publication.after, wanted=publication.before)
        if done:
            self._swap(self.old_index(number), self.new_index(number))
        return self.history.mark(publication, State.UNDONE if done else State.LEFT)

    def finish(self) -> Publication | None:
        """Carry out what a crash has left half done, and tidy up; returns what was half done, or None."""
        history = self.history.read()
        half_done = next((each for each in history if each.is_under_way), None)
        if half_done:
            half_done = (self.forward if half_done.state is State.PUBLISHING else self.backward)(half_done)
            recover(self.settings.index)
        self.tidy()
        return half_done

    def tidy(self) -> None:
        """Remove what no publication needs any more."""
        if not self.root.is_dir():
            return
        standing = [each.number for each in self.history.read() if each.state is State.PUBLISHED]
        kept = {self.old_file(number) for number in standing} | {self.old_index(number) for number in standing[-KEPT:]}
        for folder in sorted(path for path in self.root.iterdir() if path.name.isdecimal()):
            for path in sorted(folder.iterdir()):
                if path not in kept:
                    self.files.remove(path)
            if int(folder.name) not in standing:
                self.files.remove(folder)

    def _put(self, publication: Publication, content: Path, *, expected: str, wanted: str) -> bool:
        """Put a file's content in place; a file that reads neither as before nor as wanted stays, and this tells so."""
        path = self.settings.corpus / publication.file
        found = content_hash(path)
        if found == expected and found != wanted:
            if wanted == _NONE:
                self.files.remove(path)
            else:
                self.files.write(path, content.read_bytes())
        return found in {expected, wanted}

    def _swap(self, index: Path, aside: Path) -> None:
        """Put an index in place and the one before aside; each rename shows by itself whether it was done."""
        place, kept = self.settings.index, spare(self.settings.index)
        if index.exists():
            if place.exists():
                if kept.exists():
                    self.files.remove(kept)
                self.files.move(place, kept)
            self.files.move(index, place)
        if kept.exists() and not aside.exists():
            self.files.move(kept, aside)


def content_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else _NONE
