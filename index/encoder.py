"""Encoders: texts in, unit vectors out. The only seam to any model."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Float32, shape (texts, dimension), every row of length 1."""

Similarities = npt.NDArray[np.float32]
"""Cosines in [-1, 1]."""

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"

TINY = float(np.finfo(np.float32).tiny)
"""The least number that a row is divided by."""

BATCH = 32
"""Texts in a batch; 64 is no faster."""


class Precision(StrEnum):
    """Of a model's weights; an int8 one keeps floats for its vocabulary."""

    FP32 = "fp32"
    INT8 = "int8"


@dataclass(frozen=True)
class ModelCard:
    """What an index must remember of the model that encoded it.

    Attributes:
        name: hub name or folder.
        revision: hub revision, or "" where there is none.
        weights: SHA-256 of the weights file.
        dimension: length of a vector.
        pooling: how token vectors became one vector.
        precision: of the weights that encoded.
    """

    name: str
    revision: str
    weights: str
    dimension: int
    pooling: str
    precision: Precision = Precision.FP32

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "ModelCard":
        """Read a card as JSON has it.

        Raises:
            KeyError, TypeError, ValueError: it is none.
        """
        return cls(**{**raw, "precision": Precision(raw["precision"])})


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

    def save(self, folder: Path) -> Mapping[str, str]:
        """Write what serving needs of the model into an index folder; return the SHA-256 of each file by its name."""


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group the rows of texts of equal length in tokens, at most BATCH together: nothing is padded."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for row, length in enumerate(lengths):
        by_length[length].append(row)
    for length in sorted(by_length):
        rows = by_length[length]
        yield from (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))


def unit(vectors: npt.NDArray[Any]) -> Vectors:
    """Scale every row to length 1; a row of zeros stays zero. The only place that normalises."""
    floats = np.asarray(vectors, dtype=np.float32)
    norms = np.sqrt((floats * floats).sum(axis=-1, keepdims=True))
    scaled: Vectors = np.divide(floats, np.maximum(norms, TINY), order="C")
    return scaled
