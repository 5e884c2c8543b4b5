"""Settings: what a command was told, read once and passed down."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.milvus_address import MilvusAddress

CORPUS = Path("corpus")
INDEX = Path("var/index")


@dataclass(frozen=True)
class Settings:
    """Where things are.

    Attributes:
        corpus: folder of articles.
        index: folder of the built index.
        model: sentence-transformers name or folder; None for the one that the index was built with.
        milvus: where the views' vectors are; None where they are in the index's folder.
    """

    corpus: Path = CORPUS
    index: Path = INDEX
    model: str | None = None
    milvus: MilvusAddress | None = None

    @classmethod
    def read(
        cls, environ: Mapping[str, str], corpus: Path = CORPUS, index: Path = INDEX, model: str | None = None
    ) -> "Settings":
        """Take what the command line says, and ``BOT_VECTORS`` and ``BOT_VECTORS_TOKEN``; empty ones count as unset.

        Raises:
            SettingsError: one of them cannot be used; names it and what was expected.
        """
        address, token = (environ.get(name, "").strip() for name in ("BOT_VECTORS", "BOT_VECTORS_TOKEN"))
        return cls(corpus, index, model, MilvusAddress.read(address, token) if address else None)
