"""The report: one HTML file that opens offline, with every figure and every question."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.evaluation.evaluation import Evaluation, Group
from bot.evaluation.measure import MEASURES, Figure, Measure, Section, Unit
from bot.evaluation.plots import Series, histograms, risk_plot, whisker
from bot.evaluation.risk import DECIDED
from bot.evaluation.score import Scored
from bot.evaluation.table import interval, number, remarks
from bot.evaluation.verdict import Verdict
from bot.question_set import QuestionKind

HEADLINES = ("shown@3", "shown@1", "found@100", "false_answers", "urgent_recall", "false_alarms", "exact", "p95")
"""Figures that a reader should see first."""


def write_report(evaluation: Evaluation, path: Path) -> None:
    """Write the report; the file is written as it is made, so that memory does not grow with it."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(number=number, interval=interval, whisker=_whisker, bar=_bar, style=style)
    stream = environment.get_template("report.html").stream(
        evaluation=evaluation,
        headlines=[figure for name in HEADLINES if (figure := evaluation.figure(name))],
        sections=[(section, _of(evaluation, section)) for section in Section if _of(evaluation, section)],
        groups=[(by, columns, rows) for by, columns, rows in _groups(evaluation)],
        verdicts=_verdicts(evaluation),
        risk=_risk(evaluation),
        margins=_margins(evaluation),
        remarks=remarks(evaluation),
        listed=evaluation.worst_first,
    )
    stream.enable_buffering(50)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        stream.dump(file, encoding="utf-8")


def style(verdict: Verdict) -> str:
    """Name the CSS class of a verdict."""
    if verdict.is_failure:
        return "bad"
    return "late" if verdict is Verdict.RIGHT_LATER else "good"


def _of(evaluation: Evaluation, section: Section) -> list[Figure]:
    return [figure for figure in evaluation.figures if figure.measure.section is section]


def _groups(evaluation: Evaluation) -> Iterator[tuple[str, list[Measure], list[Group]]]:
    for by in ("article", "tag"):
        rows = [group for group in evaluation.groups if group.by == by]
        columns = [measure for measure in MEASURES if any(group.figure(measure.name) for group in rows)]
        if rows and columns:
            yield by, columns, rows


def _verdicts(evaluation: Evaluation) -> list[tuple[Verdict, int]]:
    counts = Counter(each.verdict for each in evaluation.scored)
    return [(verdict, counts[verdict]) for verdict in Verdict if counts[verdict]]


def _risk(evaluation: Evaluation) -> Markup | None:
    curve = evaluation.curve
    if curve is None:
        return None
    return risk_plot(curve.coverage, curve.risk, 1 - curve.risk[-1], curve.working)


def _margins(evaluation: Evaluation) -> Markup | None:
    """Draw the margins of questions whose first passage is right, is wrong, and that no article answers."""
    known = [each for each in evaluation.scored if each.margin is not None and each.question.kind in DECIDED]
    if not known:
        return None
    answerable = [each for each in known if each.question.kind is QuestionKind.ANSWERABLE]
    unanswerable = [each for each in known if each.question.kind is QuestionKind.UNANSWERABLE]
    series = (
        Series("first passage right", "plot-right", _values(each for each in answerable if each.right)),
        Series("first passage wrong", "plot-wrong", _values(each for each in answerable if not each.right)),
        Series("unanswerable", "plot-none", _values(unanswerable)),
    )
    return histograms(series, evaluation.provenance.answer_from)


def _values(scored: Iterable[Scored]) -> Sequence[float]:
    return [each.margin for each in scored if each.margin is not None]


def _bar(figure: Figure) -> Markup:
    """Draw a figure where it is a share."""
    return _whisker(figure) if figure.measure.unit is Unit.SHARE else Markup("")


def _whisker(figure: Figure) -> Markup:
    low, high = figure.interval or (figure.value, figure.value)
    return whisker(figure.value, low, high, "loss" if figure.measure.is_loss else "gain")
