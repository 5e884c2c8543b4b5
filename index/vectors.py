"""Where the views' vectors live: what a search needs of it."""

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.byte_codes import ByteCodes
from index.encoder import Similarities, Vectors

Rows = npt.NDArray[np.int64]
FILE = "views.faiss"


class ViewVectors(Protocol):
    """The adapted unit vectors of all views, by row.

    Where `whole` gives them all, a question is compared with every view, by `codes` first where there are any.
    Elsewhere `search` names the passages' views that are near it and `at` gives what those passages are scored by: a
    search may miss a view, never misjudge one.
    """

    @property
    def shape(self) -> tuple[int, int]:
        """Number of views and dimension."""

    @property
    def whole(self) -> Vectors | None:
        """All vectors, shape (views, dimension), where comparing all of them is quick; else None."""

    @property
    def codes(self) -> ByteCodes | None:
        """All vectors as bytes, where comparing these first is quicker; else None."""

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
