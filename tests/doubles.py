"""Doubles with meaning: an encoder whose scores can be worked out by hand, and small articles and indexes."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.adapter import Adapter
from index.article import Article
from index.calibration import Calibration
from index.encoder import ModelCard, OnBatch, Vectors, unit
from index.passage import Passage, passages
from index.question_bank import PatientQuestion
from index.store import Index
from index.topic import Topic
from index.view import ViewKind, views
from index.words import words


class WordEncoder:
    """Encodes a text as the counts of its words, at length 1; every word is an axis.

    The words of the vocabulary have the first axes, in order. Any other word gets one of the axes that are left, by its
    hash, so two of them may share one: name in the vocabulary the words whose scores are worked out by hand.

    Attributes:
        documents: every text encoded as a document so far.
        queries: every text encoded as a query so far.
    """

    def __init__(self, vocabulary: str = "", *, dimension: int = 64, name: str = "words") -> None:
        self._axes = {word: axis for axis, word in enumerate(dict.fromkeys(words(vocabulary)))}
        self.card = ModelCard(name, "1", hashlib.sha256(vocabulary.encode()).hexdigest(), dimension, "counts")
        self.documents: list[str] = []
        self.queries: list[str] = []

    @property
    def encoded(self) -> list[str]:
        """Every text encoded so far, documents first."""
        return self.documents + self.queries

    def encode_documents(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is searched."""
        self.documents.extend(texts)
        return self._encode(texts, on_batch)

    def encode_queries(
        self, texts: Sequence[str], *, on_batch: OnBatch | None = None, repeatable: bool = False
    ) -> Vectors:
        """Encode what is asked."""
        self.queries.extend(texts)
        return self._encode(texts, on_batch)

    def save(self, folder: Path) -> dict[str, str]:
        """Write nothing."""
        return {}

    def _encode(self, texts: Sequence[str], on_batch: OnBatch | None) -> Vectors:
        counts = np.zeros((len(texts), self.card.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                counts[row, self._axis(word)] += 1
            if on_batch:
                on_batch(1)
        return unit(counts)

    def _axis(self, word: str) -> int:
        if word in self._axes:
            return self._axes[word]
        digest = hashlib.sha256(word.encode()).digest()
        free = self.card.dimension - len(self._axes)
        return len(self._axes) + int.from_bytes(digest[:4], "big") % free


def article(markdown: str, *, name: str = "pots", title: str = "Pots") -> Article:
    """Make an article that is on no disk."""
    front = f'---\ntitle: "{title}"\n---\n'
    return Article(name, Path("corpus") / f"{name}.md", front + markdown, len(front), title)


def cut(markdown: str, *, name: str = "pots") -> tuple[Passage, ...]:
    """Cut a Markdown text into passages."""
    return passages(article(markdown, name=name))


def sentences(*sizes: int) -> str:
    """Make a paragraph of sentences of so many words each."""
    return " ".join("So" + " many" * (size - 2) + " words." for size in sizes)


def topic(name: str, *questions: str) -> Topic:
    """Make a not-covered topic."""
    return Topic(name, name.capitalize(), f"We say nothing about {name}.", None, questions)


def contents(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def make_index(
    found: Sequence[Passage],
    questions: Sequence[PatientQuestion] = (),
    topics: Sequence[Topic] = (),
    *,
    encoder: WordEncoder,
    adapter: Adapter | None = None,
) -> Index:
    """Make an index in memory, without learning; the vector of a topic's own view is the mean of its questions."""
    shown = views(found, questions, topics)
    encoded = encoder.encode_documents([view.text for view in shown])
    for row, view in enumerate(shown):
        if view.kind is ViewKind.TOPIC:
            encoded[row] = unit(encoder.encode_queries(topics[view.target].questions).mean(axis=0))
    adapter = adapter or Adapter.identity(encoder.card.dimension)
    return Index.from_encoded(
        found,
        topics,
        shown,
        encoded,
        adapter,
        model=encoder.card,
        sources={"pots.md": "0" * 64},
        calibration=Calibration(),
    )
