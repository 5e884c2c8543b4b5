"""Replies recorded earlier, by this bot or by another system."""

import json
from pathlib import Path

import pytest

from bot.evaluation.bootstrap import Resampling
from bot.evaluation.evaluate import evaluate_recorded
from bot.evaluation.recorded import Recorded
from bot.question_set import QuestionSet
from index.errors import SettingsError
from tests.bot.evaluation.samples import quote, reply

ICE = "No. Ice chills the roots of a plant that has never met frost."


def record(path: Path, *replies: object) -> Path:
    path.write_text("".join(json.dumps(each.to_dict()) + "\n" for each in replies), encoding="utf-8")
    return path


def test_a_reply_comes_back_as_it_was_written(tmp_path: Path) -> None:
    given = reply(quote(ICE, also_in=("repotting",), lead_in="If:"), id="ice")
    assert Recorded.read(record(tmp_path / "r.jsonl", given)).replies == {"ice": given}


def test_missing_questions_score_zero_and_unknown_replies_are_listed(
    question_file: Path, orchids: Path, tmp_path: Path
) -> None:
    start = (orchids / "watering.md").read_text(encoding="utf-8").index(ICE)
    told = record(
        tmp_path / "r.jsonl", reply(quote(ICE, start=start), id="ice"), reply(id="price"), reply(id="stranger")
    )
    found = evaluate_recorded(Recorded.read(told), QuestionSet.read(question_file), orchids, Resampling(resamples=100))
    values = {figure.measure.name: (figure.value, figure.n) for figure in found.figures}
    assert values["shown@3"] == (pytest.approx(1 / 9), 9)
    assert values["false_answers"] == (pytest.approx(2 / 3), 3)
    assert values["exact"] == (1.0, 1)
    assert len(found.missing) == 12
    assert found.unknown == ("stranger",)
    assert "success@1" not in values
    assert found.curve is None


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"id": 1, "question": "?", "kind": "maybe", "quotes": []}'])
def test_a_line_that_is_no_reply_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"r\.jsonl:2: not a reply"):
        Recorded.read(path)
