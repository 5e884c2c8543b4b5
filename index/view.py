"""Views: the texts under which a passage or a not-covered topic is indexed.

Many views, one passage; search finds views and ranks what they show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from index.passage import Passage
from index.question_bank import PatientQuestion
from index.topic import Topic

Rows = npt.NDArray[np.int64]


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
        own: rows of a target's own views, shape (targets, most views of a target), padded with -1.
        asked: rows of a target's patient questions, padded alike.
    """

    passages: int
    own: Rows
    asked: Rows

    @classmethod
    def of(cls, views: Sequence[View], passages: int, topics: int) -> "Layout":
        """Lay out the views of an index."""
        own: list[list[int]] = [[] for _ in range(passages + topics)]
        asked: list[list[int]] = [[] for _ in range(passages + topics)]
        for row, view in enumerate(views):
            target = view.target + (passages if view.is_of_topic else 0)
            (asked if view.is_question else own)[target].append(row)
        return cls(passages, _padded(own), _padded(asked))


def _padded(rows: Sequence[Sequence[int]]) -> Rows:
    table = np.full((len(rows), max(map(len, rows), default=0)), -1, dtype=np.int64)
    for target, of_target in enumerate(rows):
        table[target, : len(of_target)] = of_target
    return table
