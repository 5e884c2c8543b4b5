"""Retrieval: from the readings of a message to passages and topics, best first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.encoder import Vectors
from index.passage import Passage
from index.search import Evidence, search
from index.store import Index
from index.topic import Topic
from index.words import words

NAMED_BONUS = 0.05
"""Added to passages of an article whose condition the patient names (docs/quality.md, "Ranking")."""

MAX_HITS = 100
"""Passages that are ranked: more than any reply, report or reader looks at."""

MAX_TOPICS = 10

Scores = npt.NDArray[np.floating]


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
        hits: the best passages, best first.
        topics: the best not-covered topics with their scores, best first.
        margin: how much nearer the message is to the passages than to the topics.
        nearness: how near the message is to the nearest passage.
        smalltalk: the small talk that the message alone is nearer to than to anything else, or None.
        is_carried: whether what was said before brings the message nearer to its best passage.
        vector: the message alone as the model encoded it, shape (dimension,).
    """

    hits: tuple[Hit, ...]
    topics: tuple[tuple[Topic, float], ...]
    margin: float
    nearness: float
    smalltalk: Topic | None
    is_carried: bool
    vector: Vectors


def retrieve(index: Index, readings: Vectors, named: frozenset[str]) -> Found:
    """Rank passages and topics by the mean evidence over the readings of a message; ties break by passage id.

    Args:
        index: where to search.
        readings: the message as encoded, alone and with what was said before; shape (readings, dimension).
        named: names of the articles whose condition the patient names.
    """
    return next(retrieve_all(index, [readings], [named]))


def retrieve_all(index: Index, messages: Sequence[Vectors], named: Sequence[frozenset[str]]) -> Iterator[Found]:
    """Retrieve for many messages, in order; each as `retrieve` does, but compared with the passages together."""
    if messages:
        evidence = search(index, np.concatenate(messages))
        for readings, names in zip(messages, named, strict=True):
            yield _found(index, readings, list(islice(evidence, len(readings))), names)


def _found(index: Index, readings: Vectors, read: Sequence[Evidence], named: frozenset[str]) -> Found:
    alone, together = read[0], read[-1]
    evidence = Evidence.average(read)
    split = len(index.passages)
    bonus = np.array([NAMED_BONUS * (article in named) for article in index.articles])
    scores = evidence.score
    nearest = int(alone.score.argmax())
    talk = index.topics[nearest - split] if nearest >= split else None
    best = int(scores[:split].argmax())
    return Found(
        hits=tuple(_hits(evidence, bonus, index.passages)),
        topics=tuple((index.topics[row], float(scores[split + row])) for row in _highest(scores[split:], MAX_TOPICS)),
        margin=evidence.margin,
        nearness=evidence.nearness,
        smalltalk=talk if talk and talk.is_smalltalk else None,
        is_carried=bool(together.score[best] > alone.score[best]),
        vector=readings[0],
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


def _hits(evidence: Evidence, bonus: Scores, passages: Sequence[Passage]) -> list[Hit]:
    """Make hits of the best passages, best first; ties break by passage id."""
    scores = evidence.score[: len(passages)] + bonus
    rows = _highest(scores, MAX_HITS)
    signals = (scores, evidence.own, evidence.best, evidence.mean, bonus)
    hits = [
        Hit(passages[row], *each)
        for row, *each in zip(rows, *(signal[rows].tolist() for signal in signals), strict=True)
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))


def _highest(scores: Scores, count: int) -> Sequence[int]:
    """Return the rows of the highest scores, best first."""
    rows: list[int] = np.argsort(-scores, kind="stable")[:count].tolist()
    return rows
