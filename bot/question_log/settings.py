"""Settings of the question log, read from the environment: whether anything is kept, where, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from index.errors import SettingsError

URL = "sqlite:///var/questions.db"
DAYS = 90
"""A quarter: long enough to see a trend, and no longer than the articles take to be mended."""


class Keep(StrEnum):
    """What is kept of a message."""

    NOTHING = "nothing"
    OUTCOMES = "outcomes"
    WORDS = "words"


@dataclass(frozen=True)
class LogSettings:
    """What is logged.

    Attributes:
        url: database, as SQLAlchemy names it; may hold a password, so it is not in the repr.
        keep: nothing (the default), outcomes without words, or outcomes with redacted words.
        days: what is older is deleted; at least 1.
    """

    url: str = field(default=URL, repr=False)
    keep: Keep = Keep.NOTHING
    days: int = DAYS

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "LogSettings":
        """Read ``BOT_LOG_KEEP``, ``BOT_LOG_URL`` and ``BOT_LOG_DAYS``; an empty variable counts as unset.

        Raises:
            SettingsError: one of them cannot be used; names it and what was expected.
        """
        return cls(
            url=environ.get("BOT_LOG_URL", "").strip() or URL,
            keep=_keep(environ.get("BOT_LOG_KEEP", "").strip().lower() or Keep.NOTHING),
            days=_days(environ.get("BOT_LOG_DAYS", "").strip() or str(DAYS)),
        )


def _keep(value: str) -> Keep:
    try:
        return Keep(value)
    except ValueError:
        raise SettingsError(f"BOT_LOG_KEEP is {value!r}; expected one of {', '.join(Keep)}") from None


def _days(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 36_500:
        raise SettingsError(f"BOT_LOG_DAYS is {value!r}; expected a whole number of days from 1 to 36500")
    return int(value)
