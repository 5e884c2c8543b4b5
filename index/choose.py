"""Which way the views' vectors are held: the one place that chooses, by a setting and by the size of the index."""

from pathlib import Path

from index.clustered import ClusteredVectors
from index.encoder import Vectors
from index.errors import IndexStoreError
from index.flat import FlatVectors
from index.manifest import REBUILD
from index.milvus import Milvus
from index.milvus_address import MilvusAddress
from index.milvus_vectors import FILE as MILVUS
from index.vectors import Rows, ViewVectors

EXACT_VIEWS = 16_384
"""Up to so many views of passages a question is compared with every view, above it with what is near
(docs/benchmarks.md, "Scale")."""


def hold(vectors: Vectors, searched: Rows) -> ViewVectors:
    """Hold the vectors of an index in memory.

    Args:
        vectors: of all views, shape (views, dimension).
        searched: rows of the views that show passages.
    """
    return _way(searched).of(vectors, searched)


def load(folder: Path, searched: Rows, milvus: MilvusAddress | None = None) -> ViewVectors:
    """Load the vectors of an index from where the settings say that they are.

    Args:
        folder: of the index.
        searched: rows of the views that show passages.
        milvus: where they are; None where they are in the folder.

    Raises:
        IndexStoreError: they are elsewhere.
        OSError, RuntimeError, TypeError, ValueError: the folder holds something else.
    """
    is_afar = (folder / MILVUS).exists()
    if milvus and is_afar:
        return Milvus(milvus).load(folder)
    if milvus:
        raise IndexStoreError(f"{folder}: holds its vectors itself, BOT_VECTORS says {milvus.text}; {REBUILD}")
    if is_afar:
        raise IndexStoreError(f"{folder}: its vectors are in Milvus and BOT_VECTORS is not set; set it, or {REBUILD}")
    return _way(searched).load(folder, searched)


def _way(searched: Rows) -> type[FlatVectors] | type[ClusteredVectors]:
    return FlatVectors if len(searched) <= EXACT_VIEWS else ClusteredVectors
