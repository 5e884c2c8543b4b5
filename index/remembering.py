"""A memory in front of an encoder: what was encoded a moment ago is not encoded again."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from index.encoder import Encoder, ModelCard, OnBatch, Vectors

SIZE = 2_048
"""Vectors kept, more than a chunk of questions mostly has; at 384 dimensions they take 3 MB."""


class RememberingEncoder:
    """Encodes through another encoder and keeps the last queries' vectors in memory, never on disk.

    A message is read by the urgent check and again by retrieval: the second look costs nothing.
    """

    def __init__(self, encoder: Encoder, size: int = SIZE) -> None:
        self._encoder = encoder
        self._size = size
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    @property
    def card(self) -> ModelCard:
        """What the model is."""
        return self._encoder.card

    def encode_documents(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is searched; shape (len(texts), dimension)."""
        return self._encoder.encode_documents(texts, on_batch=on_batch, repeatable=repeatable)

    def encode_queries(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is asked; shape (len(texts), dimension). Nobody waits for another caller's texts."""
        if repeatable:
            return self._encoder.encode_queries(texts, on_batch=on_batch, repeatable=True)
        with self._lock:
            found = {text: self._recall(text) for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            fresh = dict(zip(new, self._encoder.encode_queries(new, on_batch=on_batch), strict=True))
            found.update(fresh)
            with self._lock:
                self._known.update(fresh)
                while len(self._known) > self._size:
                    self._known.popitem(last=False)
        return np.stack([found[text] for text in texts]) if texts else self._encoder.encode_queries([])

    def save(self, folder: Path) -> Mapping[str, str]:
        """Write what serving needs of the model into an index folder; return the SHA-256 of each file by its name."""
        return self._encoder.save(folder)

    def _recall(self, text: str) -> Vectors:
        self._known.move_to_end(text)
        return self._known[text]
