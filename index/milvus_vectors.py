"""The views' vectors in a collection of Milvus: searched there, and fetched from there by row."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import Similarities, Vectors
from index.errors import IndexStoreError
from index.milvus_address import MilvusAddress
from index.vectors import Rows, ViewVectors

if TYPE_CHECKING:
    from pymilvus import MilvusClient

FILE = "milvus.json"
"""In the folder of an index whose vectors are in Milvus: what was put there."""

TIMEOUT_S = 2.0
"""How long a reply waits for Milvus; a patient who waits longer has asked again."""

FLAT_VIEWS = 100_000
"""Up to so many views Milvus compares a question with every one, above it along a graph."""

HELD_BYTES = 64 * 2**20
"""An index up to this size keeps the vectors that were asked for: 40,000 views of 384 dimensions."""

ROW, VECTOR, SEARCHED = "row", "vector", "searched"
"""Fields of a collection: row of the view, its vector, and whether it shows a passage."""

NOBODY = -1
"""Row where a search has found fewer views than were asked for."""

PREFIX = "faq"
"""How the names of all collections of indexes begin."""

ANEW = "run: python build_index.py with the same BOT_VECTORS"

_TOGETHER = 2_000
"""Rows that are sent or fetched at once: three megabytes, well below what a message may have."""

_SAMPLED = 64
"""Rows by which a collection is recognised when it is loaded."""


@dataclass(frozen=True)
class Contents:
    """What a collection holds, as the index's folder says.

    Attributes:
        views: number of views.
        dimension: of their vectors.
        hash: of all vectors and of which of them are searched; hexadecimal.
        sample: hash of some of the vectors.
    """

    views: int
    dimension: int
    hash: str
    sample: str

    @classmethod
    def of(cls, vectors: ViewVectors, searched: Rows) -> "Contents":
        """Hash vectors."""
        views, dimension = vectors.shape
        hashed = hashlib.sha256(searched.astype("<i8").tobytes())
        for rows in blocks(np.arange(views)):
            hashed.update(vectors.at(rows).astype("<f4").tobytes())
        return cls(views, dimension, hashed.hexdigest()[:32], sample(vectors))

    @classmethod
    def read(cls, folder: Path) -> "Contents":
        """Read what `MilvusVectors.save` wrote.

        Raises:
            IndexStoreError: it is something else.
        """
        try:
            return cls(**json.loads((folder / FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise IndexStoreError(f"{folder / FILE}: unreadable ({error}); {ANEW}") from error

    @classmethod
    def found(cls, folder: Path) -> "Contents | None":
        """Read them where they can be read."""
        try:
            return cls.read(folder)
        except IndexStoreError:
            return None

    @classmethod
    def held(cls, vectors: ViewVectors) -> "Contents | None":
        """Return what some vectors are in Milvus, if they are there."""
        return vectors.contents if isinstance(vectors, MilvusVectors) else None

    @property
    def prefix(self) -> str:
        """How the names of its collections begin."""
        return f"{PREFIX}_{self.hash}_"


class MilvusVectors:
    """The vectors of all views in a collection; searched there, and fetched from there by row."""

    def __init__(self, client: "MilvusClient", address: MilvusAddress, name: str, contents: Contents) -> None:
        """Take a complete collection."""
        self._client, self._address, self.name, self.contents = client, address, name, contents
        size = contents.views * contents.dimension * 4
        # Memory that nobody has written to is not taken yet.
        self._held = np.empty(self.shape, dtype=np.float32) if size <= HELD_BYTES else None
        self._is_held = np.zeros(contents.views, dtype=bool)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of views and dimension."""
        return self.contents.views, self.contents.dimension

    whole = codes = None

    def search(self, queries: Vectors, k: int) -> tuple[Similarities, Rows]:
        """Find the k views of passages nearest to each query.

        Raises:
            IndexStoreError: Milvus does not answer in time, or has lost them.
        """
        with asking(self._address):
            found = self._client.search(
                self.name,
                list(queries),
                filter=f"{SEARCHED} == true",
                limit=k,
                output_fields=[ROW],
                search_params={"params": {"ef": 2 * k}} if is_graph(self.contents.views) else {},
                consistency_level="Eventually",
                timeout=TIMEOUT_S,
            )
        width = max(map(len, found), default=0)
        rows = np.full((len(queries), width), NOBODY, dtype=np.int64)
        similarities = np.full((len(queries), width), -1.0, dtype=np.float32)
        for place, hits in enumerate(found):
            rows[place, : len(hits)] = [hit[ROW] for hit in hits]
            similarities[place, : len(hits)] = [hit["distance"] for hit in hits]
        return similarities, rows

    def at(self, rows: Rows) -> Vectors:
        """Fetch the vectors of some views.

        Raises:
            IndexStoreError: Milvus does not answer in time, or has lost them.
        """
        wanted, back = np.unique(rows, return_inverse=True)
        if self._held is None:
            return self._fetched(wanted)[back]
        missing = wanted[~self._is_held[wanted]]
        self._held[missing] = self._fetched(missing)
        self._is_held[missing] = True
        return self._held[rows]

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write what the collection holds; its address is a setting."""
        (folder / FILE).write_text(json.dumps(vars(self.contents), indent=2, sort_keys=True) + "\n", encoding="utf-8")
        return (FILE,)

    def _fetched(self, rows: Rows) -> Vectors:
        """Fetch the vectors of different rows."""
        vectors = np.empty((len(rows), self.contents.dimension), dtype=np.float32)
        places = {int(row): place for place, row in enumerate(rows)}
        for block in blocks(rows):
            with asking(self._address):
                found = self._client.get(
                    self.name,
                    ids=block.tolist(),
                    output_fields=[ROW, VECTOR],
                    consistency_level="Eventually",
                    timeout=TIMEOUT_S,
                )
            if len(found) != len(block):
                problem = f"{self.name} of Milvus at {self._address.text} gave {len(found)} of {len(block)} vectors"
                raise IndexStoreError(f"{problem}; {ANEW}")
            for entry in found:
                vectors[places[entry[ROW]]] = entry[VECTOR]
        return vectors


def is_graph(views: int) -> bool:
    """Tell whether so many views are searched along a graph."""
    return views > FLAT_VIEWS


def blocks(rows: Rows) -> Iterator[Rows]:
    """Cut rows into what is sent or fetched at once."""
    for first in range(0, len(rows), _TOGETHER):
        yield rows[first : first + _TOGETHER]


def sample(vectors: ViewVectors) -> str:
    """Hash some of the vectors, from the first to the last."""
    views, _ = vectors.shape
    rows = np.unique(np.linspace(0, max(views - 1, 0), min(views, _SAMPLED)).astype(np.int64))
    return hashlib.sha256(vectors.at(rows).astype("<f4").tobytes()).hexdigest()[:32]


@contextmanager
def asking(address: MilvusAddress) -> Iterator[None]:
    """Tell whatever Milvus says in one line."""
    import grpc
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
        raise IndexStoreError(f"Milvus at {address.text} does not answer as it should ({_line(error)})") from error


def _line(error: Exception) -> str:
    """Say in one line what happened."""
    said: Any = getattr(error, "message", None) or getattr(error, "details", str(error))
    told = said() if callable(said) else said
    return str(told).strip().partition("\n")[0][:200] or type(error).__name__
