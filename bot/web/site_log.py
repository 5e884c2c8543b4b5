"""The site's question log: opened when the settings ask for one, told to the patients, and closed at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clinic import Clinic
from bot.question_log.settings import Keep, LogSettings

if TYPE_CHECKING:
    from bot.question_log.recorder import Recorder
    from bot.question_log.store import QuestionLog


@dataclass(frozen=True)
class SiteLog:
    """A question log in use.

    Attributes:
        log: what the staff reads.
        recorder: what the chat writes with.
        settings: what is kept, and for how long.
    """

    log: "QuestionLog"
    recorder: "Recorder"
    settings: LogSettings

    def notice(self, clinic: Clinic) -> str:
        """Tell patients what is kept, in the clinic's own words."""
        said = clinic.messages.log_words if self.settings.keep is Keep.WORDS else clinic.messages.log_outcomes
        return clinic.fill(said.replace("{days}", str(self.settings.days)))


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
        yield SiteLog(log, recorder, settings)
    finally:
        recorder.close()
        log.close()
