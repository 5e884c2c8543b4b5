"""Retrieval: from the readings of a message to passages and topics, best first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import overload

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.encoder import Vectors
from index.passage import Passage
from index.search import Evidence, search
from index.store import Index
from index.topic import Topic
from index.vectors import Rows
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


class Ranked(Sequence[Hit]):
    """The best passages, best first; a hit is made when it is read: a reply reads a few, an evaluation a hundred."""

    def __init__(self, passages: Sequence[Passage], rows: Sequence[int], signals: Sequence[Sequence[float]]) -> None:
        """Take all passages, the rows of the best ones, and the figures of a `Hit` for each of these, in its order."""
        self._passages, self._rows, self._signals = passages, rows, signals

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Hit]:
        return map(Hit, map(self._passages.__getitem__, self._rows), *self._signals)

    def ids(self, count: int) -> list[str]:
        """Return the ids of the first passages, at most so many."""
        return [self._passages[row].id for row in self._rows[:count]]

    @property
    def scores(self) -> Sequence[float]:
        """Scores of the passages."""
        return self._signals[0]

    @overload
    def __getitem__(self, place: int) -> Hit: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Hit, ...]: ...

    def __getitem__(self, place: int | slice) -> Hit | tuple[Hit, ...]:
        if isinstance(place, slice):
            passages = (self._passages[row] for row in self._rows[place])
            return tuple(map(Hit, passages, *(signal[place] for signal in self._signals)))
        return Hit(self._passages[self._rows[place]], *(signal[place] for signal in self._signals))


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

    hits: Ranked
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
        evidence = search(index, np.concatenate(messages), [len(readings) for readings in messages])
        for readings, names in zip(messages, named, strict=True):
            yield _found(index, readings, list(islice(evidence, len(readings))), names)


def _found(index: Index, readings: Vectors, read: Sequence[Evidence], named: frozenset[str]) -> Found:
    alone, together = read[0], read[-1]
    evidence = Evidence.average(read)
    split = len(evidence.passages)
    scores = evidence.score
    nearest = int(alone.score.argmax())
    talk = index.topics[evidence.topics[nearest - split]] if nearest >= split else None
    best = int(scores[:split].argmax())
    topics = _highest(scores[split:], MAX_TOPICS)
    return Found(
        hits=_ranked(evidence, index, named),
        topics=tuple((index.topics[evidence.topics[place]], float(scores[split + place])) for place in topics),
        margin=evidence.margin,
        nearness=evidence.nearness,
        smalltalk=talk if talk and talk.is_smalltalk else None,
        is_carried=bool(together.score[best] > alone.score[best]),
        vector=readings[0],
    )


@dataclass(frozen=True)
class Conditions:
    """The conditions that articles are about.

    Attributes:
        articles: names of the articles about each condition, by its words.
    """

    articles: Mapping[tuple[str, ...], frozenset[str]]

    @classmethod
    def of(cls, articles: Mapping[str, Article]) -> "Conditions":
        """Gather the conditions of articles, given by name."""
        found: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for name, article in articles.items():
            for topic in article.topics:
                found[tuple(words(topic))].add(name)
        return cls({said: frozenset(names) for said, names in found.items() if said})

    def named(self, texts: Sequence[str]) -> frozenset[str]:
        """Name the articles whose condition the last text names, or else the latest earlier text that names any."""
        for text in reversed(texts):
            said = words(text)
            runs = (tuple(said[at : at + length]) for length in self._lengths for at in range(len(said)))
            if named := frozenset().union(*(self.articles.get(run, ()) for run in runs)):
                return named
        return frozenset()

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple({len(condition) for condition in self.articles})


def _ranked(evidence: Evidence, index: Index, named: frozenset[str]) -> Ranked:
    """Rank the best passages; ties break by passage id."""
    split = len(evidence.passages)
    bonus = np.zeros(split)
    if named:
        bonus[[index.articles[row] in named for row in evidence.passages]] = NAMED_BONUS
    scores = evidence.score[:split] + bonus
    places = _highest(scores, MAX_HITS)
    if (np.diff(scores[places]) == 0).any():
        ids = {place: index.passages[evidence.passages[place]].id for place in places}
        places = np.array(sorted(places, key=lambda place: (-scores[place], ids[place])))
    signals = np.vstack((scores, evidence.signals[:, :split], bonus))[:, places]
    return Ranked(index.passages, evidence.passages[places].tolist(), signals.tolist())


def _highest(scores: Scores, count: int) -> Rows:
    """Return the places of the highest scores, best first."""
    places: Rows = np.argsort(-scores, kind="stable")[:count]
    return places
