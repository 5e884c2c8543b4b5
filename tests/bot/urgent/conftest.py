"""The urgent check over a small file, encoded by word counts."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.urgent import URGENT_FILE, UrgentCheck
from index.encoder import Vectors
from tests.doubles import WordEncoder
from tests.weighed import WeighedOnce

SMALL = Path(__file__).with_name("small.yaml")
MESSAGES = 11  # exemplars and calm messages of the small file


def encoder(*, name: str = "words") -> WordEncoder:
    """Encode by word counts, on so many axes that no two words of the small file share one."""
    return WordEncoder(SMALL.read_text(encoding="utf-8"), dimension=384, name=name)


class Failing(WordEncoder):
    """Encodes by word counts until told otherwise; then returns what it was given, or raises it."""

    later: Vectors | Exception | None = None

    def encode_queries(self, texts, *, on_batch=None):
        if isinstance(self.later, Exception):
            raise self.later
        return super().encode_queries(texts, on_batch=on_batch) if self.later is None else self.later


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    """Copy the small file; a test may change it."""
    return Path(shutil.copy(SMALL, tmp_path / "urgent.yaml"))


@pytest.fixture
def change(small_file: Path) -> Callable[[str, str], Path]:
    """Give a function that replaces a text of the small file."""

    def change(old: str, new: str) -> Path:
        before = small_file.read_text(encoding="utf-8")
        assert old in before
        small_file.write_text(before.replace(old, new), encoding="utf-8")
        return small_file

    return change


@pytest.fixture(scope="session")
def small() -> UrgentCheck:
    """Load the check over the small file."""
    return UrgentCheck.load(SMALL, encoder())


@pytest.fixture(scope="session")
def reviewed(weighed: WeighedOnce) -> UrgentCheck:
    """Load the check over the reviewed file, encoded by word counts: its rules are real, its likeness is not."""
    return weighed.load(URGENT_FILE, WordEncoder())
