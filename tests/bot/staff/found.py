"""How well planted gaps are found again: share, purity, place and kind."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.staff.gap_kind import GapKind
from bot.staff.gaps import Gap, is_open
from tests.bot.staff.month import Month


@dataclass(frozen=True)
class Found:
    """What became of a planted gap.

    Attributes:
        gap: its name.
        kind: planted.
        planted: its questions in the log.
        open: those that were not answered well, which alone can be found.
        place: of the found gap that holds most of them, 1 for the largest; 0 where no gap holds any.
        share: part of the open ones that it holds.
        purity: part of its questions that belong to the planted gap.
        told: the kind that it is said to be; None where it was not found.
        is_offered: whether one of the passages offered is the one that answers; True where there is none.
    """

    gap: str
    kind: GapKind
    planted: int
    open: int
    place: int
    share: float
    purity: float
    told: GapKind | None
    is_offered: bool

    @property
    def is_found(self) -> bool:
        """Whether a found gap is mostly this one."""
        return self.purity > 0.5


def look_up(month: Month, gaps: Sequence[Gap]) -> tuple[Found, ...]:
    """Find each planted gap of a month again."""
    planted = Counter(month.gap_of.values())
    opened = Counter(month.gap_of[entry.key] for entry in month.entries if entry.key in month.gap_of and is_open(entry))
    inside = [Counter(month.gap_of.get(key, "") for key in gap.keys) for gap in gaps]
    found = []
    for each in month.planted:
        row = max(range(len(gaps)), key=lambda row: (inside[row][each.gap], -row), default=0)
        held = inside[row][each.gap] if gaps else 0
        if not held:
            found.append(Found(each.gap, each.kind, planted[each.gap], opened[each.gap], 0, 0.0, 0.0, None, False))
            continue
        offered = any(each.is_answered_by(offer.passage) for offer in gaps[row].offers)
        found.append(
            Found(
                gap=each.gap,
                kind=each.kind,
                planted=planted[each.gap],
                open=opened[each.gap],
                place=row + 1,
                share=held / opened[each.gap],
                purity=held / gaps[row].count,
                told=gaps[row].kind,
                is_offered=offered or not each.says,
            )
        )
    return tuple(found)
