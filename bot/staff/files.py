"""File operations that outlive a crash: each leaves the old or the new, and is on the disk when it returns."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Step = Callable[[str], object]
"""Told what is about to be done, and again when it is done; a test ends the process there."""


def _no_step(_what: str) -> None:
    pass


@dataclass(frozen=True)
class Files:
    """Writes, moves and removes, telling a step before and after each operation.

    Attributes:
        step: told before and after.
    """

    step: Step = _no_step

    def write(self, path: Path, content: bytes) -> None:
        """Put a file in place of an old one, under its name only when it is whole."""
        self.make_folder(path.parent)
        draft = path.with_name(f".{path.name}.new")
        self.step(f"write {draft.name}")
        with draft.open("wb") as file:
            file.write(content[: len(content) // 2])
            self.step(f"half of {draft.name}")
            file.write(content[len(content) // 2 :])
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        self.step(f"wrote {draft.name}")
        draft.replace(path)
        self.step(f"replaced {path.name}")
        _sync(path.parent)

    def move(self, path: Path, place: Path) -> None:
        """Rename a file or a folder; nothing may be in its place."""
        self.step(f"move {path.name} to {place.name}")
        path.rename(place)
        self.step(f"moved {path.name} to {place.name}")
        _sync(path.parent)
        if place.parent != path.parent:
            _sync(place.parent)

    def remove(self, path: Path) -> None:
        """Remove a file or a folder, if it is there."""
        self.step(f"remove {path.name}")
        if path.is_dir():
            for inside in sorted(path.iterdir()):
                self.remove(inside)
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
        self.step(f"removed {path.name}")

    def make_folder(self, path: Path) -> None:
        """Make a folder, if it is not there."""
        if not path.is_dir():
            self.step(f"make {path.name}")
            path.mkdir(parents=True)
            self.step(f"made {path.name}")

    def sync(self, folder: Path) -> None:
        """Bring a folder that others have written to the disk."""
        for path in sorted(folder.rglob("*")):
            _sync(path)
        _sync(folder)
        self.step(f"synced {folder.name}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
