"""The command line: ask, verify, import, and the evaluators' commands."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.evaluation.commands import register
from bot.message import Asked
from bot.question_log.commands import register as register_log
from bot.settings import CORPUS, INDEX, Settings
from bot.staff.commands import register as register_staff
from index.errors import FaqError, SettingsError

if TYPE_CHECKING:
    from bot.answer import FaqBot
    from bot.reply import Reply

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
register(app)
register_log(app)
register_staff(app)

Corpus = Annotated[Path, typer.Option(help="Folder of articles.")]
IndexFolder = Annotated[Path, typer.Option("--index", help="Folder of the built index.")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; an error of the project is one line on standard error and exit status 1."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        result = app(arguments, standalone_mode=False, prog_name="python -m bot")
    except FaqError as error:
        return _fail(str(error), 1)
    except BrokenPipeError:
        return 0
    except typer.Exit as done:
        return done.exit_code
    except Exception as error:  # noqa: BLE001 (usage errors only; anything else is raised again)
        return _usage(error)
    return result if isinstance(result, int) else 0


@app.callback()
def describe() -> None:
    """Ask the articles, and prove what they answer."""


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="What the patient asks.")] = None,
    history: Annotated[list[str] | None, typer.Option(help="An earlier message of the patient; repeatable.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reply as one JSON object.")] = False,
    batch: Annotated[Path | None, typer.Option(help="JSONL of questions; prints one reply per line.")] = None,
    corpus: Corpus = CORPUS,
    index: IndexFolder = INDEX,
) -> None:
    """Answer one question, or every question of a file."""
    if (question is None) == (batch is None):
        raise SettingsError("expected either a question or --batch FILE; see python -m bot ask --help")
    settings = Settings.read(os.environ, corpus, index)
    if batch is not None:
        for reply in _answered(batch, settings):
            typer.echo(_json(reply))
        return
    reply = load_bot(settings).answer(question or "", history or ())
    if as_json:
        typer.echo(_json(reply))
        return
    from bot.terminal import print_reply

    print_reply(reply)


@app.command()
def verify(
    replies: Annotated[
        Path | None, typer.Argument(help="JSONL of replies; without it every passage is checked.")
    ] = None,
    corpus: Corpus = CORPUS,
    index: IndexFolder = INDEX,
) -> int:
    """Cut every quote from the corpus again and say MATCH, CHANGED or GONE; exit status 1 if any does not match."""
    from bot.receipts import ArticleFiles
    from bot.verify import Verdict, verify_index, verify_replies
    from index.article import load_articles
    from index.store import Index

    files = ArticleFiles({article.name: article.path for article in load_articles(corpus)})
    if replies is None:
        checks = verify_index(Index.load(index, Settings.read(os.environ).milvus), files)
    else:
        checks = verify_replies(_lines(replies), replies, files)
    counts: Counter[Verdict] = Counter()
    for check in checks:
        counts[check.verdict] += 1
        if replies is not None or check.verdict is not Verdict.MATCH:
            typer.echo(f"{check.verdict:8}{check.article} [{check.start}:{check.end}] {check.where}")
    typer.echo(", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict))
    return int(counts.total() != counts[Verdict.MATCH])


@app.command(name="import")
def import_(
    source: Annotated[Path, typer.Argument(help=".html, .docx, .pdf, .md or .txt")],
    corpus: Corpus = CORPUS,
    name: Annotated[str | None, typer.Option(help="Name of the article; by default made from the file's.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an article of that name.")] = False,
) -> None:
    """Turn a document into a draft article for a person to review."""
    from bot.importing.draft import import_article

    path = import_article(source, corpus, name=name, force=force)
    typer.echo(f"{path}: draft written; read it against the source, fill in its front matter, then rebuild the index")


def load_bot(settings: Settings) -> "FaqBot":
    """Load the bot for a command.

    Raises:
        FaqError: corpus or index cannot be used.
    """
    # Importing FAISS takes a third of a second; ``--help`` must not wait for it.
    from bot.answer import FaqBot

    return FaqBot.load(settings.corpus, settings.index, milvus=settings.milvus)


def _answered(batch: Path, settings: Settings) -> Iterator["Reply"]:
    asked = [_asked(batch, number, line) for number, line in enumerate(_lines(batch), 1) if line.strip()]
    for explained in load_bot(settings).explain_all(asked):
        yield explained.reply


def _asked(path: Path, number: int, line: str) -> Asked:
    try:
        row = json.loads(line)
        return Asked(str(row["question"]), tuple(map(str, row.get("history") or ())), str(row.get("id", number)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f'{path}:{number}: expected {{"id", "question", "history"}} as JSON ({error})') from error


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as UTF-8 text ({error}); name a JSONL file") from error


def _json(reply: "Reply") -> str:
    return json.dumps(reply.to_dict(), ensure_ascii=False)


def _usage(error: Exception) -> int:
    if not hasattr(error, "format_message"):
        raise error
    return _fail(error.format_message(), 2)


def _fail(message: str, status: int) -> int:
    sys.stderr.write(f"error: {message}\n")
    return status
