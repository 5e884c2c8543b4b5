"""The question log as a table: its columns, and how an entry becomes a row and a row an entry.

Imports SQLAlchemy (about 0.3 s): only the store imports this module.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, SmallInteger, Table
from sqlalchemy import String as Text

from bot.question_log.entry import Entry, Near, Reason, Vector
from bot.reply import Confidence, ReplyKind

VERSION = 1
"""Version of the tables below; raise it with any change to them."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
STORED = np.dtype("<f2")
"""Vectors are float16, little-endian, whatever the machine: 768 bytes for 384 dimensions."""

metadata = MetaData()

versions = Table("question_log_version", metadata, Column("version", Integer, nullable=False))

questions = Table(
    "questions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("time", BigInteger, nullable=False),  # microseconds since 1970, UTC: exact, and quick to compare
    Column("question", Text),
    Column("interpreted_as", Text),
    Column("is_followup", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("confidence", Text),
    Column("margin", Float),
    Column("topic", Text),
    Column("topic_score", Float),
    Column("urgent", Text),
    Column("shown", Text, nullable=False),  # JSON: ids
    Column("nearest", Text, nullable=False),  # JSON: [passage, article, score, own] each
    Column("ms", Float, nullable=False),
    Column("index", Text, nullable=False),
    Column("thumb", SmallInteger, nullable=False),
    Column("reason", Text),
    Column("vector", LargeBinary),
    Index("questions_by_time", "time"),
    Index("questions_by_kind", "kind", "time"),
)

COLUMNS = tuple(column for column in questions.columns if column.name != "vector")
"""What `from_row` takes, in order; the vector may follow."""


def microseconds(time: datetime) -> int:
    """Return a time that knows its zone as microseconds since 1970."""
    return (time - EPOCH) // MICROSECOND


def to_row(entry: Entry) -> dict[str, Any]:
    """Return an entry as the values of its row."""
    return {
        "key": entry.key,
        "time": microseconds(entry.time),
        "question": entry.question,
        "interpreted_as": entry.interpreted_as,
        "is_followup": entry.is_followup,
        "kind": entry.kind.value,
        "confidence": entry.confidence.value if entry.confidence else None,
        "margin": entry.margin,
        "topic": entry.topic[0] if entry.topic else None,
        "topic_score": entry.topic[1] if entry.topic else None,
        "urgent": entry.urgent,
        "shown": json.dumps(entry.shown, ensure_ascii=False),
        "nearest": json.dumps([(near.passage, near.article, near.score, near.own) for near in entry.nearest]),
        "ms": entry.ms,
        "index": entry.index,
        "thumb": entry.thumb,
        "reason": entry.reason.value if entry.reason else None,
        "vector": None if entry.vector is None else entry.vector.astype(STORED).tobytes(),
    }


def from_row(row: Sequence[Any]) -> Entry:
    """Return a row of `COLUMNS`, with or without the vector at its end, as an entry."""
    key, time, question, interpreted_as, is_followup, kind, confidence, margin, topic, topic_score, *rest = row
    urgent, shown, nearest, ms, index, thumb, reason, *vector = rest
    return Entry(
        key,
        EPOCH + timedelta(microseconds=time),
        question,
        interpreted_as,
        bool(is_followup),
        _KINDS[kind],
        _CONFIDENCES[confidence],
        margin,
        None if topic is None else (topic, topic_score),
        urgent,
        _shown(shown),
        tuple([Near(*near) for near in json.loads(nearest)]),
        _vector(vector[0]) if vector else None,
        ms,
        index,
        thumb,
        _REASONS[reason],
    )


# Looked up some ten thousand times for one page: a dictionary is several times as quick as calling the enumeration.
_KINDS = {kind.value: kind for kind in ReplyKind}
_CONFIDENCES: dict[str | None, Confidence | None] = {None: None, **{each.value: each for each in Confidence}}
_REASONS: dict[str | None, Reason | None] = {None: None, **{each.value: each for each in Reason}}


@lru_cache(maxsize=4096)
def _shown(ids: str) -> tuple[str, ...]:
    return tuple(json.loads(ids))


def _vector(stored: bytes | None) -> Vector | None:
    return None if stored is None else np.frombuffer(stored, dtype=STORED)
