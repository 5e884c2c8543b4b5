"""The adapter: two linear maps, learnt in every build, that bring patients' words and an article's words together.

The encoder stays frozen. ``questions`` maps what patients write (their message and the bank's questions), ``documents``
maps passages. Both start at the identity and are fitted on the clinic's own question bank; without a bank they stay
the identity. Measured in docs/quality.md.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors, unit

if TYPE_CHECKING:
    import torch
    from scipy.sparse import csr_array

SEED = 20_261
EPOCHS = 6
LEARNING_RATE = 2e-3
BATCH = 512
SCALE = 20.0
"""Similarities are multiplied by it before the softmax, as in sentence-transformers' MultipleNegativesRankingLoss."""
QUESTION_WEIGHT = 0.5
"""Weight of the question-to-question term (supervised contrastive loss, Khosla et al. 2020)."""
MASKED = -1e4


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
    """Fit the two maps by Adam; the same data gives the same bits on the same machine.

    The loss is the softmax of a question's scaled similarities over all classes, plus a term by which questions of one
    class attract and others repel, plus ``pull`` times the squared distance of both maps from the identity.

    Args:
        data: what to learn from.
        pull: strength of the pull towards the identity, at least 0.
        epochs: passes over the questions.
    """
    if not len(data.questions):
        return Adapter.identity(data.questions.shape[1])
    # torch takes seconds to import and is needed by builds alone.
    import torch

    with _one_thread():
        generator = torch.Generator().manual_seed(SEED)
        eye = torch.eye(data.questions.shape[1])
        maps = [eye.clone().requires_grad_(), eye.clone().requires_grad_()]
        optimizer = torch.optim.Adam(maps, lr=LEARNING_RATE)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
        questions = torch.from_numpy(data.questions)
        classes = [torch.from_numpy(shown) for shown in data.classes]
        sheet = _AnswerSheet(data)
        for _ in range(epochs):
            order = torch.randperm(len(questions), generator=generator)
            for rows in torch.split(order, BATCH):
                masks = sheet.masks(rows.numpy())
                loss = _loss(questions[rows] @ maps[0], [shown @ maps[1] for shown in classes], masks)
                loss = loss + pull * sum(((matrix - eye) ** 2).sum() for matrix in maps)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
            schedule.step()
        return Adapter(*(np.ascontiguousarray(matrix.detach().numpy()) for matrix in maps))


def _loss(questions: "torch.Tensor", classes: Sequence["torch.Tensor"], masks: "_Masks") -> "torch.Tensor":
    from torch.nn.functional import normalize

    asked = normalize(questions, dim=1)
    terms = [_contrast(SCALE * asked @ normalize(shown, dim=1).T, masks.right, masks.ignored) for shown in classes]
    return sum(terms) / len(terms) + QUESTION_WEIGHT * _contrast(SCALE * asked @ asked.T, masks.same, masks.near)


def _contrast(scores: "torch.Tensor", right: "torch.Tensor", ignored: "torch.Tensor") -> "torch.Tensor":
    """Mean negative log of the share of the right ones in the softmax, over rows that have a right one."""
    scores = scores.masked_fill(ignored, MASKED)
    kept = right.any(dim=1)
    every = scores.logsumexp(dim=1)
    return (every - scores.masked_fill(~right, MASKED).logsumexp(dim=1))[kept].sum() / max(int(kept.sum()), 1)


@dataclass(frozen=True)
class _Masks:
    """Which classes are right for each question of a batch, which are ignored, and likewise its other questions."""

    right: "torch.Tensor"
    ignored: "torch.Tensor"
    same: "torch.Tensor"
    near: "torch.Tensor"


class _AnswerSheet:
    """The positives and neutrals of a training set; sparse, as a dense product of them takes a fifth of the time."""

    def __init__(self, data: TrainingSet) -> None:
        shape = (len(data.questions), len(data.classes[0]))
        self._right = _sparse(data.positives, shape)
        self._touch = _sparse([one | other for one, other in zip(data.positives, data.neutrals, strict=True)], shape)

    def masks(self, rows: npt.NDArray[np.int64]) -> _Masks:
        import torch

        right, touch = self._right[rows], self._touch[rows]
        same, near = ((each @ each.T).toarray() > 0 for each in (right, touch))
        near &= ~same
        np.fill_diagonal(same, val=False)
        np.fill_diagonal(near, val=True)
        shown = right.toarray() > 0
        ignored = (touch.toarray() > 0) & ~shown
        return _Masks(*(torch.from_numpy(mask) for mask in (shown, ignored, same, near)))


def _sparse(rows: Sequence[frozenset[int]], shape: tuple[int, int]) -> "csr_array":
    from scipy.sparse import csr_array

    columns = np.array([column for row in rows for column in sorted(row)], dtype=np.int64)
    starts = np.cumsum([0, *(len(row) for row in rows)])
    return csr_array((np.ones(len(columns), dtype=np.int32), columns, starts), shape=shape)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Run torch on one thread: sums that are split over threads end in other last bits."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
