"""Assembly: the text of an index from its chapters, those of an older index taken over as they stand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.calibration import Flags
from index.chapter import Chapter, Fresh
from index.encoder import Vectors
from index.lines import Lines
from index.passage import Passage
from index.store import Index, passage_lines, read_passage
from index.topic import Topic
from index.view import OWN, View, Views, views

Places = npt.NDArray[np.int64]
FRESH = -1


@dataclass(frozen=True)
class Run:
    """Rows of an older index: neighbouring chapters whose files have not changed.

    Attributes:
        passages: rows of their passages.
        questions: rows of the views that show them as patients ask for them.
    """

    passages: slice
    questions: slice

    @property
    def own(self) -> slice:
        """Rows of the views that show them by their own words."""
        return slice(OWN * self.passages.start, OWN * self.passages.stop)

    def is_followed_by(self, other: "Run") -> bool:
        """Tell whether another stands next."""
        return (self.passages.stop, self.questions.stop) == (other.passages.start, other.questions.start)

    def until(self, other: "Run") -> "Run":
        """Join the one that stands next."""
        passages, questions = other.passages.stop, other.questions.stop
        return Run(slice(self.passages.start, passages), slice(self.questions.start, questions))


@dataclass(frozen=True)
class Kept:
    """A chapter of an older index whose files have not changed."""

    chapter: Chapter
    run: Run


def kept_chapters(old: Index) -> Mapping[str, Kept]:
    """Tell where each chapter of an index stands in it, by article."""
    found: dict[str, Kept] = {}
    passage, question = 0, OWN * len(old.passages)
    for chapter in old.chapters:
        ends = passage + chapter.passages, question + chapter.questions
        found[chapter.article] = Kept(chapter, Run(slice(passage, ends[0]), slice(question, ends[1])))
        passage, question = ends
    return found


@dataclass(frozen=True)
class Assembly:
    """The text of an index.

    Attributes:
        chapters: in order of their articles' names.
        passages: all passages.
        topics: what the articles leave out.
        views: all views: by their own words, as patients ask for them, and those of topics.
        kept: row of each view in the older index, or FRESH; shape (views,).
    """

    chapters: tuple[Chapter, ...]
    passages: Lines[Passage]
    topics: tuple[Topic, ...]
    views: Views
    kept: Places

    @cached_property
    def is_kept(self) -> Flags:
        """Which views the older index has."""
        is_kept: Flags = self.kept != FRESH
        return is_kept

    def take_over(self, rows: Vectors, taken: Callable[[slice], Vectors]) -> None:
        """Copy what the older index has of the views that it has; in runs, as the most of them stand side by side.

        Args:
            rows: where to, shape (views, any).
            taken: gives rows of the older index.
        """
        at = np.flatnonzero(self.is_kept)
        starts = np.flatnonzero((np.diff(at, prepend=-2) != 1) | (np.diff(self.kept[at], prepend=-2) != 1))
        for first, end in pairwise([*starts.tolist(), len(at)]):
            start, length = int(self.kept[at[first]]), end - first
            rows[at[first] : at[first] + length] = taken(slice(start, start + length))

    def dropped(self, old: Index) -> Iterator[tuple[int, View]]:
        """Give the views of the older index that are not kept, with their rows."""
        left = np.ones(len(old.views), dtype=np.bool_)
        left[self.kept[self.is_kept]] = False
        for row in np.flatnonzero(left).tolist():
            yield row, old.views[row]

    @classmethod
    def of(cls, chapters: Sequence[Kept | Fresh], topics: tuple[Topic, ...], old: Index | None) -> "Assembly":
        """Put chapters and topics together.

        Args:
            chapters: in order of their articles' names.
            topics: what they leave out.
            old: the index whose chapters are kept; None where none is.
        """
        passages: list[Lines[Passage]] = []
        own: list[_Shown] = []
        asked: list[_Shown] = []
        first = 0
        for each in _together(chapters):
            if isinstance(each, Fresh):
                passages.append(passage_lines(each.passages))
                shown = Views.of(views(each.passages, each.bank.questions)).moved(first)
                own.append(_Shown.fresh(shown[: OWN * len(each.passages)]))
                asked.append(_Shown.fresh(shown[OWN * len(each.passages) :]))
            elif old:
                passages.append(old.passages[each.passages])
                shift = first - each.passages.start
                own.append(_Shown.kept(old, each.own, shift))
                asked.append(_Shown.kept(old, each.questions, shift))
            first += len(passages[-1])
        parts = [*own, *asked, _of_topics(topics, old)]
        return cls(
            tuple(each.chapter for each in chapters),
            Lines.joined(passages, read_passage),
            topics,
            Views.joined([part.views for part in parts]),
            np.concatenate([part.rows for part in parts]),
        )


@dataclass(frozen=True)
class _Shown:
    """Views, and their rows in the older index."""

    views: Views
    rows: Places

    @classmethod
    def kept(cls, old: Index, rows: slice, shift: int) -> "_Shown":
        return cls(old.views[rows].moved(shift), np.arange(rows.start, rows.stop))

    @classmethod
    def fresh(cls, shown: Views) -> "_Shown":
        return cls(shown, np.full(len(shown), FRESH))


def _of_topics(topics: tuple[Topic, ...], old: Index | None) -> _Shown:
    if old and old.topics == topics:
        count = int(old.views.of_topic.sum())
        return _Shown.kept(old, slice(len(old.views) - count, len(old.views)), 0)
    return _Shown.fresh(Views.of(views((), (), topics)))


def _together(chapters: Sequence[Kept | Fresh]) -> Iterator[Run | Fresh]:
    """Join what stood side by side before: ten thousand chapters are mostly one or two runs."""
    run: Run | None = None
    for each in chapters:
        if isinstance(each, Kept) and run and run.is_followed_by(each.run):
            run = run.until(each.run)
            continue
        if run:
            yield run
        run = each.run if isinstance(each, Kept) else None
        if isinstance(each, Fresh):
            yield each
    if run:
        yield run
