"""The commands of the question log: ``log export`` and ``log purge``."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from bot.question_log.period import moment
from bot.question_log.settings import LogSettings
from index.errors import SettingsError

if TYPE_CHECKING:
    from bot.question_log.store import QuestionLog

FOREVER = datetime.max.replace(tzinfo=UTC)
"""Later than any entry, were it written by a clock that runs ahead."""


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    log = typer.Typer(help="The question log: BOT_LOG_URL says where it is.", no_args_is_help=True)
    log.command()(export)
    log.command()(purge)
    app.add_typer(log, name="log")


def export(
    since: Annotated[str | None, typer.Option(help="Such as 30d, 12h or 2026-03-01; by default everything.")] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write a table for a spreadsheet.")] = None,
    jsonl_file: Annotated[Path | None, typer.Option("--jsonl", help="Write one JSON object per line.")] = None,
) -> None:
    """Write the entries, oldest first, without vectors; as JSONL to standard output unless a file is named."""
    from bot.question_log.export import write_csv, write_jsonl
    from bot.question_log.store import Filter

    if csv_file and jsonl_file:
        raise SettingsError("expected either --csv FILE or --jsonl FILE")
    earliest = moment(since, now=datetime.now(UTC)) if since else None
    with _opened() as log:
        entries = log.entries(Filter(since=earliest))
    path = csv_file or jsonl_file
    if path is None:
        write_jsonl(entries, sys.stdout)
        return
    with _private(path) as file:
        (write_csv if csv_file else write_jsonl)(entries, file)
    typer.echo(f"{path}: {len(entries)} entries")


def purge(
    before: Annotated[str | None, typer.Option(help="Delete what is older: 30d, 12h or 2026-03-01.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Delete all entries.")] = False,
) -> None:
    """Delete entries for good."""
    if (before is None) is not everything:
        raise SettingsError("expected either --before 30d or --all")
    latest = moment(before, now=datetime.now(UTC)) if before else FOREVER
    with _opened() as log:
        typer.echo(f"{log.purge(latest)} entries deleted")


@contextmanager
def _opened() -> Iterator["QuestionLog"]:
    # SQLAlchemy takes 0.3 s to import; other commands do without it.
    from bot.question_log.store import QuestionLog

    log = QuestionLog(LogSettings.read(os.environ).url)
    try:
        yield log
    finally:
        log.close()


@contextmanager
def _private(path: Path) -> Iterator[TextIO]:
    """Open a file to write that its owner alone can read."""
    try:
        with open(path, "w", encoding="utf-8", newline="", opener=_owner_only) as file:
            yield file
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written ({error.strerror}); name another file") from error


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
