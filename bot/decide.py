"""The decision: answer or refuse, and how sure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reply import Confidence
from bot.retrieve import Hit

ANSWER_FROM = 0.36
"""Best score from which a question is answered (docs/quality.md, "A first threshold")."""

MEDIUM_FROM = 0.45
HIGH_FROM = 0.60


@dataclass(frozen=True)
class Decision:
    """Whether to answer, and why.

    Attributes:
        answers: True to quote, False to say that the articles do not cover it.
        confidence: how sure.
        reason: one line for the staff.
    """

    answers: bool
    confidence: Confidence
    reason: str


def decide(hits: Sequence[Hit]) -> Decision:
    """Decide from ranked hits."""
    best = hits[0].score if hits else -1.0
    confidence = Confidence.HIGH if best >= HIGH_FROM else Confidence.MEDIUM if best >= MEDIUM_FROM else Confidence.LOW
    relation = "reaches" if best >= ANSWER_FROM else "is below"
    return Decision(best >= ANSWER_FROM, confidence, f"best score {best:.3f} {relation} {ANSWER_FROM}")
