"""Export: from a sentence-transformers model to the files of an `OnnxEncoder`, and the proof that both are the same."""

import io
import logging
import random
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import DEFAULT_MODEL, ModelCard, Precision, Vectors
from index.errors import IndexStoreError, ModelError
from index.manifest import Manifest, file_hash, read_manifest
from index.onnx_encoder import FILES, GRAPH, TOKENIZER, WEIGHTS, OnnxEncoder
from index.sentence_encoder import DEFAULT_WEIGHTS, SentenceEncoder, weights_hash

if TYPE_CHECKING:
    import onnx

OPSET = 23
"""The first with attention as one operator, which takes a tenth less than its parts (docs/benchmarks.md)."""

LEAST_COSINE = {Precision.FP32: 0.9999, Precision.INT8: 0.98}
"""Between the two vectors of any text, from the export and from sentence-transformers."""

RANDOM_TEXTS, MOST_WORDS, SEED = 256, 24, 20_261
"""Of the vocabulary's words, to measure and check an export on: the same texts whatever the corpus."""


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
def export(name: str = DEFAULT_MODEL, precision: Precision = Precision.INT8) -> Iterator[Export]:
    """Export a model by hub name or folder; the files are gone at the end unless an index has taken them.

    Raises:
        ModelError: the model cannot be loaded or exported, or the export differs from it.
    """
    reference = SentenceEncoder.load(name)
    texts = _random_texts(reference.model.tokenizer)
    graph = _graph(reference.model)
    rounded = _rounded(graph, reference.model.tokenizer, texts) if precision is Precision.INT8 else None
    with _written(graph, reference, reference.card) as encoder:
        least_cosine(texts, reference.encode_queries(texts), encoder.encode_queries(texts), Precision.FP32)
        if not rounded:
            yield Export(encoder, reference)
            return
    with _written(rounded, reference, replace(reference.card, precision=precision)) as encoder:
        yield Export(encoder, reference)


def exported(folder: Path, name: str | None = None, precision: Precision | None = None) -> Manifest | None:
    """Return the manifest of an index that brings the export of a model, or None; imports neither torch nor the model.

    Args:
        folder: folder of the index.
        name: the model by hub name or folder; None for whichever it brings.
        precision: of its weights; None for whichever they have.

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
    is_same = (card.name, card.weights) == (name, weights) and set(FILES) <= set(manifest.files)
    is_alike = precision in (None, card.precision)
    return manifest if is_same and is_alike else None


def least_cosine(texts: Sequence[str], one: Vectors, other: Vectors, precision: Precision) -> float:
    """Return the least cosine between two encodings of the same texts, each of shape (len(texts), dimension).

    Raises:
        ModelError: it is below LEAST_COSINE; names the text.
    """
    cosines, least = (one * other).sum(axis=1), LEAST_COSINE[precision]
    worst = int(cosines.argmin())
    if not cosines[worst] >= least:  # not a number counts as different
        remedy = "install the pinned versions" if precision is Precision.FP32 else "give --precision fp32"
        raise ModelError(
            f"the exported model differs from sentence-transformers on {texts[worst][:60]!r} (cosine "
            f"{cosines[worst]:.6f}, expected at least {least}); {remedy} and build again"
        )
    return float(cosines[worst])


def _graph(model: Any) -> "onnx.ModelProto":
    import torch

    class Whole(torch.nn.Module):
        """The model with pooling and normalisation, from tokens to vectors; nothing is padded, so nothing is masked."""

        def __init__(self) -> None:
            super().__init__()
            self.parts = torch.nn.ModuleList(model)

        def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids}
            for part in self.parts:
                features = part(features)
            return features["sentence_embedding"]

    ids = torch.ones((3, 7), dtype=torch.int64)
    sizes = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens")}
    with _quiet():
        try:
            program = torch.onnx.export(
                Whole().eval(),
                (ids,),
                dynamo=True,
                dynamic_shapes=(sizes,),
                input_names=["input_ids"],
                output_names=["vector"],
                opset_version=OPSET,
                verbose=False,
            )
        except Exception as error:  # torch's exporter raises many kinds
            first_line = str(error).strip().split("\n")[0]
            raise ModelError(f"the model cannot be exported to ONNX ({first_line}); choose another model") from error
    assert program is not None  # noqa: S101 (torch types it so for its older exporter)
    graph: onnx.ModelProto = program.model_proto
    for node in graph.graph.node:
        del node.metadata_props[:]  # the exporter's, with the paths of this machine
    return graph


def _rounded(graph: "onnx.ModelProto", tokenizer: Any, texts: Sequence[str]) -> "onnx.ModelProto":
    # Importing onnx takes a while, and only an export needs it.
    from index.quantise import quantised

    return quantised(graph, [np.array([ids], dtype=np.int64) for ids in tokenizer(list(texts))["input_ids"]])


def _random_texts(tokenizer: Any) -> list[str]:
    vocabulary = sorted(word for word in tokenizer.get_vocab() if word.isalpha())
    draw = random.Random(SEED)  # noqa: S311 (nothing secret)
    return [" ".join(draw.choices(vocabulary, k=draw.randint(1, MOST_WORDS))) for _ in range(RANDOM_TEXTS)]


@contextmanager
def _written(graph: "onnx.ModelProto", reference: SentenceEncoder, card: ModelCard) -> Iterator[OnnxEncoder]:
    import onnx

    with tempfile.TemporaryDirectory(prefix="encoder-") as place:
        folder = Path(place)
        # Weights in a file of their own are mapped into memory: of the vocabulary, only words that are read take any.
        onnx.save_model(graph, str(folder / GRAPH), save_as_external_data=True, location=WEIGHTS)
        (folder / WEIGHTS).chmod(0o644)
        _write_tokenizer(reference.model, folder)
        yield OnnxEncoder(folder, card, {file: file_hash(folder / file) for file in FILES})


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
