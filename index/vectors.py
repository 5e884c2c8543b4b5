"""Where the views' vectors live: what a search needs of it, and the exact way, all of them in memory."""

from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
import numpy.typing as npt

from index.encoder import Vectors

Rows = npt.NDArray[np.int64]
Similarities = npt.NDArray[np.float32]
"""Cosines in [-1, 1]."""

FILE = "views.faiss"


class ViewVectors(Protocol):
    """The adapted unit vectors of all views, by row.

    Where `whole` gives them all, a question is compared with every view. Elsewhere `search` names the passages' views
    that are near it and `at` gives what those passages are scored by: a search may miss a view, never misjudge one.
    """

    @property
    def shape(self) -> tuple[int, int]:
        """Number of views and dimension."""

    @property
    def whole(self) -> Vectors | None:
        """All vectors, shape (views, dimension), where comparing all of them is quick; else None."""

    def search(self, queries: Vectors, k: int) -> tuple[Similarities, Rows]:
        """Find the k views of passages nearest to each query.

        Returns:
            Similarities, falling, and rows of views, both of shape (queries, k at most); row -1 where there is no more.
        """

    def at(self, rows: Rows) -> Vectors:
        """Return the exact vectors of some views, shape (rows, dimension)."""

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write what holds them into an index folder; return the names of the files.

        Raises:
            OSError, RuntimeError: the disk takes no more.
        """


class FlatVectors:
    """All vectors in memory, in FAISS's IndexFlatIP; every search is exact."""

    def __init__(self, flat: faiss.IndexFlatIP, searched: Rows) -> None:
        """Take an index of all views and the rows of those that show passages."""
        self._flat, self._searched = flat, searched
        held = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d)
        self._whole: Vectors = held.reshape(flat.ntotal, flat.d)

    @classmethod
    def of(cls, vectors: Vectors, searched: Rows) -> "FlatVectors":
        """Hold the vectors of all views, shape (views, dimension)."""
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        return cls(flat, searched)

    @classmethod
    def load(cls, folder: Path, searched: Rows) -> "FlatVectors":
        """Read what `save` wrote.

        Raises:
            RuntimeError, TypeError: it is something else.
        """
        flat = faiss.read_index(str(folder / FILE))
        if not isinstance(flat, faiss.IndexFlatIP):
            raise TypeError(f"{FILE} holds {type(flat).__name__}, expected IndexFlatIP")
        return cls(flat, searched)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of views and dimension."""
        return self._flat.ntotal, self._flat.d

    @property
    def whole(self) -> Vectors:
        """All vectors, without a copy."""
        return self._whole

    def search(self, queries: Vectors, k: int) -> tuple[Similarities, Rows]:
        """Find the k views of passages nearest to each query."""
        similarities = queries @ self._whole[self._searched].T
        nearest = np.argsort(-similarities, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(similarities, nearest, axis=1), self._searched[nearest]

    def at(self, rows: Rows) -> Vectors:
        """Return the vectors of some views."""
        return self._whole[rows]

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write the index."""
        faiss.write_index(self._flat, str(folder / FILE))
        return (FILE,)
