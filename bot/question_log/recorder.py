"""The recorder: takes what became of a message off the reply's path and writes it in a thread of its own.

Nothing here may cost a patient an answer. A full queue, a full disk or a locked database costs an entry, which is
counted and told (see losses).
"""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from queue import Empty, Full, Queue
from threading import Thread
from typing import TYPE_CHECKING

from bot.answer import Explained
from bot.message import clean
from bot.question_log.entry import Entry, Reason, entry_of
from bot.question_log.losses import Losses
from bot.question_log.redact import redact
from bot.question_log.settings import Keep, LogSettings

if TYPE_CHECKING:
    from bot.question_log.store import QuestionLog

QUEUED = 1_000
"""Entries that wait to be written: minutes of a busy site, about 2 MB."""

BATCH = 256
"""Entries written in one transaction."""

KEPT_CHARACTERS = 1_000
"""The words of a longer message are not kept: redacting takes 1 to 3 ms for as many, and no question is as long."""

PURGE_EVERY_S = 24 * 60 * 60.0
DRAIN_S = 2.0
"""How long `close` waits for what is queued."""


@dataclass(frozen=True)
class _Thumb:
    key: str
    thumb: int
    reason: Reason | None


class _Stop:
    """The last thing in the queue."""


class Recorder:
    """Keeps entries in a question log. Neither `record` nor `feedback` ever raises or waits."""

    def __init__(
        self,
        log: "QuestionLog",
        settings: LogSettings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        queued: int = QUEUED,
    ) -> None:
        """Start the writer, which first deletes what is too old; with ``Keep.NOTHING`` the log is never touched.

        Args:
            log: where to write; closing it, after `close`, is up to the caller.
            settings: what to keep.
            clock: tells the time, in UTC.
            queued: entries that may wait to be written.
        """
        self._log, self._settings, self._clock = log, settings, clock
        self._queue: Queue[Entry | _Thumb | _Stop] = Queue(queued)
        self._losses = Losses()
        self._is_closed = settings.keep is Keep.NOTHING
        self._writer = Thread(target=self._write, name="question-log", daemon=True)
        if not self._is_closed:
            redact("call 98765 43210")  # loads the plans of telephone numbers, 0.1 s, before the first patient waits
            self._writer.start()

    @property
    def lost(self) -> int:
        """Entries and thumbs that were not written, so far."""
        return self._losses.count

    def record(self, explained: Explained, is_followup: bool) -> str | None:
        """Queue what became of a message; return the key for feedback, or None where nothing is kept.

        Personal data is taken out here, before anything is queued.
        """
        if self._is_closed:
            return None
        with self._losses.guard(1):
            key = secrets.token_urlsafe(12)
            entry = self._kept(entry_of(explained, key=key, time=self._clock(), is_followup=is_followup))
            return key if self._put(entry) else None
        return None

    def feedback(self, key: str, thumb: int, reason: Reason | None = None) -> bool:
        """Queue a patient's thumb (1 up, -1 down, 0 taken back) and why it is down; return whether it was queued."""
        if self._is_closed or thumb not in {1, 0, -1}:
            return False
        return self._put(_Thumb(key, thumb, reason if thumb == -1 else None))

    def close(self) -> None:
        """Write what is queued, for at most two seconds; what is recorded later is dropped."""
        if self._is_closed:
            return
        self._is_closed = True
        until = time.monotonic() + DRAIN_S
        with suppress(Full):
            self._queue.put(_Stop(), timeout=DRAIN_S)
        self._writer.join(max(0.0, until - time.monotonic()))
        if self._writer.is_alive():
            self._losses.add(self._queue.qsize(), "the database did not take them in time")
        self._losses.tell()

    def _kept(self, entry: Entry) -> Entry:
        if self._settings.keep is not Keep.WORDS:
            return replace(entry, question=None, interpreted_as=None)
        return replace(entry, question=_words(entry.question), interpreted_as=_words(entry.interpreted_as))

    def _put(self, item: Entry | _Thumb) -> bool:
        try:
            self._queue.put_nowait(item)
        except Full:
            self._losses.add(1, "more came than could be written")
            return False
        return True

    def _write(self) -> None:
        purge_at = time.monotonic()
        is_last = False
        while not is_last:
            if time.monotonic() >= purge_at:
                purge_at = time.monotonic() + PURGE_EVERY_S
                with self._losses.guard(0):
                    self._log.purge(self._clock() - timedelta(days=self._settings.days))
            batch = self._take(purge_at - time.monotonic())
            is_last = any(isinstance(item, _Stop) for item in batch)
            self._store(batch)

    def _take(self, timeout: float) -> list[Entry | _Thumb | _Stop]:
        """Wait for something to write and take it with what is there already; nothing if it is time to purge."""
        batch: list[Entry | _Thumb | _Stop] = []
        with suppress(Empty):
            batch.append(self._queue.get(timeout=max(0.0, timeout)))
            while len(batch) < BATCH:
                batch.append(self._queue.get_nowait())
        return batch

    def _store(self, batch: list[Entry | _Thumb | _Stop]) -> None:
        """Write entries, then the thumbs, which may be of one of them."""
        entries = [item for item in batch if isinstance(item, Entry)]
        with self._losses.guard(len(entries)):
            self._log.append(entries)
        for item in batch:
            if isinstance(item, _Thumb):
                with self._losses.guard(1):
                    self._log.feedback(item.key, item.thumb, item.reason)


def _words(text: str | None) -> str | None:
    """Return a text without personal data; None where it is too long to keep."""
    return None if text is None or len(text) > KEPT_CHARACTERS else redact(clean(text))
