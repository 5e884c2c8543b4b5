"""The views' vectors of a large index: found by clusters of short codes, scored by the vectors themselves, on disk.

FAISS groups the passages' views into clusters and keeps a code of each in memory, 48 bytes where the vector has 1,536
(product quantisation, Jégou et al. 2011, in FAISS's fast-scan layout). A search reads the codes of the clusters nearest
to the question; what it finds is scored by the exact vectors, which are read from the disk when they are needed. Sizes,
widths and what they cost are measured in docs/benchmarks.md, "Scale".
"""

from itertools import pairwise
from math import ceil, log2, sqrt
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.encoder import Similarities, Vectors
from index.on_disk import OnDisk
from index.vectors import FILE, Rows

_EXACT = "vectors.npy"

CODED_TOGETHER = 4
"""Dimensions that share half a byte of a view's code. A byte for each dimension finds no more, once what is found is
scored exactly."""

TRAINED_ON = 32
"""Views of a cluster, on average, that the clusters are learnt from, spread evenly over the index."""

ROUNDS = 6
"""Rounds in which the clusters are learnt."""

ADDED = 65_536
"""Views that are added at once, so that a large index is never in memory whole."""


def clusters(views: int) -> int:
    """Return how many clusters an index has: twice the square root of the number of views, as a power of two."""
    return int(2 ** ceil(log2(max(1.0, 2 * sqrt(views)))))


def width(count: int) -> int:
    """Return how many of its clusters a search reads: 322 of 1,024, 456 of 4,096; the smaller a share, the more."""
    return min(count, round(57 * sqrt(sqrt(count))))


class ClusteredVectors:
    """Vectors that are searched by clusters: of a hundred nearest views it misses two or three."""

    whole = codes = None

    def __init__(self, lists: faiss.IndexIVF, exact: "Vectors | VectorFile", searched: Rows) -> None:
        """Take the clusters of the searched views, the vectors of all views, and the rows of those searched."""
        self._lists, self._exact, self._searched = lists, exact, searched
        lists.nprobe = width(lists.nlist)

    @classmethod
    def of(cls, vectors: Vectors, searched: Rows) -> "ClusteredVectors":
        """Learn the clusters of vectors, shape (views, dimension); the same vectors give the same clusters."""
        count, dimension = clusters(len(searched)), vectors.shape[1]
        lists: Any = faiss.index_factory(
            dimension, f"IVF{count},PQ{dimension // CODED_TOGETHER}x4fs", faiss.METRIC_INNER_PRODUCT
        )
        lists.cp.niter, lists.cp.max_points_per_centroid, lists.cp.spherical = ROUNDS, TRAINED_ON, True
        lists.train(np.asarray(vectors[searched[:: max(1, len(searched) // (TRAINED_ON * count))]]))
        for first in range(0, len(searched), ADDED):
            lists.add(np.asarray(vectors[searched[first : first + ADDED]]))
        return cls(lists, vectors, searched)

    @classmethod
    def load(cls, folder: Path, searched: Rows) -> "ClusteredVectors":
        """Read what `save` wrote.

        Raises:
            OSError, RuntimeError, TypeError, ValueError: it is something else.
        """
        lists = faiss.read_index(str(folder / FILE))
        if not isinstance(lists, faiss.IndexIVF) or lists.ntotal != len(searched):
            raise TypeError(f"{FILE} holds {type(lists).__name__}, expected {len(searched)} views by clusters")
        return cls(lists, VectorFile(folder / _EXACT), searched)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of views and dimension."""
        return self._exact.shape

    def search(self, queries: Vectors, k: int) -> tuple[Similarities, Rows]:
        """Find the k views of passages nearest to each query, by their codes."""
        similarities, found = self._lists.search(queries, min(k, len(self._searched)))
        return similarities, np.where(found < 0, found, self._searched[found])

    def at(self, rows: Rows) -> Vectors:
        """Return the exact vectors of some views."""
        return self._exact[rows]

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write clusters and vectors."""
        faiss.write_index(self._lists, str(folder / FILE))
        exact = np.lib.format.open_memmap(folder / _EXACT, "w+", np.float32, self.shape)
        for first in range(0, len(exact), ADDED):
            exact[first : first + ADDED] = self._exact[np.arange(first, min(first + ADDED, len(exact)))]
        exact.flush()
        return FILE, _EXACT


class VectorFile:
    """Vectors in a ``.npy`` file, read when they are asked for."""

    def __init__(self, path: Path) -> None:
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
        if mapped.dtype != np.float32 or mapped.ndim != 2:
            raise ValueError(f"{path.name} holds {mapped.dtype} of {mapped.ndim} dimensions, expected vectors")
        self.shape: tuple[int, int] = mapped.shape
        self._start, self._file = mapped.offset, OnDisk(path)

    def __getitem__(self, rows: Rows) -> Vectors:
        """Read the vectors of rows; rows that follow one another are read as one."""
        found = np.empty((len(rows), self.shape[1]), dtype=np.float32)
        starts = np.flatnonzero(np.diff(rows, prepend=-2) != 1).tolist()
        for first, end in pairwise([*starts, len(rows)]):
            self._file.read_into(found[first:end].data.cast("B"), self._start + int(rows[first]) * found.strides[0])
        return found
