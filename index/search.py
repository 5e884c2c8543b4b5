"""Search: from an encoded question to scored passages and not-covered topics.

A passage is scored by three similarities, weighted as in docs/quality.md ("Ranking"): its own words, the one patient
question nearest to it, and the mean of its three nearest patient questions. A topic is scored alike, with the centroid
of its questions in place of its own words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors
from index.store import Index
from index.view import Layout

OWN_WEIGHT, BEST_WEIGHT, MEAN_WEIGHT = 0.35, 0.40, 0.25
NEAREST = 3
"""How many patient questions the mean is taken over."""

MARGIN_OWN, MARGIN_BEST, MARGIN_MEAN = 0.15, 0.60, 0.25
"""Weights of the three similarities in the margin (docs/quality.md, "Refusing")."""

PASSAGES_SHARPNESS, TOPICS_SHARPNESS = 45.0, 30.0
"""Of the soft maxima: log(sum(exp(30 s))) / 30 lies between the maximum and 0.2 above it for 400 equals."""

MAX_VIEWS = 65_536
"""Up to this many views all are compared, which is exact and faster than sorting them; in a larger index this many are
searched for, and the ones beyond count as near as the last of them."""

TOGETHER = 64
"""Questions that are compared at once: one by one, the vectors are read from memory for each of them."""

Similarities = npt.NDArray[np.float32]
_NONE = -2.0


@dataclass(frozen=True)
class Evidence:
    """How near each passage or topic is to a question; every array has shape (targets,), cosines in [-1, 1].

    Attributes:
        passages: number of passages; the topics follow them.
        own: similarity to the target's own words.
        best: similarity to its nearest patient question; ``own`` where it has none.
        mean: mean similarity to its three nearest patient questions; ``own`` where it has none.
    """

    passages: int
    own: Similarities
    best: Similarities
    mean: Similarities

    @classmethod
    def average(cls, readings: "Sequence[Evidence]") -> "Evidence":
        """Average the evidence for several readings of one message."""
        return cls(
            readings[0].passages,
            np.mean([reading.own for reading in readings], axis=0),
            np.mean([reading.best for reading in readings], axis=0),
            np.mean([reading.mean for reading in readings], axis=0),
        )

    @cached_property
    def score(self) -> Similarities:
        """Relevance, higher is better."""
        score: Similarities = OWN_WEIGHT * self.own + BEST_WEIGHT * self.best + MEAN_WEIGHT * self.mean
        return score

    @property
    def margin(self) -> float:
        """How much nearer the question is to the passages than to the topics; without topics, to the passages.

        Both are soft maxima, so that several near ones weigh more than one; topics the more so, as what many of them
        are near to is seldom answered by a passage (docs/quality.md, "Refusing").
        """
        topics = self._near[self.passages :][self._near[self.passages :] > _NONE]
        against = _soft_max(topics, TOPICS_SHARPNESS) if len(topics) else 0.0
        return _soft_max(self._near[: self.passages], PASSAGES_SHARPNESS) - against

    @property
    def nearness(self) -> float:
        """How near the question is to the nearest passage, a cosine in [-1, 1]."""
        return float(self._near[: self.passages].max())

    @cached_property
    def _near(self) -> Similarities:
        near: Similarities = MARGIN_OWN * self.own + MARGIN_BEST * self.best + MARGIN_MEAN * self.mean
        return near


def _soft_max(similarities: Similarities, sharpness: float) -> float:
    highest = float(similarities.max())
    return highest + float(np.log(np.exp(sharpness * (similarities - highest)).sum())) / sharpness


def search(index: Index, encoded: Vectors) -> Iterator[Evidence]:
    """Score all passages and topics for questions, in order.

    Args:
        index: where to search.
        encoded: questions as the model encoded them, shape (n, dimension), before the adapter.
    """
    for first in range(0, len(encoded), TOGETHER):
        for similarities in _similarities(index, encoded[first : first + TOGETHER]):
            yield evidence(similarities, index.layout)


def _similarities(index: Index, encoded: Vectors) -> Iterator[Similarities]:
    mapped = index.adapter.map_questions(encoded)
    if len(index.views) <= MAX_VIEWS:
        yield from index.similarities(mapped)
        return
    for near, row in zip(*index.search(mapped, MAX_VIEWS), strict=True):
        similarities = np.full(len(index.views), near[-1], dtype=np.float32)
        similarities[row] = near
        yield similarities


def evidence(similarities: Similarities, layout: Layout) -> Evidence:
    """Gather one question's similarities to all views, shape (views,), by target."""
    padded = np.append(similarities, np.float32(_NONE))
    own = padded[layout.own].max(axis=1)
    if not layout.asked.shape[1]:
        return Evidence(layout.passages, own, own, own)
    last = min(NEAREST, layout.asked.shape[1])
    nearest = -np.sort(-np.partition(padded[layout.asked], -last, axis=1)[:, -last:], axis=1)
    present = nearest > _NONE
    mean = np.where(present, nearest, 0).sum(axis=1) / np.maximum(present.sum(axis=1), 1)
    lonely = ~present[:, 0]
    best = np.where(lonely, own, nearest[:, 0])
    return Evidence(layout.passages, own, best, np.where(lonely, own, mean).astype(np.float32))
