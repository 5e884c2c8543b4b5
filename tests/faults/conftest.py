"""A small site to break, a disk that is as small, and the observer of one fault."""

import multiprocessing
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.settings import Settings
from index.build import build
from tests.doubles import WordEncoder
from tests.faults.observer import Observer
from tests.web.conftest import publish


@pytest.fixture
def observed() -> Callable[[str], Observer]:
    """Observe a fault of the table."""
    return Observer


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Name a corpus whose index is built."""
    made = publish(tmp_path)
    build(made.corpus, made.index, WordEncoder())
    return made


class Disk:
    """A file system of a megabyte.

    Attributes:
        path: where it is mounted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self._run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(path))

    def leave(self, free: int) -> None:
        """Fill it up until so many bytes are free."""
        ballast = self.path / "ballast"
        ballast.unlink(missing_ok=True)
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass
        with ballast.open("r+b") as file:
            file.truncate(max(0, ballast.stat().st_size - free))

    def make_read_only(self) -> None:
        """Let nothing be changed any more, not even by root."""
        self._run("mount", "-o", "remount,ro", str(self.path))

    def end(self) -> None:
        self._run("umount", "--lazy", str(self.path))

    @staticmethod
    def _run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Mount a small disk; skip where that is not allowed."""
    try:
        mounted = Disk(tmp_path / "disk")
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no small disk can be mounted here, which takes root: {error}")
    yield mounted
    mounted.end()


@pytest.fixture(scope="session")
def processes():
    """Start children from a process that has imported everything and run nothing."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.faults.killed", "tests.bot.staff.publishing"])
    return server
