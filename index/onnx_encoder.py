"""The encoder that serves: a sentence-transformers model exported to ONNX, on onnxruntime and tokenizers alone.

Importing torch and sentence-transformers and loading the same weights takes 6 s and 500 MB; this takes a fifth of both
(docs/benchmarks.md).
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from index.encoder import ModelCard, OnBatch, Vectors, batches, unit
from index.errors import IndexStoreError
from index.manifest import REBUILD, Manifest, file_hash
from index.onnx_session import open_session

GRAPH, WEIGHTS, TOKENIZER = "encoder.onnx", "encoder.weights", "tokenizer.json"
FILES = (GRAPH, WEIGHTS, TOKENIZER)

SLOW_FUSIONS = ("SkipLayerNormFusion", "BiasGeluFusion")
"""Operators that onnxruntime joins by default to ones that take longer; apart, a forward pass takes a seventh less."""

SIDE_BY_SIDE = 2
"""Batches at a time, each by one thread: two threads in one forward pass wait for each other after every operator."""

Given = TypeVar("Given")
Made = TypeVar("Made")


class OnnxEncoder:
    """Encodes with an exported model; safe to call from several threads at once.

    Texts go through the model in batches of the same number of tokens. A vector has the same bits in every batch of two
    texts or more, but other last bits alone: for repeatable vectors a single text is doubled.
    """

    def __init__(self, folder: Path, card: ModelCard, hashes: Mapping[str, str]) -> None:
        from tokenizers import Tokenizer

        self._folder, self._card, self._hashes = folder, card, hashes
        self._session = open_session(folder / GRAPH, without=SLOW_FUSIONS)
        self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))

    @classmethod
    def load(cls, folder: Path, manifest: Manifest) -> "OnnxEncoder":
        """Load the encoder that an index brings, whose files the manifest has vouched for.

        Raises:
            IndexStoreError: the index brings none, or it cannot be loaded.
        """
        hashes = {name: manifest.files[name] for name in FILES if name in manifest.files}
        if len(hashes) < len(FILES):
            raise IndexStoreError(f"{folder}: the index brings no encoder; {REBUILD}")
        try:
            return cls(folder, manifest.model, hashes)
        except Exception as error:  # onnxruntime and tokenizers raise bare exceptions of their own
            first_line = str(error).strip().split("\n")[0]
            raise IndexStoreError(f"{folder}: its encoder cannot be loaded ({first_line}); {REBUILD}") from error

    @property
    def card(self) -> ModelCard:
        """What the model is."""
        return self._card

    def encode_documents(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is searched; shape (len(texts), dimension)."""
        return self._encode(texts, on_batch, repeatable=repeatable)

    def encode_queries(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is asked; shape (len(texts), dimension)."""
        return self._encode(texts, on_batch, repeatable=repeatable)

    def save(self, folder: Path) -> Mapping[str, str]:
        """Bring the encoder's files into another index folder; return the SHA-256 of each by its name.

        Raises:
            IndexStoreError: a file is no longer what was loaded.
            OSError: the folder or the disk takes no more.
        """
        for name in FILES:
            _link_or_copy(self._folder / name, folder / name)
            found = file_hash(folder / name)
            if found != self._hashes[name]:
                raise IndexStoreError(
                    f"{self._folder / name}: hashes to {found[:16]}, was {self._hashes[name][:16]} when it was "
                    "loaded; restart what has loaded it"
                )
        return self._hashes

    def _encode(self, texts: Sequence[str], on_batch: OnBatch | None, *, repeatable: bool) -> Vectors:
        vectors = np.zeros((len(texts), self._card.dimension), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        # The largest first: no thread is left with one when the other has nothing more to do.
        batched = batches([len(each) for each in tokens])
        rows_of = sorted(batched, key=lambda rows: len(rows) * len(tokens[rows[0]]), reverse=True)

        def forward(rows: list[int]) -> Vectors:
            copies = 2 if repeatable and len(rows) == 1 else 1
            ids = np.array([tokens[row] for row in rows] * copies, dtype=np.int64)
            (found,) = self._session.run(None, {"input_ids": ids})
            made: Vectors = found[: len(rows)]
            return made

        for rows, found in zip(rows_of, _side_by_side(forward, rows_of), strict=True):
            vectors[rows] = found
            if on_batch:
                on_batch(len(rows))
        return unit(vectors)


def _side_by_side(work: Callable[[Given], Made], items: Sequence[Given]) -> Iterator[Made]:
    """Yield ``work(item)`` for every item, in order, several at a time; one alone needs no other thread.

    Each call has threads of its own: a patient's few texts do not wait behind the thousands of a publication.
    """
    if len(items) < 2:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        yield from threads.map(work, items)


def _link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name: an index per publication must not take the encoder's 60 MB each time."""
    try:
        target.hardlink_to(source)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)
