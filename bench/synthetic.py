"""Indexes of any size for measuring: passages whose vectors are those of a real index, disturbed.

A passage's vector is that of any view of the real index plus noise of the shape that the real vectors have (their
covariance), of a strength drawn for each passage; its second view is the first with a little more. The strengths were
chosen so that of a million passages the nearest neighbours are as near as those of the clinic's own: cosines of 0.63,
0.73, 0.80, 0.85 and 0.89 at 5, 25, 50, 75 and 95 % of the passages, where the real ones have 0.56, 0.71, 0.80, 0.86 and
0.93. Real passages would be nearer each other the more there are, and easier to find.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from index.encoder import Vectors, unit
from index.lines import Lines
from index.passage import Passage
from index.store import Index, read_passage
from index.view import Kinds, View, ViewKind, Views, said

SEED = 1
NOISE = 0.15, 1.5
"""Least and most of the squared strength of a passage's noise; drawn evenly on a logarithmic scale."""

APART = 0.6
"""Strength of the noise between a passage's two views."""

TOPICS_EACH = 3
"""Topics of the real index for each passage, as many as it has itself, until there are no more."""

ARTICLE = 12
"""Passages of an article."""

_BLOCK = 32_768


def synthetic(real: Index, passages: int, scratch: Path) -> Index:
    """Make an index of so many passages, with the adapter and the topics of a real one.

    Args:
        real: the index whose vectors are disturbed.
        passages: how many, at least 1.
        scratch: a file for the encoded views, which are not kept in memory.
    """
    topics = real.topics[: TOPICS_EACH * passages]
    of_topics = np.flatnonzero(real.views.of_topic & (real.views.targets < len(topics)))
    encoded = np.lib.format.open_memmap(
        scratch, "w+", np.float32, (2 * passages + len(of_topics), real.manifest.model.dimension)
    )
    for first, block in _vectors(real, passages):
        encoded[2 * first : 2 * first + len(block)] = block
    encoded[2 * passages :] = real.encoded[of_topics]
    made = Lines.of(map(asdict, _passages(real, passages)), read_passage)
    shown = Views(
        np.tile(_kinds(ViewKind.TEXT, ViewKind.HEADING), passages),
        np.repeat(np.arange(passages, dtype=np.int32), 2),
        _said(made),
    )
    asked = Views.of([real.views[int(row)] for row in of_topics])
    manifest = real.manifest
    return Index.from_encoded(
        made,
        topics,
        Views.joined([shown, asked]),
        encoded,
        real.adapter,
        model=manifest.model,
        sources={},
        calibration=manifest.calibration,
    )


def disturbed(real: Index, questions: int) -> Vectors:
    """Return patients' questions of a real index as if asked in other words; encoded, shape (questions, dimension)."""
    random = np.random.default_rng(SEED + 1)
    rows = random.choice(real.views.rows(ViewKind.QUESTION), questions)
    return unit(np.asarray(real.encoded[rows]) + 0.3 * _noise(random, questions, _shape(real)))


def passage_row(passage: Passage) -> int:
    """Return the row of a passage of a made-up index."""
    return int(passage.id.removeprefix("p-"), 16)


def _vectors(real: Index, passages: int) -> Iterator[tuple[int, Vectors]]:
    """Yield the encoded views of passages in blocks, two each, with the row of the first passage."""
    random, shape = np.random.default_rng(SEED), _shape(real)
    low, high = np.log(NOISE)
    rows = np.flatnonzero(real.views.kinds != _kinds(ViewKind.TOPIC)[0])
    for first in range(0, passages, _BLOCK):
        count = min(_BLOCK, passages - first)
        base = np.asarray(real.encoded[random.choice(rows, count)])
        strength = np.exp(random.uniform(low, high, (count, 1)) / 2).astype(np.float32)
        text = unit(base + strength * _noise(random, count, shape))
        heading = unit(text + APART * _noise(random, count, shape))
        yield first, np.stack((text, heading), axis=1).reshape(2 * count, -1)


def _shape(real: Index) -> Vectors:
    """Return what turns white noise into noise of unit length, on average, that varies as the real vectors do."""
    values, axes = np.linalg.eigh(np.cov(np.asarray(real.encoded).T))
    shape: Vectors = (axes * np.sqrt(np.maximum(values, 0) / values.sum())).astype(np.float32)
    return shape


def _noise(random: np.random.Generator, count: int, shape: Vectors) -> Vectors:
    return random.standard_normal((count, len(shape)), dtype=np.float32) @ shape.T


def _passages(real: Index, passages: int) -> Iterator[Passage]:
    templates = tuple(real.passages)
    for row in range(passages):
        passage = templates[row % len(templates)]
        yield replace(passage, id=f"p-{row:010x}", article=f"article-{row // ARTICLE:06}")


def _said(made: Lines[Passage]) -> Lines[tuple[str, str]]:
    texts = (
        (text, "") for passage in made for text in (passage.text, "\n".join((*passage.section[-1:], passage.text)))
    )
    return Lines.of(texts, said)


def _kinds(*kinds: ViewKind) -> Kinds:
    return Views.of([View(kind, 0, "") for kind in kinds]).kinds
