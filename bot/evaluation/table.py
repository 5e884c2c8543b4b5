"""An evaluation at the terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.evaluation.evaluation import Evaluation, Group
from bot.evaluation.measure import Figure, Section, Unit

LISTED = 12
"""Ids that are listed before the rest is counted; JSON and report list all."""


def print_evaluation(evaluation: Evaluation, console: Console | None = None) -> None:
    """Print figures, groups, and what was left out."""
    out = console or Console()
    source = evaluation.provenance
    out.print(
        f"[bold]{escape(source.source)}[/bold]  {len(evaluation.scored)} questions, index {source.index or 'none'}"
    )
    for section in Section:
        shown = [figure for figure in evaluation.figures if figure.measure.section is section]
        if shown:
            out.print(_figures(section, shown))
    for by in ("article", "tag"):
        groups = [group for group in evaluation.groups if group.by == by]
        if groups:
            out.print(_groups(by, groups))
    for line in remarks(evaluation):
        out.print(line, markup=False, highlight=False)


def remarks(evaluation: Evaluation) -> list[str]:
    """List what a reader must know beside the figures, one line each."""
    told: list[tuple[str, Sequence[str]]] = [
        ("No reply, scored 0", evaluation.missing),
        ("No passage of the index can answer", evaluation.unreachable),
        ("Replies to no question of the set, ignored", evaluation.unknown),
    ]
    lines = [f"{label}: {_listed(ids)}" for label, ids in told if ids]
    if evaluation.skipped:
        lines.append(f"Left out, {len(evaluation.skipped)} problems:")
        lines += [f"  line {problem.line}: {problem.text}" for problem in evaluation.skipped[:LISTED]]
    return [*evaluation.notes, *lines]


def number(value: float, unit: Unit) -> str:
    """Write a value as people read it."""
    return f"{value:.3f}" if unit is Unit.SHARE else f"{value:.1f}"


def interval(figure: Figure) -> str:
    """Write the 95 % interval of a figure, or nothing where there is none."""
    if figure.interval is None:
        return ""
    low, high = (number(end, figure.measure.unit) for end in figure.interval)
    return f"{low} – {high}"


def _figures(section: Section, figures: Sequence[Figure]) -> Table:
    table = Table("Measure", "Value", "95 % interval", "n", "Over", title=section, title_justify="left")
    for column in table.columns[1:4]:
        column.justify = "right"
        column.no_wrap = True
    for figure in figures:
        unit = figure.measure.unit
        label = figure.measure.label if unit is Unit.SHARE else f"{figure.measure.label} ({unit})"
        table.add_row(
            label, number(figure.value, unit), interval(figure), str(figure.n), f"[dim]{figure.measure.of}[/dim]"
        )
    return table


_COLUMNS = (("success@3", "Success@3"), ("shown@3", "Right shown"), ("false_answers", "False answers"))
"""What fits a terminal of 80 columns; JSON and report have more."""


def _groups(by: str, groups: Sequence[Group]) -> Table:
    columns = [(name, label) for name, label in _COLUMNS if any(group.figure(name) for group in groups)]
    table = Table(f"By {by}", "n", *(label for _, label in columns))
    for column in table.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    for group in groups:
        cells = (group.figure(name) for name, _ in columns)
        table.add_row(escape(group.name), str(group.n), *(_cell(figure) for figure in cells))
    return table


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    low, high = figure.interval or (figure.value, figure.value)
    return f"{figure.value:.2f} [dim]{low:.2f}–{high:.2f}[/dim]"


def _listed(ids: Sequence[str]) -> str:
    rest = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
    return f"{len(ids)} ({', '.join(ids[:LISTED])}{rest})"
