"""Views: the texts under which a passage or a not-covered topic is indexed.

Many views, one passage; search finds views and ranks what they show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from operator import eq
from typing import overload

import numpy as np
import numpy.typing as npt

from index.encoder import Similarities
from index.lines import Lines
from index.passage import Passage
from index.question_bank import PatientQuestion
from index.topic import Topic
from index.vectors import Rows

APART = 4.0
"""More than any two similarities differ."""

NEAREST = 3
"""Patient questions of a target that count: the nearest one, and the mean over so many."""

Kinds = npt.NDArray[np.uint8]
Targets = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Said = tuple[str, str]
"""Text and voice of a view."""


class ViewKind(StrEnum):
    """What a view shows."""

    TEXT = "text"
    """A passage's own words."""
    HEADING = "heading"
    """The innermost heading and the lead-in, then the passage's own words."""
    QUESTION = "question"
    """One way in which patients ask for a passage."""
    TOPIC = "topic"
    """What a topic is about: the mean of its questions stands for the words that it does not have."""
    TOPIC_QUESTION = "topic_question"
    """One way in which patients ask for something that the articles do not cover."""


_KINDS = tuple(ViewKind)

OWN = 2
"""Views of each passage that are its own; they come before all others, by passage."""


@dataclass(frozen=True)
class View:
    """One text under which one passage or topic can be found.

    Attributes:
        kind: what the text is.
        target: row of the topic for a topic's view, row of the passage for any other.
        text: what is encoded; for a topic its name, which is not.
        voice: who writes like that (short, worried, typo ...), for a patient question; else "".
    """

    kind: ViewKind
    target: int
    text: str
    voice: str = ""

    @property
    def is_question(self) -> bool:
        """Tell whether the text is written as patients write."""
        return self.kind in {ViewKind.QUESTION, ViewKind.TOPIC_QUESTION}

    @property
    def is_of_topic(self) -> bool:
        """Tell whether the view shows a topic."""
        return self.kind in {ViewKind.TOPIC, ViewKind.TOPIC_QUESTION}


def views(
    passages: Sequence[Passage], questions: Sequence[PatientQuestion] = (), topics: Sequence[Topic] = ()
) -> tuple[View, ...]:
    """List all views: each passage's words without and with what stands above it, then the patients' questions."""
    listed: list[View] = []
    for row, passage in enumerate(passages):
        listed.append(View(ViewKind.TEXT, row, passage.text))
        listed.append(View(ViewKind.HEADING, row, "\n".join((*passage.section[-1:], *passage.lead_in, passage.text))))
    for question in questions:
        listed.extend(View(ViewKind.QUESTION, row, question.text, question.voice) for row in question.passages)
    for row, topic in enumerate(topics):
        listed.append(View(ViewKind.TOPIC, row, topic.name))
        listed.extend(View(ViewKind.TOPIC_QUESTION, row, text) for text in topic.questions)
    return tuple(listed)


class Views(Sequence[View]):
    """The views of an index: what each is of is at hand, its text is read when it is asked for.

    Args:
        kinds: place of each view's kind in `ViewKind`, shape (views,).
        targets: target of each view, shape (views,).
        said: text and voice of each view.
    """

    def __init__(self, kinds: Kinds, targets: Targets, said: Lines[Said]) -> None:
        if not len(kinds) == len(targets) == len(said):
            raise ValueError(f"{len(kinds)} kinds and {len(targets)} targets of {len(said)} views")
        self.kinds, self.targets, self.said = kinds, targets, said

    @classmethod
    def of(cls, views: Sequence[View]) -> "Views":
        """Hold views; those of an index are returned as they are."""
        if isinstance(views, Views):
            return views
        return cls(
            np.array([_KINDS.index(view.kind) for view in views], dtype=np.uint8),
            np.array([view.target for view in views], dtype=np.int32),
            Lines.of(((view.text, view.voice) for view in views), said),
        )

    @classmethod
    def joined(cls, parts: "Sequence[Views]") -> "Views":
        """Join views, in order."""
        return cls(
            np.concatenate([part.kinds for part in parts]),
            np.concatenate([part.targets for part in parts]),
            Lines.joined([part.said for part in parts], said),
        )

    def rows(self, kind: ViewKind) -> Rows:
        """List the views of a kind."""
        rows: Rows = np.flatnonzero(self.kinds == _KINDS.index(kind))
        return rows

    @cached_property
    def asked(self) -> npt.NDArray[np.bool_]:
        """Which views are written as patients write."""
        return np.isin(self.kinds, [_KINDS.index(kind) for kind in (ViewKind.QUESTION, ViewKind.TOPIC_QUESTION)])

    @cached_property
    def of_topic(self) -> npt.NDArray[np.bool_]:
        """Which views show a topic."""
        return np.isin(self.kinds, [_KINDS.index(kind) for kind in (ViewKind.TOPIC, ViewKind.TOPIC_QUESTION)])

    def moved(self, by: int) -> "Views":
        """Return the same views of targets that stand further on."""
        return Views(self.kinds, self.targets + np.int32(by), self.said)

    def __len__(self) -> int:
        return len(self.kinds)

    @overload
    def __getitem__(self, row: int) -> View: ...
    @overload
    def __getitem__(self, row: slice) -> "Views": ...
    def __getitem__(self, row: int | slice) -> "View | Views":
        if isinstance(row, slice):
            return Views(self.kinds[row], self.targets[row], self.said[row])
        text, voice = self.said[row]
        return View(_KINDS[self.kinds[row]], int(self.targets[row]), text, voice)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


def said(row: Sequence[str]) -> Said:
    """Read text and voice of a view."""
    text, voice = row
    return text, voice


@dataclass(frozen=True)
class Layout:
    """Which views show which target: the passages in order, then the topics in order.

    Attributes:
        passages: number of passages; target ``passages + i`` is topic ``i``.
        target: target of each view, shape (views,).
        rows: rows of all views by target, a target's own views before its patient questions.
        bounds: where they stand in ``rows``, shape (targets, 3): its first view, its first question, and its end.
    """

    passages: int
    target: Rows
    rows: Rows
    bounds: Rows

    @classmethod
    def of(cls, views: Sequence[View], passages: int, topics: int) -> "Layout":
        """Lay out the views of an index.

        Raises:
            ValueError: a target has questions and no view of its own.
        """
        held = Views.of(views)
        target = held.targets + passages * held.of_topic.astype(np.int64)
        place = 2 * target + held.asked
        rows = np.argsort(place, kind="stable")
        starts = np.searchsorted(place[rows], np.arange(2 * (passages + topics) + 1))
        bounds = np.stack((starts[:-1:2], starts[1::2], starts[2::2]), axis=1)
        if (bounds[:, 0] == bounds[:, 1])[bounds[:, 1] < bounds[:, 2]].any():
            raise ValueError("a passage or topic has patient questions and no view of its own")
        return cls(passages, target, rows, bounds)

    @cached_property
    def whole(self) -> "Part":
        """All targets that have views."""
        return self.part(self.shown)

    @cached_property
    def topics(self) -> Rows:
        """All topics that have views, as targets."""
        return self.shown[np.searchsorted(self.shown, self.passages) :]

    @cached_property
    def shown(self) -> Rows:
        """All targets that have views: a fold leaves topics without any."""
        shown: Rows = np.flatnonzero(self.bounds[:, 0] < self.bounds[:, 2])
        return shown

    def part(self, targets: Rows, *, is_own: bool = False) -> "Part":
        """Lay out some targets, given in rising order, each with views; with ``is_own`` without their questions."""
        first, asked, end = self.bounds[targets].T
        end = asked if is_own else end
        sizes = end - first
        starts = np.cumsum(sizes) - sizes
        within = np.arange(sizes.sum()) - np.repeat(starts - first, sizes)
        split = int(np.searchsorted(targets, self.passages))
        return Part(targets[:split], targets[split:] - self.passages, self.rows[within], starts, asked - first, sizes)


@dataclass(frozen=True)
class Part:
    """The views of some targets, side by side.

    Attributes:
        passages: rows of the passages; they come first.
        topics: rows of the topics.
        rows: rows of the views, by target, a target's own views before its patient questions.
        starts: where in ``rows`` each target's views start.
        own: how many of its own it has, at least 1.
        sizes: how many it has with its patient questions.
    """

    passages: Rows
    topics: Rows
    rows: Rows
    starts: Rows
    own: Rows
    sizes: Rows

    def gather(self, similarities: Similarities) -> Similarities:
        """Gather one question's similarities by target.

        Args:
            similarities: to the views, shape (views,), in the order of ``rows``.

        Returns:
            The highest similarity to a target's own views, the one to its nearest patient question, and the mean of
            those to its NEAREST nearest ones; where it has no question, the first again. Shape (3, targets).
        """
        falling = np.sort(self._apart - similarities)
        found = self._moved - falling[self._places]
        found[2] = (found[1:] * self._shares).sum(axis=0)
        return found[:3].astype(np.float32)

    @cached_property
    def _places(self) -> Rows:
        """Where each target's own view and its NEAREST questions stand once all similarities of a target are in order.

        Shape (1 + NEAREST, targets). Where there is no question, the own view stands for the nearest one.
        """
        asked = self.starts + self.own + np.arange(NEAREST)[:, None]
        return np.concatenate((self.starts[None], np.where(self._is_asked, asked, self.starts)))

    @cached_property
    def _moved(self) -> Floats:
        """How far the similarities there have been moved."""
        return self._apart[self.starts] + APART * np.concatenate((np.zeros_like(self._is_asked[:1]), self._is_asked))

    @cached_property
    def _shares(self) -> Floats:
        """What each of the NEAREST questions counts in their mean."""
        counted = self._is_asked | (np.arange(NEAREST)[:, None] == 0)
        shares: Floats = counted / counted.sum(axis=0)
        return shares

    @cached_property
    def _is_asked(self) -> Flags:
        """Which of NEAREST questions each target has, shape (NEAREST, targets)."""
        return np.arange(NEAREST)[:, None] < self.sizes - self.own

    @cached_property
    def _apart(self) -> Floats:
        """How far to move each similarity so that one sort puts all of them in order of target, own before asked.

        In double precision none of them loses a bit by it.
        """
        lengths = np.stack((self.own, self.sizes - self.own), axis=1).ravel()
        return np.repeat(APART * np.arange(len(lengths)), lengths)
