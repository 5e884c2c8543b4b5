"""The exemplars, encoded and weighed; kept on disk, because encoding some thousand texts takes seconds."""

import contextlib
import hashlib
import logging
import os
import zipfile
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.urgent.file import UrgentFile
from bot.urgent.likeness import CALM, Likeness, manner
from bot.urgent.piece import pieces
from bot.urgent.spelling import SENTENCE
from index.encoder import Encoder

log = logging.getLogger(__name__)

Rows: TypeAlias = NDArray[np.int_]
"""Which message of the file each weighed text is, or is a piece of."""


def fit(file: UrgentFile, encoder: Encoder, *, cache: Path | None = None) -> Likeness:
    """Weigh the file's messages, or take the weights from `cache` where it was made of this file by this model.

    A cache that is damaged or made of something else is written anew; one that cannot be written is done without.
    """
    digest = _digest(file, encoder)
    kept = _read(cache, digest, file) if cache is not None else None
    if kept is not None:
        return kept
    rows, likeness = _weighed(file, encoder)
    if cache is not None:
        _write(cache, digest, rows, likeness)
    return likeness


def _weighed(file: UrgentFile, encoder: Encoder) -> tuple[Rows, Likeness]:
    """Weigh the messages. An exemplar may be urgent in one of its sentences; of a calm one, every piece is calm."""
    read = [pieces(file.reader.read(message).message) for _, message in file.messages]
    weighed = [
        (row, words, " ".join(words) if part else message)
        for row, (sign, message) in enumerate(file.messages)
        for part, words in enumerate(read[row] if sign == CALM else read[row][:1])
    ]
    rows = np.array([row for row, _, _ in weighed])
    said = [file.reader.read_words((SENTENCE, *words, SENTENCE)) for _, words, _ in weighed]
    likeness = Likeness.fit(
        *_named(file, rows),
        np.asarray(encoder.encode_queries([text for _, _, text in weighed]), dtype=np.float32),
        np.stack([manner(each, file.settings.manner) for each in said]),
        sharpness=file.settings.sharpness,
        smoothing=file.settings.smoothing,
    )
    return rows, likeness


def _named(file: UrgentFile, rows: Rows) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the messages of these rows, and their signs."""
    return tuple(file.messages[row][1] for row in rows), tuple(file.messages[row][0] for row in rows)


def _digest(file: UrgentFile, encoder: Encoder) -> str:
    """Name everything that the weights depend on: the file, the model, and the code that reads and weighs."""
    digest = hashlib.sha256(repr(encoder.card).encode())
    for content in (file.content, *(code.read_bytes() for code in sorted(Path(__file__).parent.glob("*.py")))):
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _read(cache: Path, digest: str, file: UrgentFile) -> Likeness | None:
    """Return what a cache holds, or None unless it is whole and holds just this."""
    try:
        with np.load(cache, allow_pickle=False) as kept:
            if str(kept["digest"]) != digest:
                return None
            texts, signs = _named(file, kept["rows"])
            return Likeness(texts, signs, kept["vectors"], kept["manners"], kept["weights"], file.settings.sharpness)
    except FileNotFoundError:
        return None
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        log.warning("%s: not a cache of the urgent check, made anew (%s)", cache, error)
        return None


def _write(cache: Path, digest: str, rows: Rows, likeness: Likeness) -> None:
    part = cache.with_name(f".{cache.name}.{os.getpid()}")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as out:
            np.savez(
                out,
                digest=np.array(digest),
                rows=rows,
                vectors=likeness.vectors,
                manners=likeness.manners,
                weights=likeness.weights,
            )
        part.replace(cache)
    except OSError as error:
        log.warning("%s: cannot be written, the urgent check is made anew each time (%s)", cache, error)
        with contextlib.suppress(OSError):
            part.unlink()
