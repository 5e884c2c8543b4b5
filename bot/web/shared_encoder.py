"""One model for patients and staff: a long batch of the staff's lets a patient's message in between."""

import time
from collections.abc import Sequence
from threading import Lock

from index.encoder import Encoder, ModelCard, OnBatch, Vectors

PAUSE_S = 0.001
"""How long the model is left free after each batch: a lock is not fair, so whoever waits needs the time to wake up."""


class SharedEncoder:
    """Encodes through another encoder, never in two threads at once, and frees it between batches.

    A fast tokenizer refuses to be used by two threads ("Already borrowed"), and every bot over one encoder, the one in
    service and the drafts of the staff, uses the same tokenizer.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._lock = Lock()

    @property
    def card(self) -> ModelCard:
        """What the model is."""
        return self._encoder.card

    def encode_documents(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is searched; shape (len(texts), dimension)."""
        with self._lock:
            return self._encoder.encode_documents(texts, on_batch=self._giving_way(on_batch), repeatable=repeatable)

    def encode_queries(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is asked; shape (len(texts), dimension)."""
        with self._lock:
            return self._encoder.encode_queries(texts, on_batch=self._giving_way(on_batch), repeatable=repeatable)

    def _giving_way(self, on_batch: OnBatch | None) -> OnBatch:
        def pause(count: int) -> None:
            self._lock.release()
            try:
                if on_batch:
                    on_batch(count)
                time.sleep(PAUSE_S)
            finally:
                self._lock.acquire()

        return pause
