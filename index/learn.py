"""Learning: what a build fits on the clinic's own questions, the adapter and the decision, and how good both are.

Nothing is judged on what it has seen. Whole voices (ways of writing) and whole topics are held out in turn, never a
random question whose twin is in training; what is fitted on the rest is measured on them.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from threadpoolctl import threadpool_limits

from index.adapter import Adapter, TrainingSet, fit_adapter
from index.calibration import Calibration, Flags, HeldOut, calibrate
from index.encoder import Vectors
from index.passage import SAME, Passage, is_same
from index.question_bank import FOLDER
from index.search import compare
from index.store import adapted, columns
from index.view import Layout, View, ViewKind
from index.words import words

FOLDS = 3
FITS_TOGETHER = 2
PULLS = (0.003, 0.03)
"""Strengths of the adapter's pull towards the identity to choose from."""

_NOBODY: frozenset[int] = frozenset()


def taught_by(sources: Mapping[str, str]) -> Mapping[str, str]:
    """Tell which sources of an index decide what is learnt: the question files and the articles that have one."""
    files = tuple(name for name in sources if name.startswith(f"{FOLDER}/"))
    asked = {f"{name.removeprefix(FOLDER)[1:].removesuffix('.yaml')}.md" for name in files}
    return {name: content for name, content in sources.items() if name in files or name.lower() in asked}


@dataclass(frozen=True)
class Lesson:
    """What can be learnt from: passages, their views and the views as the model encoded them.

    An article without a question file teaches nothing, and is no wrong answer either: where one of ten thousand
    changes, the others need not be learnt again.

    Attributes:
        passages: all passages.
        topics: number of not-covered topics.
        views: all views.
        encoded: shape (len(views), dimension).
    """

    passages: Sequence[Passage]
    topics: int
    views: Sequence[View]
    encoded: Vectors

    @cached_property
    def voices(self) -> tuple[str, ...]:
        """Who asks, sorted."""
        return tuple(sorted({view.voice for view in self.views if view.kind is ViewKind.QUESTION}))


def learn(lesson: Lesson, *, together: int = FITS_TOGETHER) -> tuple[Adapter, Calibration]:
    """Choose the adapter's pull, calibrate the decision on held-out questions, and fit the adapter on all.

    Without patient questions in several voices the adapter is the identity and the decision a fixed floor.

    Args:
        lesson: what to learn from.
        together: how many fits run side by side; the outcome does not depend on it.
    """
    if len(lesson.voices) < FOLDS:
        return Adapter.identity(lesson.encoded.shape[1]), Calibration()
    school = _School(lesson)
    # One BLAS thread for each fit: faster than two threads for one, and sums end in the same last bits.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(together) as pool:
        plain = [pool.submit(school.held_out, fold, None) for fold in range(FOLDS)]
        first = dict(zip(PULLS, pool.map(school.held_out, (0,) * len(PULLS), PULLS), strict=True))
        pull = max(PULLS, key=lambda candidate: first[candidate].success)
        rest = [pool.submit(school.held_out, fold, pull) for fold in range(1, FOLDS)]
        adapter = pool.submit(fit_all, lesson, pull)
        calibration = calibrate([first[pull], *(each.result() for each in rest)])
        without = HeldOut.joined([each.result() for each in plain]).success
    figures = {**calibration.held_out, "success_at_1_without_adapter": round(without, 4), "pull": pull}
    return adapter.result(), replace(calibration, held_out=figures)


def fit_all(lesson: Lesson, pull: float) -> Adapter:
    """Fit an adapter on everything that a lesson holds."""
    return _School(lesson).adapter(np.ones(len(lesson.views), dtype=bool), pull)


class _School:
    """The lesson with its answer sheet: what answers each question, and the fold of each view."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._split = len(lesson.passages)
        self._same, self._touching = relations(lesson.passages)
        self._targets: dict[str, set[int]] = defaultdict(set)
        for view in lesson.views:
            if view.kind is ViewKind.QUESTION:
                self._targets[view.text].add(view.target)
        self.fold = np.array([self._fold(view) for view in lesson.views])
        self._asked = np.array([view.is_question for view in lesson.views])

    def adapter(self, kept: Flags, pull: float) -> Adapter:
        """Fit an adapter on the kept views; a topic that is not kept is no class to any question."""
        views, encoded = self._lesson.views, self._lesson.encoded
        of_kind = {kind: [row for row, view in enumerate(views) if view.kind is kind] for kind in ViewKind}
        topics = encoded[of_kind[ViewKind.TOPIC]]
        unknown = frozenset(self._split + views[row].target for row in of_kind[ViewKind.TOPIC] if not kept[row])
        rows = np.flatnonzero(kept & self._asked)
        asked = [views[int(row)] for row in rows]
        data = TrainingSet(
            questions=encoded[rows],
            classes=tuple(
                np.concatenate((encoded[of_kind[kind]], topics)) for kind in (ViewKind.TEXT, ViewKind.HEADING)
            ),
            positives=[self._right(view) for view in asked],
            neutrals=[self._near(view) | unknown for view in asked],
        )
        return fit_adapter(data, pull=pull)

    def held_out(self, fold: int, pull: float | None) -> HeldOut:
        """Measure one fold with what was fitted on the others, or with the plain model where pull is None."""
        kept = self.fold != fold
        encoded = self._lesson.encoded
        adapter = Adapter.identity(encoded.shape[1]) if pull is None else self.adapter(kept, pull)
        views = [view for view, keep in zip(self._lesson.views, kept, strict=True) if keep]
        vectors = adapted(self._asked[kept], encoded[kept], adapter)
        layout = Layout.of(views, self._split, self._lesson.topics)
        rows = np.flatnonzero(~kept & self._asked)
        questions = adapter.map_questions(encoded[rows])
        turned = columns(vectors)
        found = list(compare(questions, lambda some: some @ turned, layout.whole))
        asked = [self._lesson.views[int(row)] for row in rows]
        best = [int(each.passages[each.score[: len(each.passages)].argmax()]) for each in found]
        right = [first in self._right(view) | self._near(view) for first, view in zip(best, asked, strict=True)]
        answerable = [view.kind is ViewKind.QUESTION for view in asked]
        return HeldOut(np.array([each.margin for each in found]), np.array(right), np.array(answerable))

    def _fold(self, view: View) -> int:
        if view.kind is ViewKind.QUESTION:
            return self._lesson.voices.index(view.voice) % FOLDS
        return view.target % FOLDS if view.is_of_topic else FOLDS

    def _right(self, view: View) -> frozenset[int]:
        if view.is_of_topic:
            return frozenset({self._split + view.target})
        return frozenset().union(*(self._same[target] for target in self._targets[view.text]))

    def _near(self, view: View) -> frozenset[int]:
        if view.is_of_topic:
            return _NOBODY
        return frozenset().union(*(self._touching[target] for target in self._targets[view.text]))


def relations(passages: Sequence[Passage]) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
    """List for each passage the ones that say the same, itself included, and the ones that overlap it."""
    of_article: dict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        of_article[passage.article].append(row)
    touching = [
        frozenset(row for row in of_article[passage.article] if row != at and passage.overlaps(passages[row]))
        for at, passage in enumerate(passages)
    ]
    same = [
        frozenset(row for row in rows if row == at or is_same(passages[at], passages[row]))
        for at, rows in enumerate(_alike(passages))
    ]
    return same, touching


def _alike(passages: Sequence[Passage]) -> list[set[int]]:
    """List for each passage all that may say the same, itself included: most pairs of a large corpus are not compared.

    Whoever says the same lacks a few of a passage's words at most, so it has one of any few and one more: the rarest
    are looked up (prefix filtering, Chaudhuri et al. 2006).
    """
    texts = [words(passage.text) for passage in passages]
    spread = Counter(word for text in texts for word in set(text))
    having: dict[str, set[int]] = defaultdict(set)
    for row, text in enumerate(texts):
        for word in text:
            having[word].add(row)
    alike = []
    for at, text in enumerate(texts):
        few = math.ceil((1 - SAME) * len(text))
        rarest = sorted(text, key=lambda word: (spread[word], word))[: few + 1]
        alike.append(set().union({at}, *(having[word] for word in rarest)))
    return alike
