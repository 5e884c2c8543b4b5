"""The adapter: two linear maps, learnt in every build, that bring patients' words and an article's words together.

The encoder stays frozen. ``questions`` maps what patients write (their message and the bank's questions), ``documents``
maps passages. Both start at the identity and are fitted on the clinic's own question bank; without a bank they stay
the identity. Measured in docs/quality.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors, unit

SEED = 20_261
EPOCHS = 6
LEARNING_RATE = 2e-3
BATCH = 512
SCALE = 20.0
"""Similarities are multiplied by it before the softmax, as in sentence-transformers' MultipleNegativesRankingLoss."""
QUESTION_WEIGHT = 0.5
"""Weight of the question-to-question term (supervised contrastive loss, Khosla et al. 2020)."""
MEAN_DECAY, SQUARE_DECAY, EPSILON = 0.9, 0.999, np.float32(1e-8)
"""Of Adam, as its authors recommend."""
TINY = np.float32(1e-30)

Flags = npt.NDArray[np.bool_]
Matrix = npt.NDArray[Any]
"""Floats of one precision throughout: float32 in a build."""


@dataclass(frozen=True)
class Adapter:
    """Two maps on unit vectors.

    Attributes:
        questions: matrix for questions, shape (dimension, dimension).
        documents: matrix for passages, shape (dimension, dimension).
    """

    questions: Vectors
    documents: Vectors

    @classmethod
    def identity(cls, dimension: int) -> "Adapter":
        """Make the adapter that changes nothing."""
        eye = np.eye(dimension, dtype=np.float32)
        return cls(eye, eye)

    def map_questions(self, vectors: Vectors) -> Vectors:
        """Map encoded questions; shape (n, dimension) in and out, unit rows."""
        return unit(vectors @ self.questions)

    def map_documents(self, vectors: Vectors) -> Vectors:
        """Map encoded passages; shape (n, dimension) in and out, unit rows."""
        return unit(vectors @ self.documents)


@dataclass(frozen=True)
class TrainingSet:
    """Questions and the classes (passages and topics) that they ask for.

    Attributes:
        questions: encoded questions, shape (n, dimension).
        classes: encoded classes, one array of shape (classes, dimension) for each way of showing a class.
        positives: rows of the classes that answer each question.
        neutrals: rows of classes that are neither right nor wrong for it: they contain, or are part of, an answer.
    """

    questions: Vectors
    classes: tuple[Vectors, ...]
    positives: Sequence[frozenset[int]]
    neutrals: Sequence[frozenset[int]]


def fit_adapter(data: TrainingSet, *, pull: float, epochs: int = EPOCHS) -> Adapter:
    """Fit the two maps by Adam (Kingma & Ba 2015); the same data gives the same bits on the same machine.

    The loss is the softmax of a question's scaled similarities over all classes, plus a term by which questions of one
    class attract and others repel, plus ``pull`` times the squared distance of both maps from the identity.

    Args:
        data: what to learn from.
        pull: strength of the pull towards the identity, at least 0.
        epochs: passes over the questions.
    """
    dimension = data.questions.shape[1]
    if not len(data.questions):
        return Adapter.identity(dimension)
    draw = np.random.default_rng(SEED)
    eye = np.eye(dimension, dtype=np.float32)
    maps = [_Trained(eye.copy()), _Trained(eye.copy())]
    sheet = _AnswerSheet(data)
    for epoch in range(epochs):
        rate = LEARNING_RATE * (1 + math.cos(math.pi * epoch / epochs)) / 2
        order = draw.permutation(len(data.questions))
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            slopes = _slopes(data.questions[rows], data.classes, maps[0].matrix, maps[1].matrix, sheet.masks(rows))
            for trained, slope in zip(maps, slopes, strict=True):
                trained.step(slope + 2 * pull * (trained.matrix - eye), rate)
    return Adapter(*(trained.matrix for trained in maps))


class _Trained:
    """A matrix and the moments of its gradient."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self._mean, self._square, self._steps = np.zeros_like(matrix), np.zeros_like(matrix), 0

    def step(self, slope: Matrix, rate: float) -> None:
        """Take one step of Adam."""
        self._steps += 1
        self._mean += (1 - MEAN_DECAY) * (slope - self._mean)
        self._square += (1 - SQUARE_DECAY) * (slope * slope - self._square)
        mean = self._mean / np.float32(1 - MEAN_DECAY**self._steps)
        square = self._square / np.float32(1 - SQUARE_DECAY**self._steps)
        self.matrix -= np.float32(rate) * mean / (np.sqrt(square) + EPSILON)


def _slopes(
    questions: Matrix, classes: Sequence[Matrix], ask: Matrix, show: Matrix, masks: "_Masks"
) -> tuple[Matrix, Matrix]:
    """Return the gradients of the loss of a batch with respect to the two maps."""
    asked, asked_length = _normalised(questions @ ask)
    alike = _contrast_slope(SCALE * asked @ asked.T, masks.same, masks.near)
    to_asked = QUESTION_WEIGHT * SCALE * (alike + alike.T) @ asked
    to_show = np.zeros_like(show)
    for each in classes:
        shown, shown_length = _normalised(each @ show)
        slope = _contrast_slope(SCALE * asked @ shown.T, masks.right, masks.ignored) * (SCALE / len(classes))
        to_asked += slope @ shown
        to_show += each.T @ _through_length(slope.T @ asked, shown, shown_length)
    return questions.T @ _through_length(to_asked, asked, asked_length), to_show


def _normalised(vectors: Matrix) -> tuple[Matrix, Matrix]:
    """Scale rows to length 1; return their lengths too, shape (n, 1), 1 for a row of zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths = np.where(lengths > 0, lengths, np.float32(1))
    return vectors / lengths, lengths


def _through_length(slope: Matrix, units: Matrix, lengths: Matrix) -> Matrix:
    """Carry a gradient from unit vectors back to the vectors that were scaled."""
    through: Matrix = (slope - units * (slope * units).sum(axis=1, keepdims=True)) / lengths
    return through


def _contrast_slope(scores: Matrix, right: Flags, ignored: Flags) -> Matrix:
    """Return the gradient of the contrastive loss with respect to the scores, shape (questions, candidates).

    The loss is the mean negative log of the share of the right ones in the softmax over all that are not ignored, over
    the rows that have a right one.
    """
    kept: Flags = np.asarray(right.any(axis=1, keepdims=True))
    shares = np.where(ignored, np.float32(0), np.exp(scores - scores.max(axis=1, keepdims=True)))
    rights = np.where(right, shares, np.float32(0))
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), TINY)
    rights /= np.maximum(rights.sum(axis=1, keepdims=True), TINY)
    slope: Matrix = (shares - rights) * (kept / np.float32(max(int(kept.sum()), 1)))
    return slope


@dataclass(frozen=True)
class _Masks:
    """Which classes are right for each question of a batch, which are ignored, and likewise its other questions."""

    right: Flags
    ignored: Flags
    same: Flags
    near: Flags


class _AnswerSheet:
    """The positives and neutrals of a training set, as tables over the few answers that differ."""

    def __init__(self, data: TrainingSet) -> None:
        answers = list(zip(data.positives, data.neutrals, strict=True))
        kinds = {answer: kind for kind, answer in enumerate(dict.fromkeys(answers))}
        self._kind = np.array([kinds[answer] for answer in answers])
        width = len(data.classes[0])
        self._right = _table([positive for positive, _ in kinds], width)
        touch = _table([positive | neutral for positive, neutral in kinds], width)
        self._ignored = touch & ~self._right
        self._same, touching = _share(self._right), _share(touch)
        self._near = touching & ~self._same

    def masks(self, rows: npt.NDArray[np.int64]) -> _Masks:
        kind = self._kind[rows]
        same, near = self._same[kind][:, kind], self._near[kind][:, kind]
        np.fill_diagonal(same, val=False)
        np.fill_diagonal(near, val=True)
        return _Masks(self._right[kind], self._ignored[kind], same, near)


def _table(rows: Sequence[frozenset[int]], width: int) -> Flags:
    table = np.zeros((len(rows), width), dtype=np.bool_)
    for row, columns in enumerate(rows):
        table[row, sorted(columns)] = True
    return table


def _share(table: Flags) -> Flags:
    """Tell which two rows of a table have a column in common."""
    counts = table.astype(np.float32)
    shared: Flags = counts @ counts.T > 0
    return shared
