"""The command line, over a small index."""

import json
from pathlib import Path

import pytest

from bot.answer import FaqBot
from bot.cli import main


@pytest.fixture
def cli_bot(bot: FaqBot, monkeypatch: pytest.MonkeyPatch) -> FaqBot:
    """Let commands answer with the small bot instead of loading the real model."""
    monkeypatch.setattr("bot.cli.load_bot", lambda settings: bot)
    return bot


def test_ask_json_prints_the_reply_as_one_object(cli_bot: FaqBot, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "frozen water ok", "--json"]) == 0
    reply = json.loads(capsys.readouterr().out)
    assert reply["kind"] == "answer"
    assert list(reply) == [
        "id", "question", "kind", "message", "interpreted_as", "quotes", "footer", "index", "ms", "related",
    ]  # fmt: skip
    assert {"article", "title", "publisher", "section", "lead_in", "text", "file", "start", "end", "sha256", "score",
            "confidence", "link", "also_in"} == set(reply["quotes"][0])  # fmt: skip


def test_ask_prints_quote_source_and_footer(cli_bot: FaqBot, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "frozen water ok"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "No. Ice chills the roots of a plant that has never met frost." in out
    assert "Watering Your Orchid / Glasshouse Society / Frequently Asked Questions" in out
    assert "consult your therapist" in out


def test_batch_answers_every_line_in_order(cli_bot: FaqBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch = tmp_path / "questions.jsonl"
    rows = [{"id": "b", "question": "frozen water ok"}, {"id": "a", "question": "and?", "history": ["weekly schedule"]}]
    batch.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    assert main(["ask", "--batch", str(batch)]) == 0
    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [reply["id"] for reply in replies] == ["b", "a"]


def test_a_bad_batch_line_is_named(cli_bot: FaqBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"question": "ok"}\n{"id": 1}\n', encoding="utf-8")
    assert main(["ask", "--batch", str(batch)]) == 1
    assert f"{batch}:2: expected" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "x", "--batch", "y"]])
def test_ask_needs_either_a_question_or_a_file(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    assert "expected either a question or --batch" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["fly"], ["ask", "x", "--nope"]])
def test_a_usage_error_is_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_missing_index_names_the_command_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "x", "--index", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err == f"error: no index in {tmp_path / 'none'}; run: python build_index.py\n"


def test_verify_matches_what_ask_just_said(
    cli_bot: FaqBot, orchids: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["ask", "frozen water ok", "--json"])
    replies = tmp_path / "replies.jsonl"
    replies.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["verify", str(replies), "--corpus", str(orchids)]) == 0
    assert "0 CHANGED, 0 GONE" in capsys.readouterr().out
    article = orchids / "watering.md"
    article.write_text(article.read_text(encoding="utf-8").replace("Ice chills", "Ice cools"), encoding="utf-8")
    assert main(["verify", str(replies), "--corpus", str(orchids)]) == 1
    assert "CHANGED watering" in capsys.readouterr().out


def test_verify_checks_the_whole_index(
    orchids: Path, orchid_index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["verify", "--corpus", str(orchids), "--index", str(orchid_index_folder)]
    assert main(arguments) == 0
    (orchids / "repotting.md").unlink()
    assert main(arguments) == 1
    assert "GONE    repotting" in capsys.readouterr().out


def test_verify_says_what_is_not_a_reply(orchids: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replies = tmp_path / "replies.jsonl"
    replies.write_text('{"quotes": [{}]}\n', encoding="utf-8")
    assert main(["verify", str(replies), "--corpus", str(orchids)]) == 1
    assert f"{replies}:1: not a reply" in capsys.readouterr().err
