"""Planted gaps: families of wordings that the generated month's patients use, and an index that does not know them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.staff.gap_kind import GapKind
from index.learn import Lesson, fit_all
from index.passage import Passage
from index.store import Index
from index.view import ViewKind

FILE = Path(__file__).with_name("planted.yaml")


@dataclass(frozen=True)
class Planted:
    """One planted gap.

    Attributes:
        gap: its name.
        kind: what kind of gap it is, by what the articles say.
        wordings: how patients ask.
        says: words of the passages that answer it, where it is unreachable; else "".
        topics: topics of the corpus that ask for the same; the month's other questions must not come from them.
    """

    gap: str
    kind: GapKind
    wordings: tuple[str, ...]
    says: str = ""
    topics: tuple[str, ...] = ()

    def is_answered_by(self, passage: Passage) -> bool:
        """Tell whether a passage is the one that nobody finds."""
        return bool(self.says) and self.says.lower() in passage.text.lower()


def planted_gaps() -> tuple[Planted, ...]:
    """Read the planted gaps."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Planted(
            row["gap"],
            GapKind(row["kind"]),
            tuple(row["wordings"]),
            row.get("says", ""),
            tuple(row.get("topics", ())),
        )
        for row in rows
    )


HELD_OUT = 3
"""One in so many of the corpus's own questions is taken out of the index, so that the month can ask it."""


@dataclass(frozen=True)
class Unlearned:
    """An index that has not seen what the month asks.

    Attributes:
        index: without the questions of the unreachable passages and without every third other one.
        asked: rows of the views of the whole index that were taken out and may be asked.
    """

    index: Index
    asked: tuple[int, ...]


def unlearn(index: Index, planted: Sequence[Planted]) -> Unlearned:
    """Make the index as it was before anybody wrote down these questions.

    The adapter is fitted again without them; the thresholds are kept (a full build moves them by 0.006 at most, and
    takes three minutes).
    """
    hidden = {row for row, passage in enumerate(index.passages) if any(gap.is_answered_by(passage) for gap in planted)}
    questions = dict.fromkeys(view.text for view in index.views if view.is_question)
    held_out = set(list(questions)[::HELD_OUT])
    unreachable = {view.text for view in index.views if view.kind is ViewKind.QUESTION and view.target in hidden}
    taken_out = held_out | unreachable
    gone = [view.is_question and view.text in taken_out for view in index.views]
    rows = [row for row, is_gone in enumerate(gone) if not is_gone]
    views, encoded = [index.views[row] for row in rows], index.encoded[rows]
    calibration = index.manifest.calibration
    adapter = fit_all(Lesson(index.passages, len(index.topics), views, encoded), calibration.held_out["pull"])
    kept = Index.from_encoded(
        index.passages,
        index.topics,
        views,
        encoded,
        adapter,
        model=index.manifest.model,
        sources=index.manifest.sources,
        calibration=calibration,
    )
    asked = (row for row, is_gone in enumerate(gone) if is_gone and index.views[row].text not in unreachable)
    return Unlearned(kept, tuple(asked))
