"""Settings: what a command was told, read once and passed down."""

from dataclasses import dataclass
from pathlib import Path

CORPUS = Path("corpus")
INDEX = Path("var/index")


@dataclass(frozen=True)
class Settings:
    """Where things are.

    Attributes:
        corpus: folder of articles.
        index: folder of the built index.
        model: sentence-transformers name or folder; None for the one that the index was built with.
    """

    corpus: Path = CORPUS
    index: Path = INDEX
    model: str | None = None
