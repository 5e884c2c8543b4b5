"""An index: passages, their views and the views' vectors, in memory and as a folder of plain files."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.adapter import Adapter
from index.calibration import Calibration
from index.encoder import Encoder, ModelCard, Vectors
from index.errors import IndexStoreError
from index.manifest import FILE, FORMAT, REBUILD, ExportCheck, Manifest, file_hash, read_manifest
from index.passage import Passage, PassageKind
from index.topic import Topic
from index.vectors import FlatVectors, Rows, ViewVectors
from index.view import Layout, View, ViewKind

_PASSAGES, _TOPICS, _VIEWS = "passages.jsonl", "topics.jsonl", "views.jsonl"
_ENCODED, _ADAPTER = "encoded.npy", "adapter.npy"

LEFT_S = 600
"""Seconds after which nobody writes a draft any more."""


@dataclass(frozen=True)
class Index:
    """Passages and not-covered topics that can be found by the vectors of their views.

    Attributes:
        manifest: what the index was built from.
        passages: all passages, by article and in reading order.
        topics: what the articles leave out.
        views: all views; view ``i`` has vector ``i``.
        encoded: the views as the model encoded them, so that a later build need not encode them again.
        adapter: what maps encoded questions and passages to where they are searched.
        vectors: the views' adapted vectors, of unit length, so that a product with one is a cosine.
    """

    manifest: Manifest
    passages: tuple[Passage, ...]
    topics: tuple[Topic, ...]
    views: tuple[View, ...]
    encoded: Vectors
    adapter: Adapter
    vectors: ViewVectors

    @classmethod
    def from_encoded(
        cls,
        passages: Sequence[Passage],
        topics: Sequence[Topic],
        views: Sequence[View],
        encoded: Vectors,
        adapter: Adapter,
        *,
        model: ModelCard,
        sources: Mapping[str, str],
        calibration: Calibration,
        export: ExportCheck | None = None,
    ) -> "Index":
        """Make an index from encoded views; encoded has shape (len(views), model.dimension)."""
        if encoded.shape != (len(views), model.dimension):
            raise ValueError(f"encoded has shape {encoded.shape}, expected {(len(views), model.dimension)}")
        vectors = FlatVectors.of(adapted(views, encoded, adapter), _of_passages(views))
        manifest = Manifest(FORMAT, model, sources, {}, len(passages), len(topics), len(views), calibration, export)
        return cls(manifest, tuple(passages), tuple(topics), tuple(views), encoded, adapter, vectors)

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
            topics = tuple(_topic(row) for row in _rows(folder / _TOPICS))
            views = tuple(
                View(ViewKind(row["kind"]), row["target"], row["text"], row["voice"]) for row in _rows(folder / _VIEWS)
            )
            encoded = np.load(folder / _ENCODED, mmap_mode="r", allow_pickle=False)
            adapter = Adapter(*np.load(folder / _ADAPTER, allow_pickle=False))
            vectors = FlatVectors.load(folder, _of_passages(views))
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            raise IndexStoreError(f"{folder}: unreadable index ({error}); {REBUILD}") from error
        index = cls(manifest, passages, topics, views, encoded, adapter, vectors)
        index.require_counts(folder)
        return index

    def require_counts(self, folder: Path) -> None:
        """Refuse files that hold more or less than the manifest says.

        Raises:
            IndexStoreError: naming both.
        """
        found = (len(self.passages), len(self.topics), len(self.views), *self.vectors.shape)
        said = self.manifest
        expected = (said.passages, said.topics, said.views, said.views, said.model.dimension)
        if found != expected:
            problem = f"(passages, topics, views, vectors, dimension) are {found}, manifest says {expected}"
            raise IndexStoreError(f"{folder}: {problem}; {REBUILD}")

    def save(self, folder: Path, encoder: Encoder | None = None) -> "Index":
        """Write the index beside its place and rename it into place, so that a crash leaves the old one whole.

        Args:
            folder: its place.
            encoder: what encoded it, which goes with it so that it can serve by itself.

        Raises:
            IndexStoreError: the folder or the disk takes no more; the old index stays as it was.
        """
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            _clear_left(folder)
            draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        except OSError as error:
            raise _unwritable(folder, error) from error
        try:
            saved = self._write(draft, encoder)
            draft.chmod(0o755)
            _swap(draft, folder)
        except (OSError, RuntimeError) as error:  # FAISS tells a full disk as a RuntimeError
            raise _unwritable(folder, error) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return saved

    @cached_property
    def articles(self) -> tuple[str, ...]:
        """The article of every passage."""
        return tuple(passage.article for passage in self.passages)

    @cached_property
    def layout(self) -> Layout:
        """Which views show which passage or topic."""
        return Layout.of(self.views, len(self.passages), len(self.topics))

    @cached_property
    def topic_means(self) -> Vectors:
        """What stands for each topic: the mean of its questions, mapped; shape (topics, dimension)."""
        rows = [row for row, view in enumerate(self.views) if view.kind is ViewKind.TOPIC]
        return self.vectors.at(np.array(rows, dtype=np.int64))

    def _write(self, folder: Path, encoder: Encoder | None) -> "Index":
        _write_rows(folder / _PASSAGES, (asdict(passage) for passage in self.passages))
        _write_rows(folder / _TOPICS, (asdict(topic) for topic in self.topics))
        _write_rows(folder / _VIEWS, (asdict(view) for view in self.views))
        np.save(folder / _ENCODED, self.encoded, allow_pickle=False)
        np.save(folder / _ADAPTER, np.stack((self.adapter.questions, self.adapter.documents)), allow_pickle=False)
        names = (_PASSAGES, _TOPICS, _VIEWS, _ENCODED, _ADAPTER, *self.vectors.save(folder))
        files = {name: file_hash(folder / name) for name in names}
        if encoder:
            files.update(encoder.save(folder))
        manifest = replace(self.manifest, files=files)
        (folder / FILE).write_text(manifest.sealed(), encoding="utf-8")
        return replace(self, manifest=manifest)


def adapted(views: Sequence[View], encoded: Vectors, adapter: Adapter) -> Vectors:
    """Map every view to where it is searched: questions with one matrix, what is not a question with the other."""
    asked = np.array([view.is_question for view in views])[:, None]
    return np.where(asked, adapter.map_questions(encoded), adapter.map_documents(encoded))


def _unwritable(folder: Path, error: Exception) -> IndexStoreError:
    problem = getattr(error, "strerror", None) or str(error).split("\n")[0]
    return IndexStoreError(f"{folder}: cannot be written ({problem}); check the disk and the folder's permissions")


def spare(folder: Path) -> Path:
    """Name the place where an index waits between the two renames of a swap."""
    return folder.with_name(f".{folder.name}.old")


def _present(folder: Path) -> Path:
    """Name the folder to read: a crash between the two renames of a swap leaves the old index under its spare name."""
    return spare(folder) if not folder.exists() and spare(folder).exists() else folder


def recover(folder: Path) -> None:
    """Put the old index back in place where a build was ended between the two renames of a swap."""
    if not folder.exists() and spare(folder).exists():
        spare(folder).rename(folder)


def _clear_left(folder: Path) -> None:
    """Remove drafts that a build left when it was killed while it wrote, which takes seconds."""
    for draft in folder.parent.glob(f".{folder.name}-*"):
        if time.time() - draft.stat().st_mtime > LEFT_S:
            shutil.rmtree(draft, ignore_errors=True)


def _swap(draft: Path, folder: Path) -> None:
    old = spare(folder)
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _of_passages(views: Sequence[View]) -> Rows:
    return np.flatnonzero([not view.is_of_topic for view in views])


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


def _topic(row: dict[str, Any]) -> Topic:
    near = row["near"]
    return Topic(**{**row, "near": (near[0], near[1]) if near else None, "questions": tuple(row["questions"])})
