"""Overview: how much was asked, what became of it, and what was asked most."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.question_log.entry import Entry, Reason
from bot.reply import Confidence, ReplyKind
from bot.staff.day import Day, days_of
from index.words import words

TOP = 20
"""Questions that are listed: about a screen."""


@dataclass(frozen=True)
class TopQuestion:
    """A question that was asked often, in these words or the same with other capitals and marks.

    Attributes:
        text: as the latest patient wrote it.
        count: how often.
        refused: how often it got no answer.
    """

    text: str
    count: int
    refused: int


@dataclass(frozen=True)
class Overview:
    """What a log holds.

    Attributes:
        days: every day from the first to the last, quiet ones too.
        low: answers of low confidence.
        followups: messages that followed another.
        reasons: why thumbs went down, the most frequent first.
        top: the most frequent questions; empty where words are not kept.
        median_ms: half of the replies took at most this, in milliseconds; 0 where there are none.
        p95_ms: 95 % of the replies took at most this.
    """

    days: tuple[Day, ...]
    low: int
    followups: int
    reasons: tuple[tuple[Reason, int], ...]
    top: tuple[TopQuestion, ...]
    median_ms: float
    p95_ms: float

    @classmethod
    def of(cls, entries: Iterable[Entry], since: datetime | None = None) -> "Overview":
        """Count entries, those from ``since`` on where it is given."""
        counted = [entry for entry in entries if since is None or entry.time >= since]
        took = sorted(entry.ms for entry in counted)
        reasons = Counter(entry.reason for entry in counted if entry.reason is not None)
        return cls(
            days=days_of(counted),
            low=sum(entry.confidence is Confidence.LOW for entry in counted),
            followups=sum(entry.is_followup for entry in counted),
            reasons=tuple(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))),
            top=_top(counted),
            median_ms=_quantile(took, 0.5),
            p95_ms=_quantile(took, 0.95),
        )

    @property
    def total(self) -> int:
        """All messages."""
        return sum(day.total for day in self.days)

    @property
    def answered(self) -> int:
        """Messages that were answered."""
        return sum(day.answered for day in self.days)

    @property
    def refused(self) -> int:
        """Messages that no passage answered."""
        return sum(day.refused for day in self.days)

    @property
    def urgent(self) -> int:
        """Urgent messages."""
        return sum(day.urgent for day in self.days)

    @property
    def smalltalk(self) -> int:
        """Messages of small talk."""
        return sum(day.smalltalk for day in self.days)

    @property
    def up(self) -> int:
        """Thumbs up."""
        return sum(day.up for day in self.days)

    @property
    def down(self) -> int:
        """Thumbs down."""
        return sum(day.down for day in self.days)

    @property
    def answered_share(self) -> float:
        """Share of answers among the messages that asked the articles for something; 0 where there are none."""
        asked = self.answered + self.refused
        return self.answered / asked if asked else 0.0


def _top(entries: Sequence[Entry]) -> tuple[TopQuestion, ...]:
    same: dict[str, list[Entry]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for entry in entries:
        if entry.question is not None and entry.kind in {ReplyKind.ANSWER, ReplyKind.NOT_FOUND}:
            if entry.question not in spelled:
                spelled[entry.question] = " ".join(words(entry.question)) or entry.question
            same[spelled[entry.question]].append(entry)
    most = sorted(same.items(), key=lambda each: (-len(each[1]), each[0]))[:TOP]
    return tuple(
        TopQuestion(
            text=str(max(asked, key=lambda entry: entry.time).question),
            count=len(asked),
            refused=sum(entry.kind is ReplyKind.NOT_FOUND for entry in asked),
        )
        for _, asked in most
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value that this share of the values do not exceed, by the nearest rank."""
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)] if ordered else 0.0
