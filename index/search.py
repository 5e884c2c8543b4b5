"""Search: from an encoded question to scored passages and not-covered topics.

A passage is scored by three similarities, weighted as in docs/quality.md ("Ranking"): its own words, the one patient
question nearest to it, and the mean of its three nearest patient questions. A topic is scored alike, with the centroid
of its questions in place of its own words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.encoder import Vectors
from index.store import Index
from index.vectors import Rows, Similarities
from index.view import NONE, Part

OWN_WEIGHT, BEST_WEIGHT, MEAN_WEIGHT = 0.35, 0.40, 0.25
NEAREST = 3
"""How many patient questions the mean is taken over."""

MARGIN_OWN, MARGIN_BEST, MARGIN_MEAN = 0.15, 0.60, 0.25
"""Weights of the three similarities in the margin (docs/quality.md, "Refusing")."""

PASSAGES_SHARPNESS, TOPICS_SHARPNESS = 45.0, 30.0
"""Of the soft maxima: log(sum(exp(30 s))) / 30 lies between the maximum and 0.2 above it for 400 equals."""

NEAR_VIEWS = 256
"""Where not all views are compared: how many views of passages are looked for; their passages are scored."""

TOGETHER = 64
"""Questions that are compared at once: one by one, the vectors are read from memory for each of them."""


@dataclass(frozen=True)
class Evidence:
    """How near passages and topics are to a question; similarities have shape (passages + topics,), in [-1, 1].

    Attributes:
        passages: rows of the passages that it speaks of; the similarities are to them, then to the topics.
        topics: rows of the topics that it speaks of.
        own: similarity to the target's own words.
        best: similarity to its nearest patient question; ``own`` where it has none.
        mean: mean similarity to its three nearest patient questions; ``own`` where it has none.
    """

    passages: Rows
    topics: Rows
    own: Similarities
    best: Similarities
    mean: Similarities

    @classmethod
    def average(cls, readings: "Sequence[Evidence]") -> "Evidence":
        """Average the evidence for several readings of one message, all of the same targets."""
        if len(readings) == 1:
            return readings[0]
        return cls(
            readings[0].passages,
            readings[0].topics,
            np.mean([reading.own for reading in readings], axis=0),
            np.mean([reading.best for reading in readings], axis=0),
            np.mean([reading.mean for reading in readings], axis=0),
        )

    @cached_property
    def score(self) -> Similarities:
        """Relevance, higher is better."""
        score: Similarities = OWN_WEIGHT * self.own + BEST_WEIGHT * self.best + MEAN_WEIGHT * self.mean
        return score

    @cached_property
    def margin(self) -> float:
        """How much nearer the question is to the passages than to the topics; without topics, to the passages.

        Both are soft maxima, so that several near ones weigh more than one; topics the more so, as what many of them
        are near to is seldom answered by a passage (docs/quality.md, "Refusing").
        """
        passages, topics = np.split(self._near, [len(self.passages)])
        against = _soft_max(topics, TOPICS_SHARPNESS) if len(topics) else 0.0
        return _soft_max(passages, PASSAGES_SHARPNESS) - against

    @property
    def nearness(self) -> float:
        """How near the question is to the nearest passage, a cosine in [-1, 1]."""
        return float(self._near[: len(self.passages)].max())

    @cached_property
    def _near(self) -> Similarities:
        near: Similarities = MARGIN_OWN * self.own + MARGIN_BEST * self.best + MARGIN_MEAN * self.mean
        return near


def _soft_max(similarities: Similarities, sharpness: float) -> float:
    highest = float(similarities.max())
    return highest + float(np.log(np.exp(sharpness * (similarities - highest)).sum())) / sharpness


def search(index: Index, encoded: Vectors, sizes: Sequence[int] | None = None) -> Iterator[Evidence]:
    """Score passages and topics for questions, in order.

    All are scored where the index holds all vectors at hand, else all topics and the passages near the question.

    Args:
        index: where to search.
        encoded: questions as the model encoded them, shape (n, dimension), before the adapter.
        sizes: how many of them, one after the other, are readings of one message: these are scored for the same
            passages and topics. By default each question stands for itself.
    """
    whole = index.vectors.whole
    if whole is None:
        ends = np.cumsum([1] * len(encoded) if sizes is None else sizes)
        for readings in np.split(encoded, ends[:-1]) if len(encoded) else ():
            yield from _near(index, index.adapter.map_questions(readings))
        return
    questions, part = index.adapter.map_questions(encoded), index.layout.whole
    if len(questions) >= TOGETHER:
        yield from compare(questions, index.turned, part)
        return
    # The other way round the same product takes up to twice as long: BLAS would pack the many vectors, not the few.
    for similarities in np.ascontiguousarray((whole @ questions.T).T):
        yield evidence(similarities[part.rows], part)


def compare(questions: Vectors, turned: Vectors, part: Part) -> Iterator[Evidence]:
    """Score the targets of a part for many mapped questions, in order.

    Args:
        questions: shape (n, dimension).
        turned: the vectors of the part's views as `columns`, in its order.
        part: what is scored.
    """
    for first in range(0, len(questions), TOGETHER):
        for similarities in questions[first : first + TOGETHER] @ turned:
            yield evidence(similarities, part)


def _near(index: Index, readings: Vectors) -> Iterator[Evidence]:
    """Score all topics and the passages near a message; readings are mapped.

    Topics are few, and together they weigh in the margin: with the 32 nearest of 586 alone it is up to 0.033 higher.
    """
    _, near = index.vectors.search(readings, NEAR_VIEWS)
    passages = np.unique(index.layout.target[near[near >= 0]])
    part = index.layout.part(np.concatenate((passages, index.layout.topics)))
    of_passages = index.vectors.at(part.rows[: len(part.rows) - len(index.topic_vectors)])
    for similarities in np.concatenate((readings @ of_passages.T, readings @ index.topic_vectors.T), axis=1):
        yield evidence(similarities, part)


def evidence(similarities: Similarities, part: Part) -> Evidence:
    """Gather a question's similarities to the views of a part, in its order, by target."""
    own, asked = part.highest(similarities, NEAREST)
    present = asked > NONE
    mean = np.where(present, asked, 0).sum(axis=1) / np.maximum(present.sum(axis=1), 1)
    lonely = ~present[:, 0]
    best = np.where(lonely, own, asked[:, 0])
    return Evidence(part.passages, part.topics, own, best, np.where(lonely, own, mean).astype(np.float32))
