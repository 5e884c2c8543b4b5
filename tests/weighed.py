"""The urgent check, weighed once for all bots of one model: it encodes some thousand exemplars, the same each time."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from bot.urgent import CACHE, URGENT_FILE, UrgentCheck
from index.encoder import Encoder
from tests.doubles import WordEncoder

_loaded: dict[str, UrgentCheck] = {}
_ALONE = Lock()


class WeighedOnce:
    """Stands in for the urgent check where one is loaded."""

    @staticmethod
    def load(path: Path, encoder: Encoder, *, cache: Path | None = None) -> UrgentCheck:
        key = f"{path} {encoder.card}"
        if key not in _loaded:
            kept = _of_words() if encoder.card == WordEncoder().card else cache
            _loaded[key] = UrgentCheck.load(path, encoder, cache=kept)
        return _loaded[key]


def weighed_before(index: Path) -> None:
    """Put beside an index what a bot of word counts would find there had it started before."""
    with _ALONE:
        WeighedOnce.load(URGENT_FILE, WordEncoder())
    shutil.copy(_of_words(), index.parent / CACHE)


def _of_words() -> Path:
    return Path(_folder().name) / CACHE


@cache
def _folder() -> TemporaryDirectory:
    return TemporaryDirectory(prefix="weighed-")
