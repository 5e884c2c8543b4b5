"""The question log on disk. Imports SQLAlchemy (about 0.3 s): import this module where a log is opened."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, case, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.question_log.database import engine_of, make_file, name, reason
from bot.question_log.entry import Entry, Reason
from bot.question_log.errors import QuestionLogError
from bot.question_log.table import (
    COLUMNS,
    EPOCH,
    VERSION,
    from_row,
    metadata,
    microseconds,
    questions,
    to_row,
    versions,
)
from bot.reply import Confidence, ReplyKind

DAY = 86_400_000_000
"""Microseconds of a day."""

_Statement = TypeVar("_Statement", bound=Select[Any])


@dataclass(frozen=True)
class Filter:
    """Which entries to read.

    Attributes:
        since: earliest time, included; None for no limit.
        until: latest time, left out; None for no limit.
        kinds: kinds of reply; empty for all.
        only_down: only those with a thumb down.
        only_open: only those refused, answered with low confidence, or with a thumb down.
        with_vectors: whether to read the vectors, which are most of the bytes; without them they are None.
    """

    since: datetime | None = None
    until: datetime | None = None
    kinds: tuple[ReplyKind, ...] = ()
    only_down: bool = False
    only_open: bool = False
    with_vectors: bool = False


@dataclass(frozen=True)
class DayCount:
    """How many messages of one kind came on one day (UTC), and how many of their replies got a thumb."""

    day: date
    kind: ReplyKind
    count: int
    up: int
    down: int


class QuestionLog:
    """Entries in a database; any number of threads may use it. The database is opened, and made, on first use."""

    def __init__(self, url: str) -> None:
        """Take the URL of the database: ``sqlite:///path`` or ``postgresql+psycopg://...``.

        Raises:
            SettingsError: the URL cannot be used.
        """
        self._engine = engine_of(url)
        self._opening = Lock()
        self._is_open = self._is_closed = False

    def append(self, entries: Sequence[Entry]) -> None:
        """Write entries, all or none.

        Raises:
            QuestionLogError: they could not be written.
        """
        if entries:
            with self._transaction() as connection:
                connection.execute(insert(questions), [to_row(each) for each in entries])

    def feedback(self, key: str, thumb: int, reason: Reason | None = None) -> bool:
        """Set the thumb of an entry, and why it is down; return whether there is such an entry.

        Raises:
            QuestionLogError: it could not be written.
        """
        change = update(questions).where(questions.c.key == key)
        with self._transaction() as connection:
            done = connection.execute(change.values(thumb=thumb, reason=reason.value if reason else None))
        return done.rowcount > 0

    def entries(self, chosen: Filter = Filter()) -> list[Entry]:
        """Read entries, oldest first; ties break by key.

        Raises:
            QuestionLogError: the log could not be read.
        """
        columns = (*COLUMNS, questions.c.vector) if chosen.with_vectors else COLUMNS
        wanted = _chosen(select(*columns), chosen).order_by(questions.c.time, questions.c.key)
        with self._transaction() as connection, _uncollected():
            return [from_row(values) for values in connection.execute(wanted)]

    def counts_by_day(self, since: datetime | None = None) -> tuple[DayCount, ...]:
        """Count entries per day and kind, in that order; days and kinds without any are left out.

        Raises:
            QuestionLogError: the log could not be read.
        """
        day = (questions.c.time // DAY).label("day")
        thumbs = (func.sum(case((questions.c.thumb == thumb, 1), else_=0)) for thumb in (1, -1))
        wanted = _chosen(select(day, questions.c.kind, func.count(), *thumbs), Filter(since=since))
        wanted = wanted.group_by(day, questions.c.kind).order_by(day, questions.c.kind)
        with self._transaction() as connection:
            return tuple(
                DayCount((EPOCH + timedelta(days=int(days))).date(), ReplyKind(kind), count, int(up), int(down))
                for days, kind, count, up, down in connection.execute(wanted)
            )

    def purge(self, before: datetime) -> int:
        """Delete what is older, leaving no trace of it in the files of SQLite; return how many entries.

        Raises:
            QuestionLogError: they could not be deleted.
        """
        with self._transaction() as connection:
            done = connection.execute(delete(questions).where(questions.c.time < microseconds(before)))
        if done.rowcount and self._engine.dialect.name == "sqlite":
            with self._transaction() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return done.rowcount

    def close(self) -> None:
        """Close the database; the log cannot be used afterwards."""
        self._is_closed = True
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Give a connection whose work is committed at the end, or rolled back if anything fails."""
        if self._is_closed:
            raise QuestionLogError(f"{name(self._engine.url)}: the question log is closed")
        try:
            self._open()
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise QuestionLogError(
                f"{name(self._engine.url)}: the question log cannot be used ({reason(error)})"
            ) from error

    def _open(self) -> None:
        """Make the file and the tables if there are none, and see that the tables are those of this version."""
        with self._opening:
            if self._is_open:
                return
            make_file(self._engine.url)
            with self._engine.begin() as connection:
                for table in metadata.sorted_tables:
                    connection.execute(CreateTable(table, if_not_exists=True))
                    for each in table.indexes:
                        connection.execute(CreateIndex(each, if_not_exists=True))
                self._require_version(connection)
            self._is_open = True

    def _require_version(self, connection: Connection) -> None:
        found = connection.execute(select(func.max(versions.c.version))).scalar()
        if found is None:
            connection.execute(insert(versions).values(version=VERSION))
        elif found != VERSION:
            raise QuestionLogError(
                f"{name(self._engine.url)}: the question log has version {found}, this program reads {VERSION}; "
                "use the program that wrote it, or name another database in BOT_LOG_URL"
            )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector out while objects are made that all stay: 50,000 entries take 0.5 s, not 0.8 s."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _chosen(wanted: _Statement, chosen: Filter) -> _Statement:
    if chosen.since:
        wanted = wanted.where(questions.c.time >= microseconds(chosen.since))
    if chosen.until:
        wanted = wanted.where(questions.c.time < microseconds(chosen.until))
    if chosen.kinds:
        wanted = wanted.where(questions.c.kind.in_([kind.value for kind in chosen.kinds]))
    if chosen.only_down:
        wanted = wanted.where(questions.c.thumb == -1)
    if chosen.only_open:
        is_refused = questions.c.kind == ReplyKind.NOT_FOUND.value
        is_unsure = questions.c.confidence == Confidence.LOW.value
        wanted = wanted.where(is_refused | is_unsure | (questions.c.thumb == -1))
    return wanted
