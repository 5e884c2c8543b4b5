"""An evaluation: every question scored, every figure with its interval, and what it was all made with."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.bootstrap import Resampling
from bot.evaluation.measure import GROUPED, MEASURES, Figure, Measure, figures
from bot.evaluation.provenance import Provenance
from bot.evaluation.risk import RiskCurve
from bot.evaluation.score import Scored
from bot.evaluation.verdict import Verdict
from bot.question_rows import Problem


@dataclass(frozen=True)
class Group:
    """The questions of one tag or one article.

    Attributes:
        by: "tag" or "article".
        name: which.
        n: number of questions.
        figures: of the measures that apply.
    """

    by: str
    name: str
    n: int
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure | None:
        """Return the figure of a measure, or None where it does not apply."""
        return next((figure for figure in self.figures if figure.measure.name == name), None)


@dataclass(frozen=True)
class Evaluation:
    """What a run over a question set found.

    Attributes:
        scored: every question, in the set's order.
        figures: over all questions.
        groups: by tag and by article, the largest first.
        curve: risk by coverage, or None where no margins are known.
        unreachable: ids of answerable questions that no passage of the index can answer.
        unknown: ids of replies to no question of the set.
        skipped: problems of the lines that were left out.
        notes: what a reader must know beside the figures.
        provenance: what it was made with.
    """

    scored: tuple[Scored, ...]
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...]
    curve: RiskCurve | None
    unreachable: tuple[str, ...]
    unknown: tuple[str, ...]
    skipped: tuple[Problem, ...]
    notes: tuple[str, ...]
    provenance: Provenance

    @classmethod
    def of(
        cls,
        scored: Sequence[Scored],
        provenance: Provenance,
        resampling: Resampling,
        *,
        measures: Sequence[Measure] = MEASURES,
        is_grouped: bool = True,
        unreachable: Sequence[str] = (),
        unknown: Sequence[str] = (),
        skipped: Sequence[Problem] = (),
        notes: Sequence[str] = (),
    ) -> "Evaluation":
        """Sum up scored questions, by tag and by article too unless a benchmark has too many of them."""
        return cls(
            scored=tuple(scored),
            figures=figures(scored, resampling, measures),
            groups=_groups(scored, resampling, measures) if is_grouped else (),
            curve=RiskCurve.of(scored),
            unreachable=tuple(unreachable),
            unknown=tuple(unknown),
            skipped=tuple(skipped),
            notes=tuple(notes),
            provenance=provenance,
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of the questions without a reply; each scores 0."""
        return tuple(each.question.id for each in self.scored if each.verdict is Verdict.NO_REPLY)

    @property
    def worst_first(self) -> list[Scored]:
        """The questions as a person should look at them: failures first, within a verdict the surest first."""
        return sorted(self.scored, key=lambda each: (each.verdict.severity, -(each.margin or 0.0), each.question.id))

    def figure(self, name: str) -> Figure | None:
        """Return the figure of a measure, or None where it does not apply."""
        return next((figure for figure in self.figures if figure.measure.name == name), None)


def _groups(scored: Sequence[Scored], resampling: Resampling, measures: Sequence[Measure]) -> tuple[Group, ...]:
    members: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for each in scored:
        for tag in dict.fromkeys(each.question.tags):
            members["tag", tag].append(each)
        for article in dict.fromkeys(gold.article for gold in each.question.gold):
            members["article", article].append(each)
    grouped = [measure for measure in measures if measure.name in GROUPED]
    found = [Group(*key, len(inside), figures(inside, resampling, grouped)) for key, inside in members.items()]
    return tuple(sorted(found, key=lambda group: (group.by, -group.n, group.name)))
