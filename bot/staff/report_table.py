"""The staff's report at a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.staff.coverage import Coverage
from bot.staff.gaps import Gap
from bot.staff.overview import Overview
from bot.staff.report import Report

GAPS = 15
"""Gaps that are printed; HTML and CSV have all."""

NEVER = 10
"""Passages never quoted that are printed per article."""


def print_report(report: Report, console: Console | None = None) -> None:
    """Print what was asked, the gaps and the coverage."""
    out = console or Console()
    out.print(Text(report.title, style="bold"))
    for line in summary(report.overview, report.coverage):
        out.print(line, markup=False, highlight=False)
    if report.gaps:
        out.print(_gaps(report.gaps[:GAPS]))
    out.print(_articles(report.coverage))
    for article in report.coverage.articles:
        never = article.never
        if never and report.overview.total:
            shown = [f"  {_short(use.passage.text, 90)}" for use in never[:NEVER]]
            rest = [f"  and {len(never) - NEVER} more"] if len(never) > NEVER else []
            out.print("\n".join([f"Never shown of {article.article}:", *shown, *rest]), markup=False, highlight=False)


def summary(overview: Overview, coverage: Coverage) -> list[str]:
    """Say in a few lines how it went."""
    lines = [
        f"{overview.total} messages: {overview.answered} answered ({100 * overview.answered_share:.0f} % of those that "
        f"asked the articles for something, {overview.low} with low confidence), {overview.refused} refused, "
        f"{overview.urgent} urgent, {overview.smalltalk} small talk",
        f"thumbs: {overview.up} up, {overview.down} down; replies took {overview.median_ms:.0f} ms, "
        f"95 % of them at most {overview.p95_ms:.0f} ms",
        f"{100 * coverage.seen_share:.0f} % of the passages were shown at least once",
    ]
    if coverage.gone:
        lines.append(f"{coverage.gone} quotes were of passages that the articles no longer hold")
    return lines


def _gaps(gaps: tuple[Gap, ...]) -> Table:
    table = Table("", "Gap", "Kind", "Asked", "Nearest passage", title="Gaps", title_justify="left")
    table.columns[3].justify = "right"
    for place, gap in enumerate(gaps, 1):
        nearest = gap.offers[0].passage
        where = Text(f"{nearest.article}: {_short(nearest.text, 60)}")
        table.add_row(str(place), Text(_short(gap.label, 70)), gap.kind, str(gap.count), where)
    return table


def _articles(coverage: Coverage) -> Table:
    table = Table("Article", "Replies", "Passages", "Shown", "Up", "Down", title="Articles", title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for article in coverage.articles:
        passages = article.passages
        table.add_row(
            Text(article.article),
            str(article.replies),
            str(len(passages)),
            str(len(passages) - len(article.never)),
            str(sum(use.liked for use in passages)),
            str(sum(use.disliked for use in passages)),
        )
    return table


def _short(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
