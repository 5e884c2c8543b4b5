"""How people say since when: ``30d``, ``12h``, ``2w``, or a date."""

import re
from datetime import UTC, datetime, timedelta

from index.errors import SettingsError

UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}

_AGO = re.compile(r"(\d{1,4})([hdw])")


def moment(text: str, *, now: datetime) -> datetime:
    """Return the moment that a text names: so long before now, or a date (its midnight) or time, in UTC.

    Args:
        text: such as ``30d``, ``12h``, ``2w``, ``2026-03-01`` or ``2026-03-01T09:00+05:30``.
        now: what "ago" counts from, in UTC.

    Raises:
        SettingsError: it names none.
    """
    ago = _AGO.fullmatch(text.strip().lower())
    try:
        if ago:
            return now - int(ago[1]) * UNITS[ago[2]]
        named = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise SettingsError(f"{text!r} is no time; expected 30d, 12h, 2w or a date like 2026-03-01") from None
    return named.astimezone(UTC) if named.tzinfo else named.replace(tzinfo=UTC)
