"""Kinds of gaps on the corpus's own questions: what becomes of passages and topics whose questions were held out.

The planted gaps are few, and the thresholds of a kind were set on them. These gaps are many, and were not.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from bot.staff.gap_kind import GapKind, together
from index.search import search
from index.store import Index
from tests.bot.staff.planted import Planted, unlearn

EVERY = 4
"""One passage in so many loses all its questions."""

LEAST = 3
"""Open questions that make a gap."""


@dataclass(frozen=True)
class HeldOutKinds:
    """What gaps of known kind were said to be.

    Attributes:
        missing: gaps of questions about a topic that is left out.
        missing_right: those of them that are said to be missing.
        unreachable: gaps of questions about a passage that lost its questions.
        unreachable_right: those of them that are said to be unreachable or ambiguous.
        offered: those of them for which the passage, or one that overlaps it, is offered.
    """

    missing: int
    missing_right: int
    unreachable: int
    unreachable_right: int
    offered: int


def held_out_kinds(index: Index) -> HeldOutKinds:
    """Hold questions out, search for them, and tell the kinds of those that are not answered, by what they ask for."""
    hidden = [row for row in range(len(index.passages)) if row % EVERY == 0]
    lost = [Planted(str(row), GapKind.UNREACHABLE, (), index.passages[row].text) for row in hidden]
    unlearned = unlearn(index, lost)
    known = {view.text for view in unlearned.index.views}
    groups: dict[tuple[bool, int], list[int]] = defaultdict(list)
    for row, view in enumerate(index.views):
        is_talk = view.is_of_topic and index.topics[view.target].is_smalltalk
        wanted = view.is_of_topic or view.target in hidden
        if view.is_question and view.text not in known and wanted and not is_talk:
            groups[view.is_of_topic, view.target].append(row)
    opened = {key: _open(rows, index, unlearned.index) for key, rows in groups.items()}
    kept = {key: rows for key, rows in opened.items() if len(rows) >= LEAST}
    found = together([np.asarray(index.encoded[rows]) for rows in kept.values()], unlearned.index)
    missing = [each.kind is GapKind.MISSING for (is_topic, _), each in zip(kept, found, strict=True) if is_topic]
    passages = [(index.passages[row], each) for (is_topic, row), each in zip(kept, found, strict=True) if not is_topic]
    offered = [
        any(offer.passage.id == passage.id or offer.passage.overlaps(passage) for offer in each.offers)
        for passage, each in passages
    ]
    right = [each.kind is not GapKind.MISSING for _, each in passages]
    return HeldOutKinds(len(missing), sum(missing), len(passages), sum(right), sum(offered))


def _open(rows: list[int], index: Index, forgetful: Index) -> list[int]:
    """Keep the rows of questions that are refused or answered with low confidence."""
    found = search(forgetful, np.asarray(index.encoded[rows]))
    low = index.manifest.calibration.medium_from
    return [row for row, evidence in zip(rows, found, strict=True) if evidence.margin < low]
