"""The command on a log in a real SQLite file, over an index of orchids."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.question_log.store import QuestionLog
from bot.staff.commands import register
from index.errors import SettingsError
from index.store import Index
from tests.bot.staff.samples import answered, entry
from tests.doubles import WordEncoder


@pytest.fixture
def log(tmp_path: Path, orchid_index: Index, word_encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a log with a gap of today and an answer of ten days ago."""
    url = f"sqlite:///{tmp_path}/questions.db"
    monkeypatch.setenv("BOT_LOG_URL", url)
    monkeypatch.setenv("COLUMNS", "140")
    now = datetime.now(UTC)
    vector = word_encoder.encode_queries(["snails"])[0]
    old = answered("b", orchid_index.passages[0].id, question="a pot", time=now - timedelta(days=10))
    log = QuestionLog(url)
    log.append([*(entry(f"a{row}", "any snails?", vector, time=now) for row in range(3)), old])
    log.close()


def ran(*arguments: str) -> str:
    app = typer.Typer()
    register(app)
    app.callback()(lambda: None)
    result = CliRunner().invoke(app, ["coverage", *arguments], catch_exceptions=False)
    return result.output


def test_reports_on_the_log(log: None, orchid_index_folder: Path):
    text = ran("--index", str(orchid_index_folder))
    assert "4 messages: 1 answered" in text
    assert "any snails?" in text


def test_leaves_out_what_is_older_than_asked_for(log: None, orchid_index_folder: Path):
    assert "3 messages: 0 answered" in ran("--index", str(orchid_index_folder), "--since", "2d")


def test_writes_html_and_csv(log: None, orchid_index_folder: Path, tmp_path: Path):
    ran("--index", str(orchid_index_folder), "--html", str(tmp_path / "r.html"), "--csv", str(tmp_path / "r.csv"))
    assert "any snails?" in (tmp_path / "r.html").read_text(encoding="utf-8")
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["text"] == "any snails?"


def test_a_span_that_is_none_is_one_clear_line(orchid_index_folder: Path):
    with pytest.raises(SettingsError, match="'soon' is no time"):
        ran("--index", str(orchid_index_folder), "--since", "soon")


def test_questions_that_cannot_be_read_are_told_before_the_index_is_loaded(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"none\.txt: cannot be read"):
        ran("--questions", str(tmp_path / "none.txt"), "--index", str(tmp_path / "no-index"))
