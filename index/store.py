"""An index: passages, their views and the views' vectors, in memory and as a folder of plain files."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from index.adapter import Adapter
from index.calibration import Calibration, Flags
from index.chapter import Chapter, counted
from index.choose import hold
from index.choose import load as load_vectors
from index.encoder import Encoder, ModelCard, Vectors
from index.errors import IndexStoreError
from index.lines import Lines
from index.manifest import FILE, FORMAT, REBUILD, ExportCheck, Manifest, file_hash, read_manifest
from index.milvus import Milvus
from index.milvus_address import MilvusAddress
from index.milvus_vectors import FILE as MILVUS
from index.passage import Passage, PassageKind
from index.place import draft_of, present
from index.topic import Topic
from index.vectors import Rows, ViewVectors
from index.view import Layout, View, ViewKind, Views, said

_PASSAGES, _TOPICS, _VIEWS = "passages.jsonl", "topics.jsonl", "views.jsonl"
_TARGETS, _CHAPTERS, _ENCODED, _ADAPTER = "targets.npy", "chapters.jsonl", "encoded.npy", "adapter.npy"

TOGETHER = 512
"""Views that are mapped at once."""

T = TypeVar("T")

Take = Callable[[Path, Views, Vectors, Adapter], ViewVectors]
"""Takes an index's vectors: given its folder, its views, these as the model encoded them, and what maps them."""


@dataclass(frozen=True)
class Index:
    """Passages and not-covered topics that can be found by the vectors of their views.

    Attributes:
        manifest: what the index was built from.
        passages: all passages, by article and in reading order; each is read when it is asked for.
        topics: what the articles leave out.
        views: all views; view ``i`` has vector ``i``.
        encoded: the views as the model encoded them, so that a later build need not encode them again.
        adapter: what maps encoded questions and passages to where they are searched.
        vectors: the views' adapted vectors, of unit length, so that a product with one is a cosine.
        chapters: how much of it is of which article, so that a later build can take it over.
    """

    manifest: Manifest
    passages: Lines[Passage]
    topics: tuple[Topic, ...]
    views: Views
    encoded: Vectors
    adapter: Adapter
    vectors: ViewVectors
    chapters: tuple[Chapter, ...]

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
        chapters: tuple[Chapter, ...] | None = None,
        vectors: Vectors | None = None,
    ) -> "Index":
        """Make an index from encoded views; encoded has shape (len(views), model.dimension).

        Where the views have been mapped by the adapter before, ``vectors`` has them.
        """
        held = Views.of(views)
        if encoded.shape != (len(views), model.dimension):
            raise ValueError(f"encoded has shape {encoded.shape}, expected {(len(views), model.dimension)}")
        mapped = adapted(held.asked, encoded, adapter) if vectors is None else vectors
        manifest = Manifest(FORMAT, model, sources, {}, len(passages), len(topics), len(views), calibration, export)
        if chapters is None:
            chapters = counted(passages, held.targets[held.rows(ViewKind.QUESTION)].tolist())
        searchable = hold(mapped, _searched(held))
        return cls(manifest, passage_lines(passages), tuple(topics), held, encoded, adapter, searchable, chapters)

    @classmethod
    def load(cls, folder: Path, milvus: MilvusAddress | None = None) -> "Index":
        """Load an index and check every file against its manifest.

        Args:
            folder: where it is.
            milvus: where its vectors are; None where they are in the folder.

        Raises:
            IndexStoreError: missing, damaged, of another format, or its vectors are elsewhere.
        """
        index = cls._loaded(folder, lambda place, views, *_: load_vectors(place, _searched(views), milvus))
        if milvus:
            _ = index.topic_vectors  # some megabytes, which the first patient need not wait for
        return index

    @classmethod
    def lender(cls, folder: Path) -> "Index":
        """Load an index that a build takes over from, wherever its vectors are: those afar are mapped again.

        Raises:
            IndexStoreError: missing, damaged, or of another format.
        """
        return cls._loaded(folder, _mapped)

    @classmethod
    def _loaded(cls, folder: Path, take: Take) -> "Index":
        folder = present(folder)
        manifest = read_manifest(folder)
        try:
            passages = Lines.load(folder / _PASSAGES, read_passage)
            topics = tuple(Lines.load(folder / _TOPICS, _topic))
            kinds, targets = np.load(folder / _TARGETS, allow_pickle=False)
            views = Views(kinds.astype(np.uint8), targets, Lines.load(folder / _VIEWS, said))
            chapters = tuple(Lines.load(folder / _CHAPTERS, _chapter))
            encoded = np.load(folder / _ENCODED, mmap_mode="r", allow_pickle=False)
            adapter = Adapter(*np.load(folder / _ADAPTER, allow_pickle=False))
            vectors = take(folder, views, encoded, adapter)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            raise IndexStoreError(f"{folder}: unreadable index ({error}); {REBUILD}") from error
        index = cls(manifest, passages, topics, views, encoded, adapter, vectors, chapters)
        index.require_counts(folder)
        return index

    def afar(self, milvus: Milvus) -> "Index":
        """Return the same index with its vectors in Milvus.

        Raises:
            IndexStoreError: Milvus does not take them.
        """
        return replace(self, vectors=milvus.put(self.vectors, _searched(self.views)))

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
        with draft_of(folder) as draft:
            return self._write(draft, encoder)

    @cached_property
    def articles(self) -> tuple[str, ...]:
        """The article of every passage."""
        return tuple(chapter.article for chapter in self.chapters for _ in range(chapter.passages))

    def passages_of(self, article: str) -> list[Passage]:
        """Return the passages of an article, in reading order; none where it has none."""
        return [self.passages[row] for row in self._places.get(article, ())]

    @cached_property
    def _places(self) -> Mapping[str, range]:
        ends = np.cumsum([chapter.passages for chapter in self.chapters]).tolist()
        return {each.article: range(end - each.passages, end) for each, end in zip(self.chapters, ends, strict=True)}

    @cached_property
    def layout(self) -> Layout:
        """Which views show which passage or topic."""
        return Layout.of(self.views, len(self.passages), len(self.topics))

    @cached_property
    def topic_vectors(self) -> Vectors:
        """The vectors of all topics' views, by topic as in the layout: every question is compared with all of them."""
        return self.vectors.at(self.layout.part(self.layout.topics).rows)

    def _write(self, folder: Path, encoder: Encoder | None) -> "Index":
        with ThreadPoolExecutor() as pool:  # the two large ones side by side, which takes half the time
            written = list(
                pool.map(partial(_written, folder), (self._write_encoded, self.vectors.save, self._write_text))
            )
        files = {name: content for hashes in written for name, content in hashes.items()}
        if encoder:
            files.update(encoder.save(folder))
        manifest = replace(self.manifest, files=files)
        (folder / FILE).write_text(manifest.sealed(), encoding="utf-8")
        return replace(self, manifest=manifest)

    def _write_encoded(self, folder: Path) -> tuple[str, ...]:
        np.save(folder / _ENCODED, self.encoded, allow_pickle=False)
        np.save(folder / _ADAPTER, np.stack((self.adapter.questions, self.adapter.documents)), allow_pickle=False)
        return _ENCODED, _ADAPTER

    def _write_text(self, folder: Path) -> tuple[str, ...]:
        (folder / _PASSAGES).write_bytes(self.passages.lines)
        (folder / _TOPICS).write_bytes(_lines(self.topics, _topic).lines)
        (folder / _VIEWS).write_bytes(self.views.said.lines)
        (folder / _CHAPTERS).write_bytes(_lines(self.chapters, _chapter).lines)
        np.save(folder / _TARGETS, np.stack((self.views.kinds.astype(np.int32), self.views.targets)))
        return _PASSAGES, _TOPICS, _VIEWS, _CHAPTERS, _TARGETS


def _mapped(folder: Path, views: Views, encoded: Vectors, adapter: Adapter) -> ViewVectors:
    """Take the vectors from the folder, or make them once more."""
    if (folder / MILVUS).exists():
        return hold(adapted(views.asked, encoded, adapter), _searched(views))
    return load_vectors(folder, _searched(views))


def _searched(views: Views) -> Rows:
    """List the views that show passages."""
    return np.flatnonzero(~views.of_topic)


def _written(folder: Path, write: Callable[[Path], tuple[str, ...]]) -> dict[str, str]:
    """Have files written; return the SHA-256 of each by its name."""
    return {name: file_hash(folder / name) for name in write(folder)}


def adapted(asked: Flags, encoded: Vectors, adapter: Adapter) -> Vectors:
    """Map every view to where it is searched: questions with one matrix, what is not a question with the other.

    A vector has the same bits whichever stand beside it, so that a build can take over what has not changed.

    Args:
        asked: which views are questions, shape (views,).
        encoded: shape (views, dimension).
        adapter: what maps them.
    """
    mapped = np.empty(encoded.shape, dtype=np.float32)
    with threadpool_limits(1, user_api="blas"):
        for first in range(0, len(encoded), TOGETHER):
            block, kind = np.zeros((TOGETHER, encoded.shape[1]), dtype=np.float32), asked[first : first + TOGETHER]
            block[: len(kind)] = encoded[first : first + TOGETHER]
            for is_question, move in ((True, adapter.map_questions), (False, adapter.map_documents)):
                rows = np.flatnonzero(kind == is_question)
                if len(rows):
                    mapped[first + rows] = move(block)[rows]
    return mapped


def columns(vectors: Vectors) -> Vectors:
    """Lay out vectors as columns: many questions are multiplied with these in half the time."""
    return np.ascontiguousarray(vectors.T)


def passage_lines(passages: Sequence[Passage]) -> Lines[Passage]:
    """Hold passages as an index does; those of an index are returned as they are."""
    if isinstance(passages, Lines):
        return passages
    return _lines(passages, read_passage)


def _lines(items: Sequence[Any], read: Callable[[Any], T]) -> Lines[T]:
    """Write dataclasses; `asdict` would copy every value."""
    names = [field.name for field in fields(items[0])] if items else []
    return Lines.of(({name: getattr(item, name) for name in names} for item in items), read)


def read_passage(row: dict[str, Any]) -> Passage:
    """Read a passage as `passage_lines` writes it."""
    raw: dict[str, Any] = {
        **row,
        "section": tuple(row["section"]),
        "lead_in": tuple(row["lead_in"]),
        "kind": PassageKind(row["kind"]),
    }
    return Passage(**raw)


def _chapter(row: dict[str, Any]) -> Chapter:
    return Chapter(**row)


def _topic(row: dict[str, Any]) -> Topic:
    near = row["near"]
    return Topic(**{**row, "near": (near[0], near[1]) if near else None, "questions": tuple(row["questions"])})
