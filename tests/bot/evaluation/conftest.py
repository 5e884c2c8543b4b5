"""A question set about orchids, of every kind, and the small bot's evaluation of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from bot.answer import FaqBot
from bot.evaluation.bootstrap import Resampling
from bot.evaluation.commands import register
from bot.evaluation.evaluate import evaluate_bot
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.trec import TrecFiles
from bot.question_set import QuestionSet
from tests.bot.evaluation.samples import ROWS


@pytest.fixture
def question_file(tmp_path: Path) -> Path:
    """Write the questions about orchids."""
    path = tmp_path / "orchids.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.fixture
def evaluated(bot: FaqBot, question_file: Path, tmp_path: Path) -> Evaluation:
    """Evaluate the small bot; the TREC files are out.run and out.qrels in tmp_path."""
    with TrecFiles(tmp_path / "out.run", tmp_path / "out.qrels") as files:
        return evaluate_bot(bot, QuestionSet.read(question_file), Resampling(resamples=200), trec=files)


@pytest.fixture
def command() -> Callable[..., int]:
    """Give a function that runs one of the evaluators' commands and returns its exit status."""
    app = typer.Typer()
    register(app)
    return lambda *arguments: app(list(map(str, arguments)), standalone_mode=False)
