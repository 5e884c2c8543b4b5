"""The evaluators' commands."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answer import FaqBot
from index.errors import SettingsError
from tests.bot.evaluation.samples import ROWS


@pytest.fixture
def run(bot: FaqBot, orchids: Path, command: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Give a function that evaluates with the small bot over its corpus."""
    monkeypatch.setattr("bot.cli.load_bot", lambda settings: bot)
    return lambda *arguments: command("evaluate", *arguments, "--corpus", orchids, "--resamples", 100)


def write(path: Path, *rows: object) -> Path:
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def without_times(path: Path) -> object:
    """Read an evaluation without what a clock told."""
    found = json.loads(path.read_text(encoding="utf-8"))
    found["figures"] = [figure for figure in found["figures"] if figure["unit"] != "ms"]
    for row in found["questions"]:
        del row["reply"]["ms"], row["values"]["ms"]
    return found


def test_evaluate_writes_table_json_report_and_trec_files(
    run: Callable[..., int], question_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    files = ["--json", out / "a.json", "--report", out / "a.html", "--run", out / "a.run", "--qrels", out / "a.qrels"]
    assert run(question_file, *files) == 0
    assert "The whole system" in capsys.readouterr().out
    assert sorted(path.name for path in out.iterdir()) == [
        "a.html", "a.json", "a.qrels", "a.replies.run", "a.run", "a.system.qrels", "a.system.run",
    ]  # fmt: skip
    found = json.loads((out / "a.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in found["questions"]] == [row["id"] for row in ROWS]
    assert found["provenance"]["index"]
    assert found["provenance"]["model"]["weights"]


def test_the_same_set_and_index_give_the_same_bytes_times_apart(
    run: Callable[..., int], question_file: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        assert run(question_file, "--json", tmp_path / f"{name}.json", "--run", tmp_path / f"{name}.run") == 0
    assert without_times(tmp_path / "a.json") == without_times(tmp_path / "b.json")
    assert (tmp_path / "a.run").read_bytes() == (tmp_path / "b.run").read_bytes()


def test_csv_and_jsonl_of_the_same_questions_give_the_same_figures(run: Callable[..., int], tmp_path: Path) -> None:
    write(tmp_path / "one.jsonl", ROWS[0], ROWS[9])
    (tmp_path / "one.csv").write_text(
        "id,question,kind,article,quote,tags\n"
        f'often,how often drink,answerable,watering,"{ROWS[0]["answers"][0]["quote"]}",schedule\n'
        "price,how much money,unanswerable,,,price\n",
        encoding="utf-8",
    )
    for kind in ("jsonl", "csv"):
        assert run(tmp_path / f"one.{kind}", "--json", tmp_path / f"{kind}.json") == 0
    one, other = (without_times(tmp_path / f"{kind}.json") for kind in ("jsonl", "csv"))
    assert one["questions"] == other["questions"]
    assert one["figures"] == other["figures"]


BAD = (
    '{"question": "no end"',
    {"id": "a", "question": "x", "kind": "answerble"},
    {
        "id": "b",
        "question": "x",
        "answers": [{"article": "watering", "quote": "Lift the jar: a light one is thirsty."}],
    },
    ROWS[0],
    {**ROWS[0], "question": "again"},
    {"id": "c", "question": "x"},
)


def test_all_problems_are_listed_by_line_and_nothing_is_evaluated(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "bad.jsonl", *BAD)
    assert run(path, "--json", tmp_path / "a.json") == 2
    told = capsys.readouterr()
    lines = told.err.splitlines()
    assert [line.split(":")[1] for line in lines[:5]] == ["1", "2", "3", "5", "6"]
    assert "'answerable', 'unanswerable', 'urgent' or 'smalltalk'" in lines[1]
    assert "the nearest text is 'Water a moth orchid once a week" in lines[2]
    assert "id 'often' is on line 4 too" in lines[3]
    assert lines[5] == "5 problems, nothing was evaluated; correct them or pass --lenient"
    assert told.out == ""
    assert not (tmp_path / "a.json").exists()


def test_lenient_leaves_bad_lines_out_and_counts_them(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "bad.jsonl", *BAD)
    assert run(path, "--lenient", "--json", tmp_path / "a.json") == 0
    assert "Left out, 5 problems:" in capsys.readouterr().out
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in found["questions"]] == ["often"]
    assert [problem["line"] for problem in found["skipped"]] == [1, 2, 3, 5, 6]


def test_a_set_without_a_question_is_bad_input(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write(tmp_path / "none.jsonl")) == 2
    assert "no question to evaluate" in capsys.readouterr().err


def test_golden_questions_that_hold_exit_with_zero(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write(tmp_path / "golden.jsonl", ROWS[0], ROWS[9]), "--golden") == 0
    assert "2 of 2 golden questions hold" in capsys.readouterr().out


def test_an_edit_that_breaks_a_golden_question_exits_with_one(
    run: Callable[..., int], orchids: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "golden.jsonl", ROWS[0], ROWS[2])
    article = orchids / "watering.md"
    article.write_text(article.read_text(encoding="utf-8").replace("once a week", "twice a week"), encoding="utf-8")
    assert run(path, "--golden") == 1
    told = capsys.readouterr()
    assert "BROKEN often 'how often drink'" in told.err
    assert "the nearest text is 'Water a moth orchid twice a week" in told.err
    assert "of 2 golden questions hold" in told.out


def test_recorded_replies_are_scored_without_the_bot(
    command: Callable[..., int],
    question_file: Path,
    orchids: Path,
    tmp_path: Path,
    bot: FaqBot,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reply = bot.answer("frozen water ok", id="ice").to_dict()
    path = write(tmp_path / "replies.jsonl", reply)
    assert command("evaluate", question_file, "--replies", path, "--corpus", orchids, "--resamples", 100) == 0
    told = capsys.readouterr().out
    assert "Retrieval alone" not in told
    assert "No reply, scored 0: 13" in told


def test_compare_tells_the_questions_won(
    run: Callable[..., int],
    command: Callable[..., int],
    question_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(question_file, "--json", tmp_path / "a.json")
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    next(row for row in found["questions"] if row["id"] == "lost")["values"]["shown@3"] = 1.0
    (tmp_path / "b.json").write_text(json.dumps(found), encoding="utf-8")
    capsys.readouterr()
    assert not command("compare", tmp_path / "a.json", tmp_path / "b.json", "--json", tmp_path / "c.json")
    told = capsys.readouterr().out
    assert "Won by Right quote shown: 1\n  lost  courier abroad\n" in told
    assert json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))["differences"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "expected either a question set or --beir"),
        (("x.jsonl", "--beir", "folder"), "expected either a question set or --beir"),
        (("--beir", "folder", "--golden"), "--beir measures retrieval alone"),
        (("--beir", "folder", "--system", "magic"), "--system is 'magic'; expected dense, lexical, full"),
        (("missing.jsonl",), r"missing\.jsonl: cannot be read"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(
    arguments: tuple[str, ...], message: str, command: Callable[..., int]
) -> None:
    with pytest.raises(SettingsError, match=message):
        command("evaluate", *arguments)


def test_recorded_replies_have_no_ranking_to_write(
    command: Callable[..., int], question_file: Path, orchids: Path, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="--run and --qrels need retrieval"):
        command("evaluate", question_file, "--replies", "r.jsonl", "--run", tmp_path / "a.run", "--corpus", orchids)
