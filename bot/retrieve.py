"""Retrieval: from the readings of a message to passages and topics, best first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.article import Article
from index.encoder import Vectors
from index.passage import Passage
from index.search import Evidence, search
from index.store import Index
from index.topic import Topic
from index.words import words

NAMED_BONUS = 0.05
"""Added to passages of an article whose condition the patient names (docs/quality.md, "Ranking")."""


@dataclass(frozen=True)
class Hit:
    """A passage with its evidence; similarities are cosines in [-1, 1].

    Attributes:
        passage: what was found.
        score: relevance, higher is better.
        own: similarity to the passage's own words.
        best: similarity to the nearest way in which patients ask for it.
        mean: mean similarity to the three nearest ways.
        bonus: what was added because the patient named the article's condition.
    """

    passage: Passage
    score: float
    own: float
    best: float
    mean: float
    bonus: float


@dataclass(frozen=True)
class Found:
    """What a message found.

    Attributes:
        hits: all passages, best first.
        topics: not-covered topics with their scores, best first.
        margin: how much nearer the message is to the passages than to the topics.
        smalltalk: the small talk that the message alone is nearer to than to anything else, or None.
        is_carried: whether what was said before brings the message nearer to its best passage.
    """

    hits: tuple[Hit, ...]
    topics: tuple[tuple[Topic, float], ...]
    margin: float
    smalltalk: Topic | None
    is_carried: bool


def retrieve(index: Index, readings: Vectors, named: frozenset[str]) -> Found:
    """Rank passages and topics by the mean evidence over the readings of a message; ties break by passage id.

    Args:
        index: where to search.
        readings: the message as encoded, alone and with what was said before; shape (readings, dimension).
        named: names of the articles whose condition the patient names.
    """
    read = search(index, readings)
    alone, together = read[0], read[-1]
    evidence = Evidence.average(read)
    split = len(index.passages)
    hits = [_hit(evidence, row, passage, named) for row, passage in enumerate(index.passages)]
    scores = evidence.score[split:]
    topics = [(index.topics[row], float(scores[row])) for row in np.argsort(-scores, kind="stable")]
    nearest = int(alone.score.argmax())
    talk = index.topics[nearest - split] if nearest >= split else None
    best = int(evidence.score[:split].argmax())
    return Found(
        hits=tuple(sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))),
        topics=tuple(topics),
        margin=evidence.margin,
        smalltalk=talk if talk and talk.is_smalltalk else None,
        is_carried=bool(together.score[best] > alone.score[best]),
    )


def named_conditions(texts: Sequence[str], articles: Mapping[str, Article]) -> frozenset[str]:
    """Name the articles whose condition the last text names, or else the latest earlier text that names any."""
    for text in reversed(texts):
        said = f" {' '.join(words(text))} "
        named = frozenset(
            name
            for name, article in articles.items()
            if any(f" {' '.join(words(topic))} " in said for topic in article.topics)
        )
        if named:
            return named
    return frozenset()


def _hit(evidence: Evidence, row: int, passage: Passage, named: frozenset[str]) -> Hit:
    bonus = NAMED_BONUS if passage.article in named else 0.0
    own, best, mean = (float(values[row]) for values in (evidence.own, evidence.best, evidence.mean))
    return Hit(passage, float(evidence.score[row]) + bonus, own, best, mean, bonus)
