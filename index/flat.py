"""The views' vectors of most indexes: all of them in memory, where every search is exact."""

from pathlib import Path

import faiss
import numpy as np

from index.byte_codes import ByteCodes
from index.encoder import Similarities, Vectors
from index.vectors import FILE, Rows

CODES = "views.onnx"


class FlatVectors:
    """All vectors in memory, in FAISS's IndexFlatIP; those loaded from a folder have codes too."""

    def __init__(self, flat: faiss.IndexFlatIP, searched: Rows, codes: ByteCodes | None = None) -> None:
        """Take an index of all views, the rows of those that show passages, and the codes of all."""
        self._flat, self._searched, self.codes = flat, searched, codes
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
            RuntimeError, TypeError, ValueError: it is something else.
        """
        flat = faiss.read_index(str(folder / FILE))
        if not isinstance(flat, faiss.IndexFlatIP):
            raise TypeError(f"{FILE} holds {type(flat).__name__}, expected IndexFlatIP")
        codes = ByteCodes(folder / CODES)
        if codes.shape != (flat.ntotal, flat.d):
            raise ValueError(f"{CODES} holds codes of shape {codes.shape}, expected {(flat.ntotal, flat.d)}")
        return cls(flat, searched, codes)

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
        """Write the index and the codes."""
        faiss.write_index(self._flat, str(folder / FILE))
        ByteCodes.write(folder / CODES, self._whole)
        return FILE, CODES
