"""Views: the texts under which a passage or a not-covered topic is indexed.

Many views, one passage; search finds views and ranks what they show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.passage import Passage
from index.question_bank import PatientQuestion
from index.topic import Topic
from index.vectors import Rows, Similarities

APART = 4.0
"""More than any two similarities differ."""

NONE = -2.0
"""Stands for a similarity to a view that there is not; below every cosine."""


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
        target = np.array([view.target + passages * view.is_of_topic for view in views], dtype=np.int64)
        place = 2 * target + np.array([view.is_question for view in views], dtype=np.int64)
        rows = np.argsort(place, kind="stable")
        starts = np.searchsorted(place[rows], np.arange(2 * (passages + topics) + 1))
        bounds = np.stack((starts[:-1:2], starts[1::2], starts[2::2]), axis=1)
        if (bounds[:, 0] == bounds[:, 1])[bounds[:, 1] < bounds[:, 2]].any():
            raise ValueError("a passage or topic has patient questions and no view of its own")
        return cls(passages, target, rows, bounds)

    @cached_property
    def whole(self) -> "Part":
        """All targets that have views: a fold leaves topics without any."""
        return self.part(np.flatnonzero(self.bounds[:, 0] < self.bounds[:, 2]))

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

    def highest(self, similarities: Similarities, count: int) -> tuple[Similarities, Similarities]:
        """Gather similarities by target.

        Args:
            similarities: to the views, shape (questions, views), in the order of ``rows``.
            count: how many patient questions are wanted of each target.

        Returns:
            The highest similarity to a target's own views, shape (questions, targets), and the highest ones to its
            patient questions, falling, shape (questions, targets, count); NONE where it has no more questions.
        """
        falling = np.sort(self._apart - similarities, axis=1)
        places = (self.starts + self.own)[:, None] + np.arange(count)
        present = places < (self.starts + self.sizes)[:, None]
        own = self._apart[self.starts] - falling[:, self.starts]
        asked = self._apart[self.starts, None] + APART - falling[:, np.where(present, places, 0)]
        return own.astype(np.float32), np.where(present, asked, NONE).astype(np.float32)

    @cached_property
    def _apart(self) -> npt.NDArray[np.float64]:
        """How far to move each similarity so that one sort puts all of them in order of target, own before asked.

        In double precision none of them loses a bit by it.
        """
        lengths = np.stack((self.own, self.sizes - self.own), axis=1).ravel()
        return np.repeat(APART * np.arange(len(lengths)), lengths)
