"""What kind of gap it is, from what its questions find when they are taken together.

One question in odd words says little; the mean of all that ask for the same says much more. The questions of a gap are
therefore searched for again as one, in the index as it is now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors, unit
from index.passage import Passage, is_same
from index.search import Evidence, search
from index.store import Index
from index.topic import Topic

NEAR_FROM = 0.35
"""Least nearness of a passage that may answer the gap, see `Together.nearness`. Set on the corpus's own questions, held
out: 0.89 of the gaps that a passage answers lie above it, 0.85 of those that none answers below (docs/staff.md)."""

TIE = 0.1
"""Articles are equally near when their best passages' similarities lie within this of the best of all."""

OFFERED = 3
"""Passages that are offered."""

Scores = npt.NDArray[np.floating]


class GapKind(StrEnum):
    """What is wrong."""

    MISSING = "missing"
    """No passage is near: write one, or a topic that says so."""
    UNREACHABLE = "unreachable"
    """A passage may answer it, but the wording is far: attach the wording to the passage."""
    AMBIGUOUS = "ambiguous"
    """Two articles are equally near: say what differs, or make them agree."""


@dataclass(frozen=True)
class Offer:
    """A passage that may answer a gap.

    Attributes:
        passage: which.
        similarity: of the questions taken together to its own words, a cosine in [-1, 1].
    """

    passage: Passage
    similarity: float


@dataclass(frozen=True)
class Together:
    """What the questions of a gap find when they are taken together.

    Attributes:
        margin: as a message's, see `index.search.Evidence.margin`.
        nearness: mean of two similarities to the nearest passage's own words, before and after the adapter, plus how
            far the margin lies above what is answered.
        offers: the nearest passages, nearest first; none overlaps another.
        tied: names of the articles whose best passage is as near as the nearest of all, the nearest first.
        is_answered: whether the margin is one that is answered.
        topic: the left-out topic that is nearest, or None where the corpus names none.
    """

    margin: float
    nearness: float
    offers: tuple[Offer, ...]
    tied: tuple[str, ...]
    is_answered: bool
    topic: Topic | None

    @property
    def kind(self) -> GapKind:
        """The kind of gap."""
        if self.nearness < NEAR_FROM:
            return GapKind.MISSING
        return GapKind.AMBIGUOUS if self.is_answered and len(self.tied) > 1 else GapKind.UNREACHABLE


def together(groups: Sequence[Vectors], index: Index) -> list[Together]:
    """Search for each group of questions as one.

    Args:
        groups: questions as the model encoded them, each of shape (questions, dimension).
        index: where to search.
    """
    if not groups:
        return []
    means = unit(np.stack([group.mean(axis=0) for group in groups]))
    return [_together(evidence, mean, index) for evidence, mean in zip(search(index, means), means, strict=True)]


def _plain(mean: Vectors, evidence: Evidence, index: Index) -> Scores:
    """Compare a mean with the own words of the passages that are spoken of, without the adapter."""
    part = index.layout.part(evidence.passages, is_own=True)
    cosines: Scores = np.maximum.reduceat(index.encoded[part.rows] @ mean, part.starts)
    return cosines


def _together(evidence: Evidence, mean: Vectors, index: Index) -> Together:
    split, calibration = len(evidence.passages), index.manifest.calibration
    similarity = (evidence.own[:split] + _plain(mean, evidence, index)) / 2
    topics = evidence.score[split:]
    return Together(
        margin=evidence.margin,
        nearness=float(similarity.max()) + evidence.margin - calibration.answer_from,
        offers=_offers(similarity, evidence, index.passages),
        tied=_tied(similarity, evidence, index.passages),
        is_answered=evidence.margin >= calibration.answer_from,
        topic=index.topics[evidence.topics[topics.argmax()]] if len(topics) else None,
    )


def _offers(similarity: Scores, evidence: Evidence, passages: Sequence[Passage]) -> tuple[Offer, ...]:
    offers: list[Offer] = []
    for row in np.argsort(-similarity, kind="stable"):
        passage = passages[evidence.passages[row]]
        if not any(passage.overlaps(offer.passage) for offer in offers):
            offers.append(Offer(passage, float(similarity[row])))
        if len(offers) == OFFERED:
            break
    return tuple(offers)


def _tied(similarity: Scores, evidence: Evidence, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Name the articles that are equally near; one that says the same in the same words as a nearer one is left out."""
    best: dict[str, Passage] = {}
    for row in np.argsort(-similarity, kind="stable"):
        passage = passages[evidence.passages[row]]
        if similarity[row] < similarity.max() - TIE:
            break
        if not any(is_same(passage, other) for other in best.values()):
            best.setdefault(passage.article, passage)
    return tuple(best)
