"""The evaluators' commands: ``evaluate`` and ``compare``."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.evaluation.bootstrap import RESAMPLES, SEED, Resampling
from bot.settings import CORPUS, INDEX, Settings
from index.encoder import DEFAULT_MODEL
from index.errors import SettingsError

if TYPE_CHECKING:
    from bot.evaluation.evaluation import Evaluation
    from bot.evaluation.golden import Broken
    from bot.question_set import QuestionSet

BAD_INPUT = 2
BROKEN = 1

_Json = Annotated[Path | None, typer.Option("--json", help="Write everything as JSON; what 'compare' reads.")]
_Seed = Annotated[int, typer.Option(help="Seed of the intervals.")]
_Resamples = Annotated[int, typer.Option(min=100, help="Bootstrap resamples of each interval.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(evaluate)
    app.command()(compare)


def evaluate(
    questions: Annotated[Path | None, typer.Argument(help="JSONL or CSV of labelled questions.")] = None,
    json_file: _Json = None,
    report: Annotated[Path | None, typer.Option(help="Write a report as one HTML file.")] = None,
    run: Annotated[Path | None, typer.Option(help="Write the rankings in TREC format.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="Write the judgements in TREC format.")] = None,
    golden: Annotated[bool, typer.Option("--golden", help="Every question must hold; exit 1 if one breaks.")] = False,
    lenient: Annotated[bool, typer.Option("--lenient", help="Leave out lines that cannot be used.")] = False,
    replies: Annotated[Path | None, typer.Option(help="Score these replies instead of asking the bot.")] = None,
    beir: Annotated[Path | None, typer.Option(help="Folder of a benchmark in BEIR format.")] = None,
    system: Annotated[str, typer.Option(help="With --beir: dense, lexical or full.")] = "full",
    seed: _Seed = SEED,
    resamples: _Resamples = RESAMPLES,
    corpus: Annotated[Path, typer.Option(help="Folder of articles.")] = CORPUS,
    index: Annotated[Path, typer.Option("--index", help="Folder of the built index.")] = INDEX,
    model: Annotated[str, typer.Option(help="With --beir: sentence-transformers name or folder.")] = DEFAULT_MODEL,
) -> int:
    """Measure the bot on a question set, recorded replies, or the engine on a public benchmark."""
    if (questions is None) == (beir is None):
        raise SettingsError("expected either a question set or --beir FOLDER; see python -m bot evaluate --help")
    resampling = Resampling(seed, resamples)
    settings = Settings.read(os.environ, corpus, index)
    if beir is not None:
        if golden or replies:
            raise SettingsError("--beir measures retrieval alone; leave out --golden and --replies")
        return _write(_benchmarked(beir, system, model, resampling, (run, qrels)), json_file, report)
    if questions is None:
        raise SettingsError("name a question set")
    asked, taken = _read(questions, settings, lenient=lenient, golden=golden)
    if asked is None:
        return BAD_INPUT
    found = _evaluated(asked, settings, resampling, replies, (run, qrels))
    _write(found, json_file, report)
    return _hold(found, taken) if golden else 0


def compare(
    one: Annotated[Path, typer.Argument(help="JSON of one evaluation (A).")],
    other: Annotated[Path, typer.Argument(help="JSON of another (B).")],
    by: Annotated[str | None, typer.Option(help="Measure by which won and lost questions are listed.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write everything as JSON.")] = None,
    seed: _Seed = SEED,
    resamples: _Resamples = RESAMPLES,
) -> None:
    """Compare two evaluations, question by question."""
    from bot.evaluation.compare import Comparison, Run
    from bot.evaluation.compare_table import print_comparison, write_comparison

    comparison = Comparison.of(Run.read(one), Run.read(other), Resampling(seed, resamples))
    if by and by not in {each.name for each in comparison.differences}:
        names = ", ".join(each.name for each in comparison.differences)
        raise SettingsError(f"no measure {by!r} in both runs; they have {names}")
    print_comparison(comparison, by)
    if json_file:
        write_comparison(comparison, json_file)


def _read(path: Path, settings: Settings, *, lenient: bool, golden: bool) -> "tuple[QuestionSet | None, list[Broken]]":
    """Read and check a question set; None after listing its problems, if they forbid an evaluation.

    Golden questions whose pinned text is gone are no bad input: they come back as broken.
    """
    from bot.evaluation.gold_check import GoldCheck
    from bot.evaluation.golden import taken_away
    from bot.question_set import QuestionSet
    from index.article import load_articles

    asked = QuestionSet.read(path)
    articles = {article.name: article for article in load_articles(settings.corpus)}
    problems = GoldCheck(articles).problems(asked.questions)
    broken = taken_away(asked.questions, problems) if golden else []
    kept = asked.without(problems)
    serious = asked.problems if golden else kept.problems
    if serious and not lenient:
        for problem in serious:
            typer.echo(f"{path}:{problem.line}: {problem.text}", err=True)
        typer.echo(f"{len(serious)} problems, nothing was evaluated; correct them or pass --lenient", err=True)
        return None, []
    if not kept.questions and not broken:
        typer.echo(f"{path}: no question to evaluate", err=True)
        return None, []
    return kept, broken


def _evaluated(
    asked: "QuestionSet",
    settings: Settings,
    resampling: Resampling,
    replies: Path | None,
    trec: tuple[Path | None, Path | None],
) -> "Evaluation":
    from bot.evaluation.evaluate import evaluate_bot, evaluate_recorded
    from bot.evaluation.recorded import Recorded
    from bot.evaluation.trec import TrecFiles

    if replies is not None:
        if any(trec):
            raise SettingsError("--run and --qrels need retrieval, which recorded replies do not tell; leave them out")
        return evaluate_recorded(Recorded.read(replies), asked, settings.corpus, resampling)
    from bot.cli import load_bot

    bot = load_bot(settings)
    with TrecFiles(*trec) as files, progress_bar("Answering", len(asked.questions)) as done:
        return evaluate_bot(bot, asked, resampling, trec=files, progress=done)


def _benchmarked(
    folder: Path, system: str, model: str, resampling: Resampling, trec: tuple[Path | None, Path | None]
) -> "Evaluation":
    from bot.evaluation.beir import Benchmark
    from bot.evaluation.benchmark import run_benchmark
    from bot.evaluation.systems import SystemName
    from bot.evaluation.trec import TrecFiles
    from index.sentence_encoder import SentenceEncoder

    if system not in set(SystemName):
        raise SettingsError(f"--system is {system!r}; expected {', '.join(SystemName)}")
    benchmark = Benchmark.read(folder)
    encoder = SentenceEncoder.load(model)
    with TrecFiles(*trec) as files, progress_bar("Encoding", None) as done:
        return run_benchmark(benchmark, SystemName(system), encoder, resampling, trec=files, progress=done)


def _write(found: "Evaluation", json_file: Path | None, report: Path | None) -> int:
    from bot.evaluation.table import print_evaluation

    print_evaluation(found)
    if json_file:
        from bot.evaluation.document import write_json

        write_json(found, json_file)
    if report:
        from bot.evaluation.report import write_report

        write_report(found, report)
    return 0


def _hold(found: "Evaluation", taken: "list[Broken]") -> int:
    """List the golden questions that broke, and return the exit status."""
    from bot.evaluation.golden import broken

    every = [*taken, *broken(found.scored)]
    for each in every:
        typer.echo(f"BROKEN {each.question.id} {each.question.question!r}: {each.why}", err=True)
    total = len(found.scored) + len(taken)
    typer.echo(f"{total - len(every)} of {total} golden questions hold")
    return BROKEN if every else 0


@contextmanager
def progress_bar(label: str, total: int | None) -> Iterator[Callable[[int], object]]:
    """Show a progress bar at a terminal, and nothing in a log."""
    from tqdm import tqdm

    with tqdm(
        total=total, desc=label, unit="text" if total is None else "question", file=sys.stderr, disable=None
    ) as bar:
        yield bar.update
