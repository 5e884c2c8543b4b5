"""Export: from a sentence-transformers model to the files of an `OnnxEncoder`, and the proof that both are the same."""

import io
import logging
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.encoder import DEFAULT_MODEL, Vectors
from index.errors import IndexStoreError, ModelError
from index.manifest import Manifest, file_hash, read_manifest
from index.onnx_encoder import FILES, GRAPH, TOKENIZER, WEIGHTS, OnnxEncoder
from index.sentence_encoder import DEFAULT_WEIGHTS, SentenceEncoder, weights_hash

OPSET = 23
"""The first with attention as one operator, which takes a tenth less than its parts (docs/benchmarks.md)."""

LEAST_COSINE = 0.9999
"""Between the two vectors of any text, from the export and from sentence-transformers."""


@dataclass(frozen=True)
class Export:
    """An exported model and what it was exported from.

    Attributes:
        encoder: the export; its files are in a temporary folder until an index takes them.
        reference: the model itself, which a build checks the export against.
    """

    encoder: OnnxEncoder
    reference: SentenceEncoder


@contextmanager
def export(name: str = DEFAULT_MODEL) -> Iterator[Export]:
    """Export a model by hub name or folder; the files are gone at the end unless an index has taken them.

    Raises:
        ModelError: the model cannot be loaded or exported.
    """
    reference = SentenceEncoder.load(name)
    with tempfile.TemporaryDirectory(prefix="encoder-") as place:
        folder = Path(place)
        _write_graph(reference.model, folder)
        _write_tokenizer(reference.model, folder)
        hashes = {file: file_hash(folder / file) for file in FILES}
        yield Export(OnnxEncoder(folder, reference.card, hashes), reference)


def exported(folder: Path, name: str | None = None) -> Manifest | None:
    """Return the manifest of an index that brings the export of a model, or None; imports neither torch nor the model.

    Args:
        folder: folder of the index.
        name: the model by hub name or folder; None for whichever it brings.

    Raises:
        ModelError: the package of the default model is installed with other weights than the official ones.
    """
    try:
        manifest = read_manifest(folder)
    except IndexStoreError:
        return None
    card = manifest.model
    name = name or card.name
    weights = DEFAULT_WEIGHTS if name == DEFAULT_MODEL else weights_hash(name) or card.weights
    return manifest if (card.name, card.weights) == (name, weights) and set(FILES) <= set(manifest.files) else None


def least_cosine(texts: Sequence[str], one: Vectors, other: Vectors) -> float:
    """Return the least cosine between two encodings of the same texts, each of shape (len(texts), dimension).

    Raises:
        ModelError: it is below LEAST_COSINE; names the text.
    """
    cosines = (one * other).sum(axis=1)
    worst = int(cosines.argmin())
    if not cosines[worst] >= LEAST_COSINE:  # not a number counts as different
        raise ModelError(
            f"the exported model differs from sentence-transformers on {texts[worst][:60]!r} (cosine "
            f"{cosines[worst]:.6f}, expected at least {LEAST_COSINE}); install the pinned versions and build again"
        )
    return float(cosines[worst])


def _write_graph(model: Any, folder: Path) -> None:
    import onnx
    import torch

    class Whole(torch.nn.Module):
        """The model with pooling and normalisation, from tokens to vectors."""

        def __init__(self) -> None:
            super().__init__()
            self.parts = torch.nn.ModuleList(model)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            for part in self.parts:
                features = part(features)
            return features["sentence_embedding"]

    ids = torch.ones((3, 7), dtype=torch.int64)
    sizes = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens")}
    with _quiet():
        try:
            program = torch.onnx.export(
                Whole().eval(),
                (ids, torch.ones_like(ids)),
                dynamo=True,
                dynamic_shapes=(sizes, sizes),
                input_names=["input_ids", "attention_mask"],
                output_names=["vector"],
                opset_version=OPSET,
                verbose=False,
            )
        except Exception as error:  # torch's exporter raises many kinds
            first_line = str(error).strip().split("\n")[0]
            raise ModelError(f"the model cannot be exported to ONNX ({first_line}); choose another model") from error
    assert program is not None  # noqa: S101 (torch types it so for its older exporter)
    # Weights in a file of their own are mapped into memory: of the vocabulary, only the words that are read take any.
    onnx.save_model(program.model_proto, str(folder / GRAPH), save_as_external_data=True, location=WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)


def _write_tokenizer(model: Any, folder: Path) -> None:
    tokenizer = model.tokenizer.backend_tokenizer
    tokenizer.no_padding()
    tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.save(str(folder / TOKENIZER))


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence torch's exporter, which talks of its own parts."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
