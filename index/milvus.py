"""The views' vectors in Milvus: one server searches for many replicas, none of which holds them all in memory.

Each build that has other vectors puts them into a collection of its own, which is never changed afterwards and is named
after what it holds. So whatever an older index serves from stays as it is until it is among the old ones.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import Vectors
from index.errors import IndexStoreError, SettingsError
from index.milvus_address import MilvusAddress
from index.vectors import Rows, Similarities, ViewVectors

if TYPE_CHECKING:
    from pymilvus import MilvusClient

FILE = "milvus.json"
"""In the folder of an index whose vectors are in Milvus: what was put there."""

TIMEOUT_S = 2.0
"""How long a reply waits for Milvus; a patient who waits longer has asked again."""

SLOW_S = 600.0
"""How long a build waits: a graph over a million views takes minutes."""

KEPT = 4
"""Collections that are kept: what is served, and what the latest publications can be taken back to."""

FLAT_VIEWS = 100_000
"""Up to so many views Milvus compares a question with every one, above it along a graph."""

GRAPH = {"M": 32, "efConstruction": 200}
"""How the graph is made: 64 neighbours at most in its lowest layer."""

HELD_BYTES = 64 * 2**20
"""An index up to this size keeps the vectors that were asked for: 40,000 views of 384 dimensions."""

_PREFIX = "faq"
_ROW, _VECTOR, _SEARCHED = "row", "vector", "searched"
_TOGETHER = 2_000
"""Rows that are sent or fetched at once: three megabytes, well below what a message may have."""

_SAMPLED = 64
"""Rows by which a collection is recognised when it is loaded."""

log = logging.getLogger(__name__)


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
        for rows in _blocks(np.arange(views)):
            hashed.update(vectors.at(rows).astype("<f4").tobytes())
        return cls(views, dimension, hashed.hexdigest()[:32], _sample(vectors))

    @classmethod
    def read(cls, folder: Path) -> "Contents":
        """Read what `MilvusVectors.save` wrote.

        Raises:
            IndexStoreError: it is something else.
        """
        try:
            return cls(**json.loads((folder / FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise IndexStoreError(f"{folder / FILE}: unreadable ({error}); {_ANEW}") from error

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
        return f"{_PREFIX}_{self.hash}_"


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

    @property
    def whole(self) -> None:
        """Not at hand."""

    def search(self, queries: Vectors, k: int) -> tuple[Similarities, Rows]:
        """Find the k views of passages nearest to each query.

        Raises:
            IndexStoreError: Milvus does not answer in time, or has lost them.
        """
        with _asking(self._address):
            found = self._client.search(
                self.name,
                list(queries),
                filter=f"{_SEARCHED} == true",
                limit=k,
                output_fields=[_ROW],
                search_params={"params": {"ef": 2 * k}} if self.contents.views > FLAT_VIEWS else {},
                consistency_level="Eventually",
                timeout=TIMEOUT_S,
            )
        width = max(map(len, found), default=0)
        rows = np.full((len(queries), width), NOBODY, dtype=np.int64)
        similarities = np.full((len(queries), width), -1.0, dtype=np.float32)
        for place, hits in enumerate(found):
            rows[place, : len(hits)] = [hit[_ROW] for hit in hits]
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
        for block in _blocks(rows):
            with _asking(self._address):
                found = self._client.get(
                    self.name,
                    ids=block.tolist(),
                    output_fields=[_ROW, _VECTOR],
                    consistency_level="Eventually",
                    timeout=TIMEOUT_S,
                )
            if len(found) != len(block):
                problem = f"{self.name} of Milvus at {self._address.text} gave {len(found)} of {len(block)} vectors"
                raise IndexStoreError(f"{problem}; {_ANEW}")
            for entry in found:
                vectors[places[entry[_ROW]]] = entry[_VECTOR]
        return vectors


NOBODY = -1
"""Row where a search has found fewer views than were asked for."""

_ANEW = "run: python build_index.py with the same BOT_VECTORS"


class Milvus:
    """A Milvus that can be reached."""

    def __init__(self, address: MilvusAddress) -> None:
        """Connect.

        Raises:
            IndexStoreError: it cannot be reached, or its client is not installed.
        """
        self._address = address
        self._client = _connected(address)

    def _names(self) -> list[str]:
        """List the collections that are an index's, oldest first."""
        with _asking(self._address):
            names = self._client.list_collections(timeout=TIMEOUT_S)
        return sorted((name for name in names if name.startswith(f"{_PREFIX}_")), key=lambda name: name.split("_")[2:])

    def put(self, vectors: ViewVectors, searched: Rows) -> MilvusVectors:
        """Bring the vectors of all views into a collection, unless one holds them already.

        Args:
            vectors: of all views.
            searched: rows of the views that show passages.

        Raises:
            IndexStoreError: Milvus does not take them.
        """
        contents = Contents.of(vectors, searched)
        if self._complete(contents) is None:
            with _asking(self._address):
                self._fill(f"{contents.prefix}{datetime.now(UTC):%Y%m%d%H%M%S}{token_hex(2)}", vectors, searched)
        return self._opened(contents)

    def load(self, folder: Path) -> MilvusVectors:
        """Find the collection that an index's folder speaks of, and check it.

        Raises:
            IndexStoreError: there is none, or it holds something else.
        """
        return self._opened(Contents.read(folder))

    def tidy(self, used: Iterable[Contents | None]) -> None:
        """Drop old collections but for those in use; where that fails, they are dropped another time."""
        kept = tuple(contents.prefix for contents in used if contents)
        try:
            for name in self._names()[:-KEPT]:
                if not name.startswith(kept):
                    with _asking(self._address):
                        self._client.drop_collection(name, timeout=SLOW_S)
                    log.info("dropped collection %s of an older index", name)
        except IndexStoreError as error:
            log.warning("older collections are left: %s", error)

    def _complete(self, contents: Contents) -> str | None:
        """Name the newest collection that holds some contents whole."""
        named = (name for name in reversed(self._names()) if name.startswith(contents.prefix))
        return next((name for name in named if self._rows(name) == contents.views), None)

    def _rows(self, name: str) -> int:
        """Count the rows of a collection, after everything that was ever written to it; 0 if it was left unfinished."""
        with _asking(self._address):
            if not self._client.list_indexes(name):
                return 0
            self._client.load_collection(name, timeout=SLOW_S)
            found = self._client.query(
                name, filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=SLOW_S
            )
        return int(found[0]["count(*)"])

    def _fill(self, name: str, vectors: ViewVectors, searched: Rows) -> None:
        from pymilvus import DataType

        views, dimension = vectors.shape
        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field(_ROW, DataType.INT64, is_primary=True)
        schema.add_field(_VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
        schema.add_field(_SEARCHED, DataType.BOOL)
        self._client.create_collection(name, schema=schema, timeout=SLOW_S)
        is_searched = np.isin(np.arange(views), searched)
        for rows in _blocks(np.arange(views)):
            entries = zip(rows.tolist(), vectors.at(rows), is_searched[rows].tolist(), strict=True)
            self._client.insert(
                name, [dict(zip((_ROW, _VECTOR, _SEARCHED), entry, strict=True)) for entry in entries], timeout=SLOW_S
            )
        self._client.flush(name, timeout=SLOW_S)
        made = self._client.prepare_index_params()
        kind, how = ("HNSW", GRAPH) if views > FLAT_VIEWS else ("FLAT", {})
        made.add_index(_VECTOR, index_type=kind, metric_type="IP", params=how)
        self._client.create_index(name, made, timeout=SLOW_S)

    def _opened(self, contents: Contents) -> MilvusVectors:
        """Find the collection of some contents, and check it by what it answers.

        Raises:
            IndexStoreError: there is none, or it holds something else; names both.
        """
        name, where = self._complete(contents), f"Milvus at {self._address.text}"
        if name is None:
            held = [f"{name} ({self._rows(name)} rows)" for name in self._names()]
            problem = f"{where} holds no collection {contents.prefix}... of {contents.views} rows"
            raise IndexStoreError(f"{problem}, but {', '.join(held) or 'none at all'}; {_ANEW}")
        with _asking(self._address):
            fields = self._client.describe_collection(name, timeout=TIMEOUT_S)["fields"]
        dimension = next((field["params"].get("dim") for field in fields if field["name"] == _VECTOR), None)
        vectors = MilvusVectors(self._client, self._address, name, contents)
        found = (dimension, _sample(vectors) if dimension == contents.dimension else None)
        expected = (contents.dimension, contents.sample)
        if found != expected:
            problem = f"(dimension, sample of the vectors) are {found}, the index says {expected}"
            raise IndexStoreError(f"{where}, collection {name}: {problem}; {_ANEW}")
        return vectors


def _blocks(rows: Rows) -> Iterator[Rows]:
    for first in range(0, len(rows), _TOGETHER):
        yield rows[first : first + _TOGETHER]


def _sample(vectors: ViewVectors) -> str:
    """Hash some of the vectors, from the first to the last."""
    views, _ = vectors.shape
    rows = np.unique(np.linspace(0, max(views - 1, 0), min(views, _SAMPLED)).astype(np.int64))
    return hashlib.sha256(vectors.at(rows).astype("<f4").tobytes()).hexdigest()[:32]


def _connected(address: MilvusAddress) -> "MilvusClient":
    try:
        # Importing pymilvus takes a second and 80 MB, for pandas; who has no Milvus does without.
        from pymilvus import MilvusClient
    except ImportError as error:
        raise SettingsError("BOT_VECTORS is set and pymilvus is not installed; run: pip install '.[milvus]'") from error
    # It would write a traceback of its own for each error, beside the program's log; all of them are raised here too.
    for name in ("pymilvus", "milvus_lite"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        with _asking(address):
            return MilvusClient(address.uri, token=address.token, timeout=TIMEOUT_S)
    except IndexStoreError as error:
        if address.is_file:
            raise IndexStoreError(f"{error}; its folder is missing, or another process has it open") from error
        raise


@contextmanager
def _asking(address: MilvusAddress) -> Iterator[None]:
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
