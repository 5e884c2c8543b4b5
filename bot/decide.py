"""The decision: answer or refuse, and how sure."""

from dataclasses import dataclass

from bot.reply import Confidence
from bot.retrieve import Found
from index.calibration import Calibration
from index.topic import Topic

LEAST_NEAR = 0.38
"""A message that is less near to every passage is refused whatever the margin: it is about something else altogether
(docs/quality.md, "Refusing")."""

TOPIC_MARGIN = 0.0
"""A refusal names the best topic when it is nearer to the message than the best passage by at least this."""


@dataclass(frozen=True)
class Decision:
    """Whether to answer, and why.

    Attributes:
        answers: True to quote, False to say that the articles do not cover it.
        confidence: how sure.
        topic: the not-covered topic that the message asks for, when it is refused and there is one.
        reason: one line for the staff.
    """

    answers: bool
    confidence: Confidence
    topic: Topic | None
    reason: str


def decide(found: Found, calibration: Calibration) -> Decision:
    """Decide from what was found."""
    if not found.hits:
        return Decision(answers=False, confidence=Confidence.LOW, topic=None, reason="nothing found")
    rival = found.topics[0][0] if found.topics else None
    against = f" against topic {rival.name!r}" if rival else ""
    reason = (
        f"margin {found.margin:.3f}{against}, answered from {calibration.answer_from:.3f}; "
        f"nearness {found.nearness:.3f}, answered from {LEAST_NEAR:.2f}"
    )
    answers = found.margin >= calibration.answer_from and found.nearness >= LEAST_NEAR
    topic = rival if not answers and found.margin < TOPIC_MARGIN else None
    return Decision(answers, _confidence(found.margin, calibration), topic, reason)


def _confidence(margin: float, calibration: Calibration) -> Confidence:
    if margin >= calibration.high_from:
        return Confidence.HIGH
    return Confidence.MEDIUM if margin >= calibration.medium_from else Confidence.LOW
