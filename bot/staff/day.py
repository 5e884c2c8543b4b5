"""Days: what became of the messages of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from bot.question_log.entry import Entry
from bot.reply import ReplyKind


@dataclass(frozen=True)
class Day:
    """One day, in UTC.

    Attributes:
        date: which.
        answered: answers.
        refused: messages that got none.
        urgent: urgent messages.
        smalltalk: small talk.
        up: thumbs up.
        down: thumbs down.
    """

    date: date
    answered: int
    refused: int
    urgent: int
    smalltalk: int
    up: int
    down: int

    @property
    def total(self) -> int:
        """Messages of the day."""
        return self.answered + self.refused + self.urgent + self.smalltalk


def days_of(entries: Iterable[Entry]) -> tuple[Day, ...]:
    """Count entries by day, from the first day to the last, quiet ones too."""
    kinds: Counter[tuple[date, ReplyKind]] = Counter()
    thumbs: Counter[tuple[date, int]] = Counter()
    for entry in entries:
        day = entry.time.astimezone(UTC).date()
        kinds[day, entry.kind] += 1
        thumbs[day, entry.thumb] += 1
    if not kinds:
        return ()
    first, last = min(kinds)[0], max(kinds)[0]
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(
        Day(
            date=day,
            answered=kinds[day, ReplyKind.ANSWER],
            refused=kinds[day, ReplyKind.NOT_FOUND],
            urgent=kinds[day, ReplyKind.URGENT],
            smalltalk=kinds[day, ReplyKind.SMALLTALK],
            up=thumbs[day, 1],
            down=thumbs[day, -1],
        )
        for day in every
    )
