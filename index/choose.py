"""Which way the views' vectors are held: the one place that chooses, by the size of the index."""

from pathlib import Path

from index.clustered import ClusteredVectors
from index.encoder import Vectors
from index.vectors import FlatVectors, Rows, ViewVectors

EXACT_VIEWS = 32_768
"""Up to so many views of passages a question is compared with every view, above it with what is near
(docs/benchmarks.md, "Scale")."""


def hold(vectors: Vectors, searched: Rows) -> ViewVectors:
    """Hold the vectors of an index in memory.

    Args:
        vectors: of all views, shape (views, dimension).
        searched: rows of the views that show passages.
    """
    return _way(searched).of(vectors, searched)


def load(folder: Path, searched: Rows) -> ViewVectors:
    """Load the vectors of an index from its folder.

    Raises:
        OSError, RuntimeError, TypeError, ValueError: the folder holds something else.
    """
    return _way(searched).load(folder, searched)


def _way(searched: Rows) -> type[FlatVectors] | type[ClusteredVectors]:
    return FlatVectors if len(searched) <= EXACT_VIEWS else ClusteredVectors
