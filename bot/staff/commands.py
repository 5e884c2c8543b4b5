"""The staff's command: ``coverage``."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.question_log.period import moment
from bot.question_log.settings import LogSettings
from bot.settings import CORPUS, INDEX, Settings

if TYPE_CHECKING:
    from bot.staff.report import Report


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(coverage)


def coverage(
    since: Annotated[str, typer.Option(help="Such as 30d, 12h or 2026-03-01.")] = "30d",
    html: Annotated[Path | None, typer.Option(help="Write the report as one HTML file.")] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write gaps and passages for a spreadsheet.")] = None,
    questions: Annotated[
        Path | None, typer.Option(help="Check these questions instead of the log: JSONL, CSV or one on each line.")
    ] = None,
    corpus: Annotated[Path, typer.Option(help="Folder of articles.")] = CORPUS,
    index: Annotated[Path, typer.Option("--index", help="Folder of the built index.")] = INDEX,
) -> None:
    """Say what was asked, what the articles do not cover, and which passages are never found."""
    settings = Settings.read(os.environ, corpus, index)
    report = _checked(questions, settings) if questions else _logged(since, settings)
    from bot.staff.report_table import print_report

    print_report(report)
    if html:
        from bot.staff.report_html import write_html

        write_html(report, html)
    if csv_file:
        from bot.staff.report_csv import write_csv

        write_csv(report, csv_file)


def _logged(since: str, settings: Settings) -> "Report":
    """Report on the question log."""
    # SQLAlchemy and FAISS take 0.5 s to import; help and usage errors need not wait for them.
    from bot.question_log.store import Filter, QuestionLog
    from bot.staff.report import Report
    from index.store import Index

    earliest = moment(since, now=datetime.now(UTC))
    log = QuestionLog(LogSettings.read(os.environ).url)
    try:
        entries = log.entries(Filter(since=earliest, with_vectors=True))
    finally:
        log.close()
    return Report.of(f"Questions since {earliest:%d %B %Y}", entries, Index.load(settings.index, settings.milvus))


def _checked(path: Path, settings: Settings) -> "Report":
    """Report on a file of questions, asked now."""
    # The encoder's libraries take seconds to import; a file that cannot be read must be told at once.
    from bot.staff.questions_file import entries_of, read_asked

    asked = read_asked(path)
    from bot.cli import load_bot
    from bot.staff.report import Report

    bot = load_bot(settings)
    return Report.of(f"Questions of {path.name}", entries_of(bot.explain_all(asked), asked), bot.index)
