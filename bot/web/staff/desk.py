"""The desk: what the staff's pages work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.live import LiveBot
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.question_log.store import QuestionLog


@dataclass(frozen=True)
class Desk:
    """What every tab is built on.

    Attributes:
        live: the bot in service; a tab takes ``current`` once for each thing it shows.
        settings: where the corpus and the index are.
        log: the question log, or None where none is kept.
        clock: tells the time, in UTC.
    """

    live: LiveBot
    settings: Settings
    log: "QuestionLog | None" = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
