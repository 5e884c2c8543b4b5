"""The site's question log: opened when the settings ask for one, told to the patients, and closed at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.question_log.settings import Keep, LogSettings

if TYPE_CHECKING:
    from bot.question_log.recorder import Recorder
    from bot.question_log.store import QuestionLog

_NOTICES = {
    Keep.OUTCOMES: (
        "To improve our articles we count which questions they answer, for {days} days. What you write is not kept."
    ),
    Keep.WORDS: (
        "To improve our articles we keep the questions asked here for {days} days, with names and numbers taken out."
    ),
}


@dataclass(frozen=True)
class SiteLog:
    """A question log in use.

    Attributes:
        log: what the staff reads.
        recorder: what the chat writes with.
        notice: one sentence that tells patients what is kept.
    """

    log: "QuestionLog"
    recorder: "Recorder"
    notice: str


@contextmanager
def open_site_log(settings: LogSettings) -> Iterator[SiteLog | None]:
    """Open the question log while the site serves; None where nothing is to be kept.

    Raises:
        SettingsError: the database's URL cannot be used.
    """
    if settings.keep is Keep.NOTHING:
        yield None
        return
    # Importing SQLAlchemy takes 0.3 s; most sites keep nothing.
    from bot.question_log.recorder import Recorder
    from bot.question_log.store import QuestionLog

    log = QuestionLog(settings.url)
    recorder = Recorder(log, settings)
    try:
        yield SiteLog(log, recorder, _NOTICES[settings.keep].format(days=settings.days))
    finally:
        recorder.close()
        log.close()
