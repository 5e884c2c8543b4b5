"""A Milvus that keeps the vectors of indexes: one server searches for many replicas, none of which holds them all.

Each build that has other vectors puts them into a collection of its own, which is never changed afterwards and is named
after what it holds. So whatever an older index serves from stays as it is until it is among the old ones.
"""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import numpy as np

from index.errors import IndexStoreError, SettingsError
from index.milvus_address import MilvusAddress
from index.milvus_vectors import (
    ANEW,
    PREFIX,
    ROW,
    SEARCHED,
    TIMEOUT_S,
    VECTOR,
    Contents,
    MilvusVectors,
    asking,
    blocks,
    is_graph,
    sample,
)
from index.vectors import Rows, ViewVectors

if TYPE_CHECKING:
    from pymilvus import MilvusClient

SLOW_S = 600.0
"""How long a build waits: a graph over a million views takes minutes."""

KEPT = 4
"""Collections that are kept: what is served, and what the latest publications can be taken back to."""

GRAPH = {"M": 32, "efConstruction": 200}
"""How the graph is made: 64 neighbours at most in its lowest layer."""

_CHANNEL = {"grpc.initial_reconnect_backoff_ms": 500, "grpc.max_reconnect_backoff_ms": 1_000}
"""After an outage gRPC would let up to two minutes pass before it tries again."""

log = logging.getLogger(__name__)


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
        with asking(self._address):
            names = self._client.list_collections(timeout=TIMEOUT_S)
        return sorted((name for name in names if name.startswith(f"{PREFIX}_")), key=lambda name: name.split("_")[2:])

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
            with asking(self._address):
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
                    with asking(self._address):
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
        with asking(self._address):
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
        schema.add_field(ROW, DataType.INT64, is_primary=True)
        schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
        schema.add_field(SEARCHED, DataType.BOOL)
        self._client.create_collection(name, schema=schema, timeout=SLOW_S)
        is_searched = np.isin(np.arange(views), searched)
        for rows in blocks(np.arange(views)):
            entries = zip(rows.tolist(), vectors.at(rows), is_searched[rows].tolist(), strict=True)
            self._client.insert(
                name, [dict(zip((ROW, VECTOR, SEARCHED), entry, strict=True)) for entry in entries], timeout=SLOW_S
            )
        self._client.flush(name, timeout=SLOW_S)
        made = self._client.prepare_index_params()
        kind, how = ("HNSW", GRAPH) if is_graph(views) else ("FLAT", {})
        made.add_index(VECTOR, index_type=kind, metric_type="IP", params=how)
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
            raise IndexStoreError(f"{problem}, but {', '.join(held) or 'none at all'}; {ANEW}")
        with asking(self._address):
            fields = self._client.describe_collection(name, timeout=TIMEOUT_S)["fields"]
        dimension = next((field["params"].get("dim") for field in fields if field["name"] == VECTOR), None)
        vectors = MilvusVectors(self._client, self._address, name, contents)
        found = (dimension, sample(vectors) if dimension == contents.dimension else None)
        expected = (contents.dimension, contents.sample)
        if found != expected:
            problem = f"(dimension, sample of the vectors) are {found}, the index says {expected}"
            raise IndexStoreError(f"{where}, collection {name}: {problem}; {ANEW}")
        return vectors


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
        with asking(address):
            return MilvusClient(address.uri, token=address.token, timeout=TIMEOUT_S, grpc_options=_CHANNEL)
    except IndexStoreError as error:
        if address.is_file:
            raise IndexStoreError(f"{error}; its folder is missing, or another process has it open") from error
        raise
