"""Comparing two evaluations of the same questions: which differences are more than chance, which questions moved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluation.bootstrap import Floats, Resampling, holm
from bot.evaluation.document import FORMAT
from bot.evaluation.measure import MEASURES
from bot.evaluation.risk import DECIDED, area
from index.errors import SettingsError

LOSSES = frozenset({"words", "ms", *(measure.name for measure in MEASURES if measure.is_loss)})
"""Measures of which lower is better."""

_UNBOUNDED = frozenset({"words", "ms"})
"""Measures that have no worst value to give to a question missing from a run."""


@dataclass(frozen=True)
class Run:
    """An evaluation read back from its JSON.

    Attributes:
        path: the file.
        source_sha256: hash of the question set.
        questions: texts by question id.
        values: measures by name, by question id.
        decided: margin and correctness (1 right, 0 wrong) of the questions that call for a decision, where known.
    """

    path: Path
    source_sha256: str
    questions: Mapping[str, str]
    values: Mapping[str, Mapping[str, float]]
    decided: Mapping[str, tuple[float, float]]

    @classmethod
    def read(cls, path: Path) -> "Run":
        """Read what ``evaluate --json`` wrote.

        Raises:
            SettingsError: the file is not such JSON.
        """
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            if raw["format"] != FORMAT:
                raise SettingsError(f"{path}: format {raw['format']!r}, this program reads {FORMAT}; evaluate again")
            rows: list[dict[str, Any]] = raw["questions"]
            return cls(
                path=path,
                source_sha256=str(raw["provenance"]["source_sha256"]),
                questions={row["id"]: str(row["question"]) for row in rows},
                values={row["id"]: {name: float(value) for name, value in row["values"].items()} for row in rows},
                decided={
                    row["id"]: (float(row["margin"]), float(row["right"]))
                    for row in rows
                    if row["margin"] is not None and row["kind"] in DECIDED
                },
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(f"{path}: not an evaluation ({error!r}); name a file of 'evaluate --json'") from error

    def value(self, question: str, measure: str) -> float | None:
        """Return a question's value, its worst value where the question is missing, or None where none applies."""
        if question in self.values:
            return self.values[question].get(measure)
        return None if measure in _UNBOUNDED else float(measure in LOSSES)


@dataclass(frozen=True)
class Difference:
    """How two runs differ by one measure.

    Attributes:
        name: of the measure.
        label: of the measure, for people.
        n: number of questions to which the measure applies in both.
        one: value of the first run.
        other: value of the second run.
        interval: 95 % paired bootstrap interval of ``other - one``, or None.
        p_value: of the paired randomisation test; None for an area, whose interval tells.
        adjusted: the p-value adjusted for all measures compared (Holm).
        won: ids of the questions on which the second run is better.
        lost: ids of the questions on which it is worse.
    """

    name: str
    label: str
    n: int
    one: float
    other: float
    interval: tuple[float, float] | None
    p_value: float | None
    adjusted: float | None = None
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side; questions of one run alone score their worst value in the other."""

    one: Run
    other: Run
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, one: Run, other: Run, resampling: Resampling) -> "Comparison":
        """Compare two runs by every measure that both have.

        Raises:
            SettingsError: the runs share no question.
        """
        if not one.questions.keys() & other.questions.keys():
            raise SettingsError(f"{one.path} and {other.path} share no question; compare two runs of one question set")
        found = [_difference(name, one, other, resampling) for name in _names(one, other)]
        found.append(_area(one, other, resampling))
        present = [difference for difference in found if difference]
        tested = [each.p_value for each in present if each.p_value is not None]
        adjusted = iter(holm(tested))
        return cls(
            one,
            other,
            tuple(replace(each, adjusted=None if each.p_value is None else next(adjusted)) for each in present),
        )

    @property
    def only_in_one(self) -> tuple[str, ...]:
        """Questions that the second run lacks."""
        return tuple(name for name in self.one.questions if name not in self.other.questions)

    @property
    def only_in_other(self) -> tuple[str, ...]:
        """Questions that the first run lacks."""
        return tuple(name for name in self.other.questions if name not in self.one.questions)

    @property
    def changed(self) -> tuple[str, ...]:
        """Questions whose text differs between the runs."""
        shared = self.one.questions.keys() & self.other.questions.keys()
        return tuple(sorted(name for name in shared if self.one.questions[name] != self.other.questions[name]))


def _names(one: Run, other: Run) -> list[str]:
    present = {name for run in (one, other) for values in run.values.values() for name in values}
    known = [measure.name for measure in MEASURES if measure.name in present]
    return [*known, *sorted(present - set(known))]


def _difference(name: str, one: Run, other: Run, resampling: Resampling) -> Difference | None:
    ids = sorted(one.questions.keys() | other.questions.keys())
    pairs = [(each, one.value(each, name), other.value(each, name)) for each in ids]
    applied = {each for run in (one, other) for each, values in run.values.items() if name in values}
    paired = [(each, a, b) for each, a, b in pairs if each in applied and a is not None and b is not None]
    if not paired:
        return None
    first, second = (np.array([pair[place] for pair in paired], dtype=np.float64) for place in (1, 2))
    gain = (first - second) if name in LOSSES else (second - first)
    return Difference(
        name=name,
        label=next((measure.label for measure in MEASURES if measure.name == name), name),
        n=len(paired),
        one=float(first.mean()),
        other=float(second.mean()),
        interval=resampling.interval((second - first,), np.mean),
        p_value=resampling.p_value(second, first),
        won=tuple(pair[0] for pair, more in zip(paired, gain, strict=True) if more > 0),
        lost=tuple(pair[0] for pair, more in zip(paired, gain, strict=True) if more < 0),
    )


def _area(one: Run, other: Run, resampling: Resampling) -> Difference | None:
    """Compare the areas under the risk-coverage curves over the questions that call for a decision in both."""
    ids = sorted(one.decided.keys() & other.decided.keys())
    if not ids:
        return None
    columns = tuple(
        np.array(column) for run in (one, other) for column in zip(*(run.decided[each] for each in ids), strict=True)
    )

    def apart(*samples: Floats, axis: int) -> Any:
        return area(*samples[2:], axis=axis) - area(*samples[:2], axis=axis)

    return Difference(
        name="aurc",
        label="Risk-coverage area",
        n=len(ids),
        one=float(area(*columns[:2])),
        other=float(area(*columns[2:])),
        interval=resampling.interval(columns, apart, paired=True),
        p_value=None,
    )
