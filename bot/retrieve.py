"""Retrieval: from a question's vector to passages, best first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder import Vectors
from index.passage import Passage
from index.store import Index
from index.view import ViewKind

CANDIDATE_VIEWS = 400
"""Views looked up per question; every passage behind one of them is scored on all of its views."""

SECTION_WEIGHT = 0.3
"""Share of the section in a passage's score (docs/quality.md, "Dense retrieval")."""


@dataclass(frozen=True)
class Hit:
    """A passage with its evidence.

    Attributes:
        passage: what was found.
        score: relevance, higher is better.
        own: best similarity to the passage's own words, with or without heading, in [-1, 1].
        section: similarity to the section as a whole, in [-1, 1].
    """

    passage: Passage
    score: float
    own: float
    section: float


def retrieve(index: Index, query: Vectors) -> list[Hit]:
    """Rank the passages of an index for one encoded question, shape (dimension,); ties break by passage id."""
    _, rows = index.search(query[None, :], CANDIDATE_VIEWS)
    candidates = sorted({index.views[row].passage for row in rows[0]})
    hits = [_hit(index, query, row) for row in candidates]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))


def _hit(index: Index, query: Vectors, row: int) -> Hit:
    views = index.views_of[row]
    similarities = index.view_vectors(views) @ query
    kinds = [index.views[view].kind for view in views]
    own = _best(similarities, kinds, (ViewKind.TEXT, ViewKind.HEADING))
    section = _best(similarities, kinds, (ViewKind.SECTION,))
    score = (1 - SECTION_WEIGHT) * own + SECTION_WEIGHT * section
    return Hit(index.passages[row], float(score), float(own), float(section))


def _best(similarities: Vectors, kinds: Sequence[ViewKind], wanted: Sequence[ViewKind]) -> float:
    return float(np.max([value for value, kind in zip(similarities, kinds, strict=True) if kind in wanted]))
