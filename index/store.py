"""An index: passages, their views and the views' vectors, in memory and as a folder of plain files."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.encoder import ModelCard, Vectors
from index.errors import IndexStoreError
from index.manifest import FILE, FORMAT, REBUILD, Manifest, file_hash, read_manifest
from index.passage import Passage, PassageKind
from index.view import View, ViewKind

_PASSAGES, _VIEWS, _VECTORS = "passages.jsonl", "views.jsonl", "views.faiss"


@dataclass(frozen=True)
class Index:
    """Passages that can be found by the vectors of their views.

    Attributes:
        manifest: what the index was built from.
        passages: all passages, by article and in reading order.
        views: all views; view ``i`` has vector ``i``.
        vectors: a FAISS inner-product index over unit vectors, so a score is a cosine in [-1, 1].
    """

    manifest: Manifest
    passages: tuple[Passage, ...]
    views: tuple[View, ...]
    vectors: faiss.Index

    @classmethod
    def from_vectors(
        cls,
        passages: Sequence[Passage],
        views: Sequence[View],
        vectors: Vectors,
        *,
        model: ModelCard,
        sources: dict[str, str],
    ) -> "Index":
        """Make an index from encoded views; vectors has shape (len(views), model.dimension)."""
        if vectors.shape != (len(views), model.dimension):
            raise ValueError(f"vectors have shape {vectors.shape}, expected {(len(views), model.dimension)}")
        flat = faiss.IndexFlatIP(model.dimension)
        flat.add(vectors)
        manifest = Manifest(FORMAT, model, sources, {}, len(passages), len(views))
        return cls(manifest, tuple(passages), tuple(views), flat)

    @classmethod
    def load(cls, folder: Path) -> "Index":
        """Load an index and check every file against its manifest.

        Raises:
            IndexStoreError: missing, damaged, or of another format.
        """
        folder = _present(folder)
        manifest = read_manifest(folder)
        try:
            passages = tuple(_passage(row) for row in _rows(folder / _PASSAGES))
            views = tuple(View(row["passage"], ViewKind(row["kind"]), row["text"]) for row in _rows(folder / _VIEWS))
            vectors = faiss.read_index(str(folder / _VECTORS))
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            raise IndexStoreError(f"{folder}: unreadable index ({error}); {REBUILD}") from error
        found = (len(passages), len(views), vectors.ntotal, vectors.d)
        expected = (manifest.passages, manifest.views, manifest.views, manifest.model.dimension)
        if found != expected:
            problem = f"holds (passages, views, vectors, dimension) {found}, manifest says {expected}"
            raise IndexStoreError(f"{folder}: {problem}; {REBUILD}")
        return cls(manifest, passages, views, vectors)

    def save(self, folder: Path) -> "Index":
        """Write the index beside its place and rename it into place, so that a crash leaves the old one whole."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            saved = self._write(draft)
            draft.chmod(0o755)
            _swap(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return saved

    def search(self, queries: Vectors, k: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Find the k views nearest to each query; scores and view rows, both of shape (queries, min(k, views))."""
        scores, rows = self.vectors.search(queries, min(k, len(self.views)))
        return scores, rows

    def view_vectors(self, rows: Sequence[int]) -> Vectors:
        """Return the stored vectors of some views; shape (len(rows), dimension)."""
        vectors: Vectors = self.vectors.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return vectors

    @cached_property
    def views_of(self) -> tuple[tuple[int, ...], ...]:
        """Rows of the views of each passage."""
        rows: list[list[int]] = [[] for _ in self.passages]
        for row, view in enumerate(self.views):
            rows[view.passage].append(row)
        return tuple(map(tuple, rows))

    def _write(self, folder: Path) -> "Index":
        _write_rows(folder / _PASSAGES, (asdict(passage) for passage in self.passages))
        _write_rows(folder / _VIEWS, (asdict(view) for view in self.views))
        faiss.write_index(self.vectors, str(folder / _VECTORS))
        files = {name: file_hash(folder / name) for name in (_PASSAGES, _VIEWS, _VECTORS)}
        manifest = replace(self.manifest, files=files)
        (folder / FILE).write_text(manifest.to_json(), encoding="utf-8")
        return replace(self, manifest=manifest)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _present(folder: Path) -> Path:
    """Name the folder to read: a crash between the two renames of a swap leaves the old index under its spare name."""
    return _old(folder) if not folder.exists() and _old(folder).exists() else folder


def _swap(draft: Path, folder: Path) -> None:
    old = _old(folder)
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _passage(row: dict[str, Any]) -> Passage:
    raw: dict[str, Any] = {
        **row,
        "section": tuple(row["section"]),
        "lead_in": tuple(row["lead_in"]),
        "kind": PassageKind(row["kind"]),
    }
    return Passage(**raw)
