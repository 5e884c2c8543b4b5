"""An entry of the question log: one message and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from bot.answer import Explained
from bot.reply import Confidence, ReplyKind

NEAREST = 3
"""Passages that are remembered for every question, shown or not: enough to tell what kind of gap it is."""

Vector = npt.NDArray[np.float16]


class Reason(StrEnum):
    """Why a patient turned a thumb down."""

    WRONG_PASSAGE = "wrong_passage"
    NOT_ASKED = "not_asked"
    UNCLEAR = "unclear"
    OUT_OF_DATE = "out_of_date"


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that was near a question; similarities are cosines in [-1, 1].

    Attributes:
        passage: its id.
        article: its article.
        score: relevance, higher is better.
        own: similarity of the question to the passage's own words.
    """

    passage: str
    article: str
    score: float
    own: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One message and what became of it.

    Attributes:
        key: random name, by which the patient's page can send feedback and by which nobody can be recognised.
        time: when, in UTC.
        question: what was asked, without personal data; None where words are not kept.
        interpreted_as: how a follow-up was read, likewise.
        is_followup: whether something was said before.
        kind: of the reply.
        confidence: of an answer; None for any other reply.
        margin: what the decision was made by; None where nothing was searched.
        topic: best topic left out, with its score; None where there is none.
        urgent: ``tier/sign`` of an urgent message, or None.
        shown: ids of the passages quoted, best first.
        nearest: the best passages, shown or not.
        vector: the message alone as the model encoded it, shape (dimension,); None where nothing was encoded.
        ms: time the reply took.
        index: fingerprint of the index.
        thumb: 1 up, -1 down, 0 none.
        reason: why it was down, or None.
    """

    key: str
    time: datetime
    question: str | None
    interpreted_as: str | None
    is_followup: bool
    kind: ReplyKind
    confidence: Confidence | None
    margin: float | None
    topic: tuple[str, float] | None
    urgent: str | None
    shown: tuple[str, ...]
    nearest: tuple[Near, ...]
    vector: Vector | None
    ms: float
    index: str
    thumb: int = 0
    reason: Reason | None = None


def entry_of(explained: Explained, *, key: str, time: datetime, is_followup: bool) -> Entry:
    """Make the entry of a reply, in the patient's own words: redact it before it is written.

    Args:
        explained: the reply and how it came about.
        key: random name of the entry.
        time: when the message came, in UTC.
        is_followup: whether something was said before.
    """
    reply, found, decision = explained.reply, explained.found, explained.decision
    urgent = explained.urgent
    return Entry(
        key=key,
        time=time,
        question=reply.question,
        interpreted_as=reply.interpreted_as,
        is_followup=is_followup,
        kind=reply.kind,
        confidence=decision.confidence if decision and reply.kind is ReplyKind.ANSWER else None,
        margin=found.margin if found else None,
        topic=(found.topics[0][0].name, found.topics[0][1]) if found and found.topics else None,
        urgent=f"{urgent.tier}/{urgent.sign}" if urgent else None,
        shown=tuple(link.partition("#")[2] for link in (quote.link for quote in reply.quotes)),
        nearest=tuple(
            Near(hit.passage.id, hit.passage.article, hit.score, hit.own)
            for hit in (found.hits if found else ())[:NEAREST]
        ),
        vector=found.vector.astype(np.float16) if found else None,
        ms=reply.ms,
        index=reply.index,
    )
