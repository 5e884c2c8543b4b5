"""Entries and replies to log."""

from datetime import UTC, datetime
from typing import Any

import numpy as np

from bot.answer import Explained
from bot.question_log.entry import Entry, Near, Reason
from bot.reply import Confidence, Reply, ReplyKind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_entry(key: str, **changes: Any) -> Entry:
    """Make an entry with something in every field; vectors are exact in float16."""
    values = {
        "time": NOON,
        "question": "is it painful — हाँ?",
        "interpreted_as": "dry needling: is it painful",
        "is_followup": True,
        "kind": ReplyKind.ANSWER,
        "confidence": Confidence.MEDIUM,
        "margin": 0.125,
        "topic": ("cost", 0.5),
        "urgent": None,
        "shown": ("p1", "p2"),
        "nearest": (Near("p1", "sciatica", 0.75, 0.25), Near("p2", "stenosis", 0.5, -0.125)),
        "vector": np.array([0.5, -0.25, 0.0], dtype=np.float16),
        "ms": 12.5,
        "index": "abc",
        "thumb": -1,
        "reason": Reason.UNCLEAR,
    }
    return Entry(key, **(values | changes))


def explained(question: str, *, interpreted_as: str | None = None) -> Explained:
    """Make a refusal of a question."""
    return Explained(Reply("q", question, ReplyKind.NOT_FOUND, "Sorry.", interpreted_as, (), "Ask.", "abc", 1.5))
