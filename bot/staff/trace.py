"""A trace: the whole reasoning of one reply, for the staff page "Try a question"."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.answer import Explained, FaqBot
from bot.followup import readings
from bot.message import Asked
from bot.reply import Reply
from bot.retrieve import Found, Hit
from bot.staff.fate import QUOTED, fates
from bot.urgent import Urgent
from index.calibration import Calibration
from index.encoder import Vectors
from index.store import Index
from index.topic import Topic
from index.view import ViewKind

PASSAGES = 10
"""Passages that are traced, best first: the quotes and what came close."""

VIEWS = 5
"""Views that are listed for each of them."""


@dataclass(frozen=True)
class Matched:
    """A view that brought a passage near.

    Attributes:
        kind: what its text is.
        text: the text.
        voice: who writes like that, for a patient question; else "".
        cosines: similarity to each reading of the message, in order of ``Trace.readings``.
    """

    kind: ViewKind
    text: str
    voice: str
    cosines: tuple[float, ...]

    @property
    def cosine(self) -> float:
        """Mean similarity over the readings, as ranking takes it."""
        return sum(self.cosines) / len(self.cosines)


@dataclass(frozen=True)
class TracedPassage:
    """A passage that was quoted, or nearly.

    Attributes:
        hit: the passage with its signals.
        views: the views nearest to the message, nearest first.
        fate: ``quoted``, or in a few words why it was not.
    """

    hit: Hit
    views: tuple[Matched, ...]
    fate: str

    @property
    def is_quoted(self) -> bool:
        """Whether the reply shows it."""
        return self.fate == QUOTED


@dataclass(frozen=True)
class Trace:
    """How a reply came about.

    Attributes:
        reply: what the patient gets.
        readings: the texts that were searched for: the message, and with what was said before.
        is_carried: whether what was said before brought the message nearer to its best passage.
        urgent: the sign and the evidence of an urgent message; nothing else happened then.
        smalltalk: the small talk that it was taken for.
        margin: what the decision was made by; None where nothing was decided.
        calibration: the thresholds that the margin was held against.
        reason: of the decision, in one line; "" where nothing was decided.
        passages: the best passages, best first.
        topics: the best left-out topics with their scores, best first.
    """

    reply: Reply
    readings: tuple[str, ...]
    is_carried: bool
    urgent: Urgent | None
    smalltalk: Topic | None
    margin: float | None
    calibration: Calibration
    reason: str
    passages: tuple[TracedPassage, ...]
    topics: tuple[tuple[Topic, float], ...]

    @property
    def near_misses(self) -> tuple[TracedPassage, ...]:
        """The traced passages that were not quoted."""
        return tuple(each for each in self.passages if not each.is_quoted)


def trace(bot: FaqBot, question: str, history: Sequence[str] = ()) -> Trace:
    """Answer a message and keep the whole reasoning.

    Args:
        bot: who answers.
        question: the message.
        history: the patient's earlier messages, oldest first.
    """
    asked = Asked(question, tuple(history))
    explained = bot.explain(asked)
    found = explained.found
    read = readings(asked.message, asked.turns) if found else ()
    return Trace(
        reply=explained.reply,
        readings=read,
        is_carried=bool(found and asked.turns and found.is_carried),
        urgent=explained.urgent,
        smalltalk=found.smalltalk if found else None,
        margin=found.margin if found else None,
        calibration=bot.index.manifest.calibration,
        reason=explained.decision.reason if explained.decision else "",
        passages=_passages(explained, found, bot, bot.encoder.encode_queries(read)) if found else (),
        topics=found.topics if found else (),
    )


def _passages(explained: Explained, found: Found, bot: FaqBot, vectors: Vectors) -> tuple[TracedPassage, ...]:
    hits = found.hits[:PASSAGES]
    views = _matched(bot.index, vectors, [hit.passage.id for hit in hits])
    every = zip(hits, fates(explained, hits), strict=True)
    return tuple(TracedPassage(hit, views[hit.passage.id], fate) for hit, fate in every)


def _matched(index: Index, vectors: Vectors, wanted: Sequence[str]) -> dict[str, tuple[Matched, ...]]:
    """List the views of some passages that are nearest to the readings of a message."""
    names = set(wanted)
    chosen = np.array([row for row, passage in enumerate(index.passages) if passage.id in names], dtype=np.int64)
    part = index.layout.part(chosen)
    cosines = index.adapter.map_questions(vectors) @ index.vectors.at(part.rows).T
    means = cosines.mean(axis=0)
    return {
        index.passages[row].id: tuple(
            Matched(
                index.views[part.rows[at]].kind,
                index.views[part.rows[at]].text,
                index.views[part.rows[at]].voice,
                tuple(float(cosine) for cosine in cosines[:, at]),
            )
            for at in start + np.argsort(-means[start : start + size], kind="stable")[:VIEWS]
        )
        for row, start, size in zip(chosen.tolist(), part.starts, part.sizes, strict=True)
    }
