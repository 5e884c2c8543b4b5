"""The urgent check, weighed once for all bots of one model: it encodes some thousand exemplars, the same each time."""

import shutil
from pathlib import Path

from filelock import FileLock

from bot.urgent import CACHE, URGENT_FILE, UrgentCheck
from index.encoder import Encoder
from tests.doubles import WordEncoder


class WeighedOnce:
    """Stands in for the urgent check where one is loaded.

    Attributes:
        kept: file that keeps the check of the word counts, for all processes that share the tests.
    """

    def __init__(self, folder: Path) -> None:
        self.kept = folder / CACHE
        self._loaded: dict[str, UrgentCheck] = {}

    def load(self, path: Path, encoder: Encoder, *, cache: Path | None = None) -> UrgentCheck:
        key = f"{path} {encoder.card}"
        if key not in self._loaded:
            is_kept = path == URGENT_FILE and encoder.card == WordEncoder().card
            with FileLock(f"{self.kept}.lock"):
                self._loaded[key] = UrgentCheck.load(path, encoder, cache=self.kept if is_kept else cache)
        return self._loaded[key]

    def put_beside(self, index: Path) -> None:
        """Put beside an index what a bot of word counts would find there, had it started before."""
        self.load(URGENT_FILE, WordEncoder())
        shutil.copy(self.kept, index.parent / CACHE)
