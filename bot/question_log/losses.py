"""What the question log could not keep: counted, and told in the program's log without a word of the patient's."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from bot.question_log.errors import QuestionLogError

log = logging.getLogger(__name__)

TELL_EVERY_S = 60.0
"""Losses are told at once, and while they go on once in this time: reports must not be what fills the disk."""


class Losses:
    """Counts what is lost; any number of threads may add to it.

    Attributes:
        count: entries and thumbs lost so far.
    """

    def __init__(self) -> None:
        self.count = self._untold = 0
        self._why = ""
        self._tell_at = time.monotonic()
        self._lock = Lock()

    def add(self, count: int, why: str) -> None:
        """Count what was lost, and why."""
        with self._lock:
            self.count += count
            self._untold += count
            self._why = why
            if time.monotonic() >= self._tell_at:
                self._tell()

    def tell(self) -> None:
        """Tell what has not been told yet."""
        with self._lock:
            if self._untold:
                self._tell()

    @contextmanager
    def guard(self, at_stake: int) -> Iterator[None]:
        """Turn whatever goes wrong into losses: the one place of the question log where any exception is caught."""
        try:
            yield
        except QuestionLogError as error:
            self.add(at_stake, str(error))
        except Exception as error:  # noqa: BLE001 (it must not cost a reply; its message may quote the patient)
            self.add(at_stake, type(error).__name__)

    def _tell(self) -> None:
        log.warning("question log: %d entries lost, %d since the start: %s", self._untold, self.count, self._why)
        self._untold = 0
        self._tell_at = time.monotonic() + TELL_EVERY_S
