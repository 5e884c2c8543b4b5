"""Suggestions: what a patient may want to ask next, in questions that the clinic has reviewed; none is ever made up.

After an answer they lead to the passages ranked right behind the quoted ones, after a refusal to its related places.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bot.compose import link
from bot.reply import Quote, Related, Reply, ReplyKind
from bot.retrieve import Found
from index.article import Article
from index.encoder import Vectors
from index.passage import Passage, is_same
from index.store import Index
from index.view import ViewKind
from index.words import words

if TYPE_CHECKING:
    from bot.answer import Explained

MAX_SUGGESTIONS = 3
LOOKED_AT = 30
"""Passages that are looked at, best first: what is ranked lower has little to do with what was asked."""

MAX_CHARACTERS = 80
"""Two lines of a button on a phone."""

SAME_QUESTION = 0.6
"""Questions at least this near to each other (a cosine) ask for the same, and one of them is enough."""

VOICES = ("plain", "short")
"""Whose questions may stand on a button; the first voice that has any is taken."""

_PERSONAL = re.compile(r"\b(?:i|i'm|i've|i’m|i’ve|my|me|mine|we|our|he|his|she|her)\b", re.IGNORECASE)
"""One patient's own story, which another would not put as theirs."""


@dataclass(frozen=True)
class Suggestion:
    """A question to ask next.

    Attributes:
        question: as the question bank has it.
        passage: what answers it.
        vector: the question as the model encoded it, shape (dimension,).
    """

    question: str
    passage: Passage
    vector: Vectors = field(repr=False, compare=False)

    def place(self, articles: Mapping[str, Article]) -> Related:
        """Return where the answer stands."""
        title = articles[self.passage.article].title
        return Related(self.passage.section[-1] if self.passage.section else title, title, link(self.passage))


@dataclass(frozen=True)
class Suggestions:
    """The question that may stand on a button for each passage that has one.

    Attributes:
        by_passage: suggestions by the passage's id.
    """

    by_passage: Mapping[str, Suggestion]

    @classmethod
    def of(cls, index: Index) -> "Suggestions":
        """Choose the questions of an index."""
        asked: dict[int, list[int]] = {}
        for row in index.views.rows(ViewKind.QUESTION).tolist():
            asked.setdefault(int(index.views.targets[row]), []).append(row)
        chosen = ((index.passages[target], _choose(index, rows)) for target, rows in asked.items())
        return cls({
            passage.id: Suggestion(index.views[row].text, passage, np.array(index.encoded[row]))
            for passage, row in chosen
            if row is not None
        })  # fmt: skip

    def after(
        self, explained: "Explained", asked: Collection[str] = (), seen: Collection[Quote | Passage] = ()
    ) -> tuple[Suggestion, ...]:
        """Suggest what to ask after a reply: at most three, from places of their own, nearest first.

        Args:
            explained: the reply and what was found for it.
            asked: all messages of the patient so far, none of which is suggested again.
            seen: what the patient has been shown before, and is not led to again.
        """
        if explained.found is None:
            return ()
        said = {_plain(message) for message in (*asked, explained.reply.question)}
        shown = (*seen, *explained.reply.quotes)
        taken: list[Suggestion] = []
        for suggestion in self._candidates(explained.reply, explained.found):
            is_seen = any(_shows(quote, suggestion.passage) for quote in shown)
            if (
                is_seen
                or _plain(suggestion.question) in said
                or _same_question(suggestion.vector, explained.found.vector)
            ):
                continue
            if not any(_is_near(suggestion, other) for other in taken):
                taken.append(suggestion)
            if len(taken) == MAX_SUGGESTIONS:
                break
        return tuple(taken)

    def _candidates(self, reply: Reply, found: Found) -> Iterator[Suggestion]:
        names: Iterable[str] = ()
        if reply.kind is ReplyKind.ANSWER:
            names = (hit.passage.id for hit in found.hits[:LOOKED_AT])
        elif reply.kind is ReplyKind.NOT_FOUND:
            names = (place.link.rpartition("#")[2] for place in reply.related)
        return (self.by_passage[name] for name in names if name in self.by_passage)


def _choose(index: Index, rows: Sequence[int]) -> int | None:
    """Choose the row of the question for a button: of those that are fit for one, the one most like all others."""
    views, vectors = index.views, index.encoded[list(rows)]
    likeness: Vectors = vectors @ vectors.mean(axis=0)
    fitting = [
        (-round(float(alike), 6), row) for row, alike in zip(rows, likeness, strict=True) if _is_fit(views[row].text)
    ]
    for voice in VOICES:
        if best := min((each for each in fitting if views[each[-1]].voice == voice), default=None):
            return best[-1]
    return None


def _is_fit(question: str) -> bool:
    """Tell whether a question is short, written out, and not one patient's own story."""
    is_written_out = question[0].isupper() and question.endswith("?")
    return is_written_out and len(question) <= MAX_CHARACTERS and not _PERSONAL.search(question)


def _plain(text: str) -> tuple[str, ...]:
    return tuple(words(text))


def _shows(quote: Quote | Passage, passage: Passage) -> bool:
    """Tell whether a quote shows a passage, part of it, or the same words from another article."""
    if quote.article == passage.article and quote.start < passage.end and passage.start < quote.end:
        return True
    return quote.text == passage.text


def _is_near(one: Suggestion, other: Suggestion) -> bool:
    """Tell whether two suggestions ask for the same, or lead to about the same place."""
    here, there = one.passage, other.passage
    same_heading = bool(here.section) and here.section[-1:] == there.section[-1:]
    return same_heading or here.overlaps(there) or is_same(here, there) or _same_question(one.vector, other.vector)


def _same_question(one: Vectors, other: Vectors) -> bool:
    return float(one @ other) >= SAME_QUESTION
