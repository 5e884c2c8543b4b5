import csv
import json
import stat
from datetime import UTC, datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner

from bot.question_log.commands import register
from bot.question_log.period import moment
from bot.question_log.store import QuestionLog
from index.errors import SettingsError
from tests.bot.question_log.samples import NOON, make_entry


@pytest.fixture
def run(file, monkeypatch):
    """Run a command on a log of two entries, one of them 40 days old."""
    monkeypatch.setenv("BOT_LOG_URL", f"sqlite:///{file}")
    now = datetime.now(UTC)
    log = QuestionLog(f"sqlite:///{file}")
    log.append(
        [make_entry("new", time=now), make_entry("old", time=now - timedelta(days=40), question='=HYPERLINK("x")')]
    )
    log.close()
    app = typer.Typer()
    register(app)

    def run(*arguments):
        return CliRunner().invoke(app, ["log", *arguments])

    return run


def left(file):
    log = QuestionLog(f"sqlite:///{file}")
    entries = log.entries()
    log.close()
    return [entry.key for entry in entries]


def test_export_writes_one_object_a_line_oldest_first_without_vectors(run):
    rows = [json.loads(line) for line in run("export").stdout.splitlines()]
    assert [row["key"] for row in rows] == ["old", "new"]
    row = rows[1]
    assert (row["kind"], row["confidence"], row["topic"], row["topic_score"]) == ("answer", "medium", "cost", 0.5)
    assert row["nearest"][1] == {"passage": "p2", "article": "stenosis", "score": 0.5, "own": -0.125}
    assert (row["thumb"], row["reason"], row["shown"]) == (-1, "unclear", ["p1", "p2"])
    assert row["question"] == "is it painful — हाँ?"
    assert datetime.fromisoformat(row["time"]).utcoffset() == timedelta(0)
    assert "vector" not in row


def test_export_since_a_time_leaves_out_what_is_older(run):
    assert [json.loads(line)["key"] for line in run("export", "--since", "30d").stdout.splitlines()] == ["new"]


def test_export_to_a_file_says_so_and_its_owner_alone_can_read_it(run, tmp_path):
    path = tmp_path / "out.jsonl"
    assert run("export", "--jsonl", str(path)).stdout == f"{path}: 2 entries\n"
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_question_cannot_become_a_formula_of_a_spreadsheet(run, tmp_path):
    path = tmp_path / "out.csv"
    run("export", "--csv", str(path))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["question"] for row in rows] == ['\'=HYPERLINK("x")', "is it painful — हाँ?"]
    assert (rows[1]["shown"], rows[1]["nearest"]) == ("p1 p2", "p1=0.750 p2=0.500")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export", "--csv", "a", "--jsonl", "b"), "expected either --csv FILE or --jsonl FILE"),
        (("export", "--since", "soon"), "'soon' is no time; expected 30d, 12h, 2w or a date"),
        (("export", "--csv", "/nowhere/a.csv"), "/nowhere/a.csv: cannot be written"),
        (("purge",), "expected either --before 30d or --all"),
        (("purge", "--all", "--before", "30d"), "expected either --before 30d or --all"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_nothing_is_deleted(run, file, arguments, message):
    error = run(*arguments).exception
    assert isinstance(error, SettingsError)
    assert message in str(error)
    assert left(file) == ["old", "new"]


def test_purge_deletes_what_is_older(run, file):
    assert run("purge", "--before", "30d").stdout == "1 entries deleted\n"
    assert left(file) == ["new"]


def test_purge_deletes_everything_only_when_told(run, file):
    assert run("purge", "--all").stdout == "2 entries deleted\n"
    assert left(file) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30d", NOON - timedelta(days=30)),
        ("12h", NOON - timedelta(hours=12)),
        (" 2W ", NOON - timedelta(weeks=2)),
        ("2026-02-01", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026-02-01T09:00+05:30", datetime(2026, 2, 1, 3, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_so_long_ago_or_a_date(text, expected):
    assert moment(text, now=NOON) == expected


@pytest.mark.parametrize("text", ["", "30", "d", "-3d", "30 days", "2026-13-01", "99999w"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(SettingsError, match="is no time; expected 30d"):
        moment(text, now=NOON)
