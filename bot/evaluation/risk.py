"""Risk and coverage: what refusing the unsure questions would buy.

Questions are answered from the surest to the least sure; *coverage* is the share answered so far, *risk* the share of
wrong answers among them (El-Yaniv & Wiener 2010). An answer is right if its first passage shows a gold answer, so an
answer to a question that no article answers is always wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.evaluation.bootstrap import Floats
from bot.evaluation.score import Scored
from bot.question_set import QuestionKind
from bot.reply import ReplyKind

REFUSAL = 0.05
"""Share of answerable questions that may be refused where false answers are compared."""

DECIDED = (QuestionKind.ANSWERABLE, QuestionKind.UNANSWERABLE)


@dataclass(frozen=True)
class RiskCurve:
    """Risk by coverage, from the surest question on.

    Attributes:
        coverage: share of the questions answered, rising; shape (questions,).
        risk: share of wrong answers among them.
        area: mean risk over all coverages (AURC; Geifman, Uziel & El-Yaniv 2019); lower is better.
        best: the area if every right answer were surer than every wrong one.
        working: coverage and risk of the system as it is set, or None where it did not decide.
    """

    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    area: float
    best: float
    working: tuple[float, float] | None

    @classmethod
    def of(cls, scored: Sequence[Scored]) -> "RiskCurve | None":
        """Draw the curve, or None where no margins are known."""
        margin, right = confidences(scored)
        if not len(margin):
            return None
        risk = _risk(margin, right, axis=-1)
        steps = np.arange(1, len(risk) + 1) / len(risk)
        return cls(
            coverage=tuple(steps.tolist()),
            risk=tuple(risk.tolist()),
            area=float(risk.mean()),
            best=float(area(right, right, axis=-1)),
            working=_working([each for each in scored if each.question.kind in DECIDED]),
        )


def confidences(scored: Sequence[Scored]) -> tuple[Floats, Floats]:
    """Return margin and correctness (1 right, 0 wrong) of the questions that call for a decision, surest first."""
    known = [each for each in scored if each.margin is not None and each.question.kind in DECIDED]
    ordered = sorted(known, key=lambda each: (-(each.margin or 0.0), each.question.id))
    return (
        np.array([each.margin for each in ordered], dtype=np.float64),
        np.array([bool(each.right) for each in ordered], dtype=np.float64),
    )


def margins(scored: Sequence[Scored]) -> tuple[Floats, Floats]:
    """Return the margins of the answerable questions and those of the unanswerable ones, both rising."""
    of_kind = [
        [each.margin for each in scored if each.margin is not None and each.question.kind is kind] for kind in DECIDED
    ]
    return np.sort(np.array(of_kind[0], dtype=np.float64)), np.sort(np.array(of_kind[1], dtype=np.float64))


def area(margin: Floats, right: Floats, *, axis: int = -1) -> Any:
    """Return the area under the risk-coverage curve; equal margins keep their order."""
    return _risk(margin, right, axis=axis).mean(axis=axis)


def false_answers(answerable: Floats, unanswerable: Floats, *, axis: int = -1) -> Any:
    """Return the share of unanswerable questions answered when at most 5 % of the answerable ones are refused.

    With n answerable questions the floor(n / 20) least sure are refused, and every question less sure than the next.
    """
    refused = int(REFUSAL * answerable.shape[axis] + 1e-9)
    floor = np.take(np.sort(answerable, axis=axis), [refused], axis=axis)
    return (unanswerable >= floor).mean(axis=axis)


def _risk(margin: Floats, right: Floats, *, axis: int) -> Floats:
    order = np.argsort(-margin, axis=axis, kind="stable")
    wrong = 1.0 - np.take_along_axis(np.broadcast_to(right, margin.shape), order, axis=axis)
    risk: Floats = np.cumsum(wrong, axis=axis) / np.arange(1, margin.shape[axis] + 1)
    return risk


def _working(decided: Sequence[Scored]) -> tuple[float, float] | None:
    answered = [each for each in decided if each.reply and each.reply.kind is ReplyKind.ANSWER]
    if not answered:
        return None
    wrong = sum(not (each.shown and each.shown[0].is_right) for each in answered)
    return len(answered) / len(decided), wrong / len(answered)
