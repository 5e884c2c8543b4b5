"""Search: from an encoded question to scored passages and not-covered topics.

A passage is scored by three similarities, weighted as in docs/quality.md ("Ranking"): its own words, the one patient
question nearest to it, and the mean of its three nearest patient questions. A topic is scored alike, with the centroid
of its questions in place of its own words.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, islice, pairwise

import numpy as np

from index.encoder import Similarities, Vectors
from index.store import Index
from index.vectors import Rows
from index.view import Part

OWN_WEIGHT, BEST_WEIGHT, MEAN_WEIGHT = 0.35, 0.40, 0.25

MARGIN_OWN, MARGIN_BEST, MARGIN_MEAN = 0.15, 0.60, 0.25
"""Weights of the three similarities in the margin (docs/quality.md, "Refusing")."""

_SCORE = np.array([[OWN_WEIGHT], [BEST_WEIGHT], [MEAN_WEIGHT]], dtype=np.float32)
_MARGIN = np.array([[MARGIN_OWN], [MARGIN_BEST], [MARGIN_MEAN]], dtype=np.float32)

PASSAGES_SHARPNESS, TOPICS_SHARPNESS = 45.0, 30.0
"""Of the soft maxima: log(sum(exp(30 s))) / 30 lies between the maximum and 0.2 above it for 400 equals."""

FOREMOST = 10
"""Where views are compared by their codes: how many passages and how many topics are then scored by the vectors. Nobody
is shown more."""

NEAR_VIEWS = 256
"""Where not all views are compared: how many views of passages are looked for; their passages are scored."""

Product = Callable[[Vectors], Similarities]

TOGETHER = 64
"""Questions that are compared at once: one by one, what they are compared with is read from memory for each."""


@dataclass(frozen=True)
class Evidence:
    """How near passages and topics are to a question.

    Attributes:
        passages: rows of the passages that it speaks of.
        topics: rows of the topics that it speaks of.
        signals: three cosines of each passage, then of each topic, shape (3, passages + topics), see `Part.gather`: to
            its own words, to its nearest patient question, and the mean of those to its three nearest ones.
    """

    passages: Rows
    topics: Rows
    signals: Similarities

    @classmethod
    def average(cls, readings: "Sequence[Evidence]") -> "Evidence":
        """Average the evidence for several readings of one message, all of the same targets."""
        if len(readings) == 1:
            return readings[0]
        return replace(readings[0], signals=np.mean([reading.signals for reading in readings], axis=0))

    @property
    def own(self) -> Similarities:
        """Similarity to each target's own words, shape (passages + topics,)."""
        own: Similarities = self.signals[0]
        return own

    @cached_property
    def score(self) -> Similarities:
        """Relevance, higher is better, shape (passages + topics,)."""
        return _weighed(self.signals, _SCORE)

    @cached_property
    def margin(self) -> float:
        """How much nearer the question is to the passages than to the topics; without topics, to the passages.

        Both are soft maxima, so that several near ones weigh more than one; topics the more so, as what many of them
        are near to is seldom answered by a passage (docs/quality.md, "Refusing").
        """
        split = len(self.passages)
        against = _soft_max(self._near[split:], TOPICS_SHARPNESS) if len(self.topics) else 0.0
        return _soft_max(self._near[:split], PASSAGES_SHARPNESS) - against

    @property
    def nearness(self) -> float:
        """How near the question is to the nearest passage, a cosine in [-1, 1]."""
        return float(self._near[: len(self.passages)].max())

    @cached_property
    def _near(self) -> Similarities:
        return _weighed(self.signals, _MARGIN)

    def foremost(self, count: int) -> list[int]:
        """List the places of the best passages and of the best topics, at most so many of each, in any order."""
        split = len(self.passages)
        passages, topics = _highest(self.score[:split], count), split + _highest(self.score[split:], count)
        return [*passages.tolist(), *topics.tolist()]

    def corrected(self, places: Rows, exact: "Evidence") -> "Evidence":
        """Return the same with the signals at some places taken from evidence for these alone."""
        signals = self.signals.copy()
        signals[:, places] = exact.signals
        return replace(self, signals=signals)


def _weighed(signals: Similarities, weights: Similarities) -> Similarities:
    """Add up the signals; not as a product of matrices, whose last bits depend on a target's place."""
    weighed: Similarities = (weights * signals).sum(axis=0)
    return weighed


def _highest(values: Similarities, count: int) -> Rows:
    """Return the places of the highest values, in any order."""
    return np.argpartition(values, -count)[-count:] if len(values) > count else np.arange(len(values))


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
    whole, codes = index.vectors.whole, index.vectors.codes
    questions = index.adapter.map_questions(encoded)
    ends = accumulate([1] * len(questions) if sizes is None else sizes, initial=0)
    messages = [questions[first:end] for first, end in pairwise(ends)]
    if whole is None:
        for readings in messages:
            yield from _near(index, readings)
    elif codes is None:
        # The other way round the same product takes up to twice as long: BLAS would pack the many vectors, not the few.
        yield from compare(questions, lambda few: np.ascontiguousarray((whole @ few.T).T), index.layout.whole)
    else:
        rough = compare(questions, codes.similarities, index.layout.whole)
        for readings in messages:
            yield from _exactly(index, readings, list(islice(rough, len(readings))))


def compare(questions: Vectors, product: Product, part: Part) -> Iterator[Evidence]:
    """Score the targets of a part for many mapped questions, in order.

    Args:
        questions: shape (n, dimension).
        product: returns the similarities of some questions to all views, by row.
        part: what is scored.
    """
    for first in range(0, len(questions), TOGETHER):
        for similarities in product(questions[first : first + TOGETHER]):
            yield evidence(similarities[part.rows], part)


def _exactly(index: Index, readings: Vectors, rough: Sequence[Evidence]) -> Iterator[Evidence]:
    """Score by their vectors what the readings of a message are nearest to by the codes.

    What is further counts in the margin alone, and little: it was off by 0.0002 at most (docs/benchmarks.md, "Vectors
    as bytes").
    """
    places = np.array(sorted({place for each in rough for place in each.foremost(FOREMOST)}))
    part = index.layout.part(index.layout.shown[places])
    for each, similarities in zip(rough, readings @ index.vectors.at(part.rows).T, strict=True):
        yield each.corrected(places, evidence(similarities, part))


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
    return Evidence(part.passages, part.topics, part.gather(similarities))
