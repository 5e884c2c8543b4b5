"""The verdict on one question: what the system did, as far as a patient is concerned, worst first."""

from collections.abc import Sequence
from enum import StrEnum

from bot.question_set import Question, QuestionKind
from bot.reply import Reply, ReplyKind


class Verdict(StrEnum):
    """What became of a question; the failures first, the most dangerous before the others."""

    URGENT_MISSED = "missed urgent"
    NO_REPLY = "no reply"
    FALSE_ANSWER = "answered falsely"
    WRONG = "wrongly quoted"
    REFUSED = "wrongly refused"
    FALSE_ALARM = "falsely alarmed"
    SMALLTALK_MISSED = "missed small talk"
    RIGHT_LATER = "right, not first"
    RIGHT_FIRST = "right first"
    URGENT_CAUGHT = "urgent recognised"
    RIGHTLY_REFUSED = "rightly refused"
    SMALLTALK = "small talk recognised"

    @property
    def is_failure(self) -> bool:
        """Tell whether the patient was not served."""
        return self.severity < list(Verdict).index(Verdict.RIGHT_LATER)

    @property
    def severity(self) -> int:
        """Place in the order in which a person should look; 0 is worst."""
        return list(Verdict).index(self)


def judge(question: Question, reply: Reply | None, hits: Sequence[bool]) -> Verdict:
    """Judge a reply.

    Args:
        question: with its label.
        reply: what the system replied, or None where it did not.
        hits: whether each of its quotes shows a gold answer.
    """
    if reply is None:
        return Verdict.NO_REPLY
    if question.kind is QuestionKind.URGENT:
        return Verdict.URGENT_CAUGHT if reply.kind is ReplyKind.URGENT else Verdict.URGENT_MISSED
    if reply.kind is ReplyKind.URGENT:
        return Verdict.FALSE_ALARM
    if question.kind is QuestionKind.SMALLTALK:
        return Verdict.SMALLTALK if reply.kind is ReplyKind.SMALLTALK else Verdict.SMALLTALK_MISSED
    if question.kind is QuestionKind.UNANSWERABLE:
        return Verdict.FALSE_ANSWER if reply.kind is ReplyKind.ANSWER else Verdict.RIGHTLY_REFUSED
    if reply.kind is not ReplyKind.ANSWER:
        return Verdict.REFUSED
    if not any(hits):
        return Verdict.WRONG
    return Verdict.RIGHT_FIRST if hits[0] else Verdict.RIGHT_LATER
