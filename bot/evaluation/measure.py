"""The measures: what each figure is called, what it says, and how it comes from the scores of single questions."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from bot.evaluation.bootstrap import Floats, Resampling, Statistic, exact_interval
from bot.evaluation.risk import area, confidences, false_answers, margins
from bot.evaluation.score import Scored

Samples = Callable[[Sequence[Scored]], tuple[Floats, ...]]


class Section(StrEnum):
    """What is measured: they are reported apart."""

    RETRIEVAL = "Retrieval alone"
    SYSTEM = "The whole system"


class Unit(StrEnum):
    """What a figure counts."""

    SHARE = "share"
    WORDS = "words"
    MS = "ms"


@dataclass(frozen=True)
class Measure:
    """One measure.

    Attributes:
        name: its name in JSON and in `Scored.values`.
        label: its name for people.
        section: retrieval alone or the whole system.
        of: the questions it is taken over, for people.
        says: what it says, in one sentence.
        unit: what it counts.
        is_loss: whether lower is better.
        samples: takes the scores apart; by default, one value per question to which the measure applies.
        statistic: makes one number of the samples.
        paired: whether the samples are columns of the same questions.
    """

    name: str
    label: str
    section: Section
    of: str
    says: str
    unit: Unit = Unit.SHARE
    is_loss: bool = False
    samples: Samples | None = None
    statistic: Statistic = np.mean
    paired: bool = False

    def figure(self, scored: Sequence[Scored], resampling: Resampling) -> "Figure | None":
        """Measure questions; None where the measure applies to none of them."""
        samples = self.samples(scored) if self.samples else (self._values(scored),)
        if not samples or not min(map(len, samples)):
            return None
        n = len(samples[0]) if self.paired else sum(map(len, samples))
        value = float(self.statistic(*samples, axis=-1))
        if self.unit is Unit.SHARE and self.samples is None and value in {0.0, 1.0}:
            return Figure(self, value, exact_interval(value, n), n, is_exact=True)
        return Figure(self, value, resampling.interval(samples, self.statistic, paired=self.paired), n)

    def _values(self, scored: Sequence[Scored]) -> Floats:
        return np.array([each.values[self.name] for each in scored if self.name in each.values], dtype=np.float64)


@dataclass(frozen=True)
class Figure:
    """A measured value.

    Attributes:
        measure: what was measured.
        value: over all questions to which it applies.
        interval: both ends of its 95 % interval, or None where fewer than two questions tell.
        n: number of questions that it rests on.
        is_exact: whether the interval is `exact_interval`'s, for questions that all went the same way.
    """

    measure: Measure
    value: float
    interval: tuple[float, float] | None
    n: int
    is_exact: bool = False


def _latency(percent: int) -> Measure:
    def percentile(values: Floats, *, axis: int) -> Any:
        return np.percentile(values, percent, axis=axis)

    def times(scored: Sequence[Scored]) -> tuple[Floats, ...]:
        return (np.sort(np.array([each.values["ms"] for each in scored if "ms" in each.values], dtype=np.float64)),)

    name = f"p{percent}"
    says = f"{percent} % of the replies take no longer."
    return Measure(
        name, f"Time, {name}", Section.SYSTEM, "all", says, Unit.MS, is_loss=True, samples=times, statistic=percentile
    )


_R, _S = Section.RETRIEVAL, Section.SYSTEM
_ASKED = "answerable"
MEASURES = (
    Measure("success@1", "Success@1", _R, _ASKED, "The first passage shows a gold answer."),
    Measure("success@3", "Success@3", _R, _ASKED, "One of the first three passages does."),
    Measure("rr@10", "MRR@10", _R, _ASKED, "One over the place of the first passage that does, 0 beyond ten."),
    Measure("ndcg@10", "nDCG@10", _R, _ASKED, "Full and part answers, discounted by place, against the best order."),
    Measure("recall@10", "Recall@10", _R, _ASKED, "Share of the gold passages among the first ten."),
    Measure("answered", "Answered", _S, _ASKED, "The bot quotes; the rest is refused though an article answers."),
    Measure("shown@1", "Right quote first", _S, _ASKED, "The first quote shown is right; a refusal counts as wrong."),
    Measure("shown@3", "Right quote shown", _S, _ASKED, "One of the quotes shown is right."),
    Measure("found@100", "Found in 100 words", _S, _ASKED, "60 % of a gold quote is read within the first 100 words."),
    Measure("precision", "Quote precision", _S, "answerable, quoted", "Share of the quotes shown that are right."),
    Measure("words", "Words shown", _S, "answerable, quoted", "Words to read in a reply.", Unit.WORDS, is_loss=True),
    Measure("followup@1", "Follow-ups, right first", _S, "follow-ups", "As above, for questions with a history."),
    Measure("followup@3", "Follow-ups, right shown", _S, "follow-ups", "As above, for questions with a history."),
    Measure(
        "false_answers", "False answers", _S, "unanswerable", "The bot quotes though no article answers.", is_loss=True
    ),
    Measure(
        "false_answers@5",
        "False answers at 5 % refused",
        _S,
        "answerable, unanswerable",
        "The same, if the bot refused the 5 % of answerable questions that it is least sure of.",
        is_loss=True,
        samples=margins,
        statistic=false_answers,
    ),
    Measure(
        "aurc",
        "Risk-coverage area",
        _S,
        "answerable, unanswerable",
        "Mean share of wrong first answers, from answering only the surest question to answering all.",
        is_loss=True,
        samples=confidences,
        statistic=area,
        paired=True,
    ),
    Measure("urgent_recall", "Urgent, recognised", _S, "urgent", "Urgent messages that get the urgent reply."),
    Measure("false_alarms", "False alarms", _S, "not urgent", "Other messages that get it too.", is_loss=True),
    Measure("smalltalk", "Small talk, recognised", _S, "small talk", "Greetings and thanks that get a greeting."),
    Measure(
        "exact", "Exact quotes", _S, "replies with quotes", "Every quote is cut again from its file and equals it."
    ),
    _latency(50),
    _latency(95),
    _latency(99),
)

GROUPED = ("success@1", "success@3", "answered", "shown@1", "shown@3", "found@100", "false_answers")
"""Measures that are also reported by tag and by article."""

_SIDE_BY_SIDE = 2
"""Measures at a time: each draws a few million numbers at once."""


def figures(
    scored: Sequence[Scored], resampling: Resampling, measures: Sequence[Measure] = MEASURES
) -> tuple[Figure, ...]:
    """Measure questions by every measure that applies to any of them; resamples are drawn side by side."""
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as threads:
        found = threads.map(lambda measure: measure.figure(scored, resampling), measures)
        return tuple(figure for figure in found if figure)
