"""Entries made by hand."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from bot.question_log.entry import Entry
from bot.reply import Confidence, ReplyKind
from index.encoder import Vectors

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def entry(key: str, question: str | None = None, vector: Vectors | None = None, **changes) -> Entry:
    """Make an entry of a refused question, unless told otherwise."""
    made = Entry(
        key=key,
        time=NOON,
        question=question,
        interpreted_as=None,
        is_followup=False,
        kind=ReplyKind.NOT_FOUND,
        confidence=None,
        margin=-0.1,
        topic=None,
        urgent=None,
        shown=(),
        nearest=(),
        vector=None if vector is None else vector.astype(np.float16),
        ms=10.0,
        index="index",
    )
    return replace(made, **changes)


def answered(key: str, *shown: str, confidence: Confidence = Confidence.HIGH, **changes) -> Entry:
    """Make an entry of an answer that quoted these passages."""
    return entry(key, kind=ReplyKind.ANSWER, confidence=confidence, shown=shown, **changes)
