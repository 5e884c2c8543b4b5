"""How much a text reads like the exemplars of the signs rather than like the calm messages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.urgent.reading import Reading
from bot.urgent.spelling import MARKS
from index.encoder import Vectors

Weights: TypeAlias = NDArray[np.float64]

CALM = ""  # the sign of a calm message
TOGETHER = 256  # texts that are compared at once; more would only take memory
LONG = 40  # words; a text of so many or more counts as long


@dataclass(frozen=True)
class Likeness:
    """A score for every text: about +1 like an exemplar, about -1 like a calm message.

    Kernel ridge regression (Saunders et al. 1998) on the exemplars: closed form, no training loop. The kernel adds the
    nearness of two texts, `exp(sharpness * (cosine - 1))`, to the ways of speaking that they share.

    Attributes:
        texts: exemplars and calm messages.
        signs: the sign of each text; CALM for a calm one.
        vectors: shape (texts, d), unit length.
        manners: shape (texts, m), see `manner`.
        weights: shape (texts,).
        sharpness: how fast nearness falls off with distance.
    """

    texts: tuple[str, ...]
    signs: tuple[str, ...]
    vectors: Vectors
    manners: Vectors
    weights: Weights
    sharpness: float

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        signs: Sequence[str],
        vectors: Vectors,
        manners: Vectors,
        *,
        sharpness: float,
        smoothing: float,
    ) -> "Likeness":
        """Weigh the texts so that they explain each other; urgent and calm count the same however many there are."""
        target = np.where(np.array(signs) == CALM, -1.0, 1.0)
        share = np.where(target > 0, np.mean(target > 0), np.mean(target < 0)) * 2
        unfitted = cls(tuple(texts), tuple(signs), vectors, manners, np.zeros(len(texts)), sharpness)
        kernel = unfitted.kernel(vectors, manners) + smoothing * np.diag(share)
        return replace(unfitted, weights=np.asarray(np.linalg.solve(kernel, target), dtype=np.float64))

    def scores(self, vectors: Vectors, manners: Vectors) -> Weights:
        """Return one score per text, higher is more urgent."""
        scores = np.empty(len(vectors))
        for first in range(0, len(vectors), TOGETHER):
            some = slice(first, first + TOGETHER)
            scores[some] = self.kernel(vectors[some], manners[some]) @ self.weights
        return scores

    def nearest(self, vector: Vectors, *, count: int = 3) -> tuple[str, str, float]:
        """Return the sign whose `count` best exemplars are nearest on average, its nearest exemplar, and the cosine."""
        near = self.vectors @ vector
        best: dict[str, list[int]] = defaultdict(list)
        for i in np.argsort(-near, kind="stable"):
            if self.signs[i] != CALM:
                best[self.signs[i]].append(int(i))
        sign = max(sorted(best), key=lambda name: float(np.mean(near[best[name][:count]])))
        return sign, self.texts[best[sign][0]], float(near[best[sign][0]])

    def kernel(self, vectors: Vectors, manners: Vectors) -> Weights:
        """Return how alike given texts are to the exemplars, shape (given, texts)."""
        near = (vectors @ self.vectors.T).astype(np.float64)
        near -= 1
        near *= self.sharpness
        np.exp(near, out=near)
        near += manners @ self.manners.T
        return near


def manner(reading: Reading, names: Sequence[str]) -> Vectors:
    """Return which ways of speaking a text shows (0 or 1), what share of it a guard hides, and its length (0 to 1)."""
    length = sum(word not in MARKS for word in reading.message)
    shown = [float(bool(reading.found.get(name))) for name in names]
    return np.array([*shown, len(reading.hidden_words) / max(1, length), min(length, LONG) / LONG], dtype=np.float32)
