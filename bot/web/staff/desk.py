"""The desk: what the staff's pages work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.live import LiveBot
from bot.question_log.entry import Entry
from bot.settings import Settings
from bot.staff.publish import Publisher

if TYPE_CHECKING:
    from bot.question_log.store import QuestionLog


@dataclass(frozen=True)
class Desk:
    """What every tab is built on.

    Attributes:
        publisher: puts a fix into service.
        log: the question log, or None where none is kept.
        clock: tells the time, in UTC.
    """

    publisher: Publisher
    log: "QuestionLog | None" = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def live(self) -> LiveBot:
        """The bot in service; a tab takes ``current`` once for each thing it shows."""
        return self.publisher.live

    @property
    def settings(self) -> Settings:
        """Where the corpus and the index are."""
        return self.publisher.settings

    def entries(self, days: int, *, with_vectors: bool = False, only_open: bool = False) -> list[Entry]:
        """Read the log of the last days, oldest first; nothing where none is kept.

        Args:
            days: how many.
            with_vectors: whether the vectors are needed.
            only_open: only what was refused, answered with low confidence, or disliked.

        Raises:
            QuestionLogError: the log could not be read.
        """
        if self.log is None:
            return []
        # Importing SQLAlchemy takes 0.3 s; where there is a log, it is imported already.
        from bot.question_log.store import Filter

        since = self.clock() - timedelta(days=days)
        return self.log.entries(Filter(since=since, with_vectors=with_vectors, only_open=only_open))
