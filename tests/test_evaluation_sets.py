"""The evaluation sets stay unseen: none of their questions is among what the bot learns from or answers by."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SETS = ("dev", "validation", "validation-people")
LEARNT = (*sorted((ROOT / "corpus" / "questions").glob("*.yaml")), ROOT / "bot" / "urgent" / "messages.yaml")
SHORT = 2
"""Words of what anybody says without having read a set: "hi", "ok"."""


def said(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def questions(raw: object) -> Iterator[str]:
    """List the texts of a file that stand for a patient's words: lists by voice, and one message a line."""
    if isinstance(raw, str):
        yield from raw.split("\n")
    elif isinstance(raw, list):
        for each in raw:
            yield from questions(each["questions"] if isinstance(each, dict) else each)
    elif isinstance(raw, dict):
        for each in raw.values():
            yield from questions(each)


@pytest.mark.parametrize("path", LEARNT, ids=lambda path: path.name)
def test_no_question_of_an_evaluation_set_is_learnt_from(path):
    asked = {
        said(json.loads(line)["question"])
        for name in SETS
        for line in (ROOT / "tests" / "questions" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    }
    learnt = [text for text in questions(yaml.safe_load(path.read_text(encoding="utf-8"))) if text.strip()]
    assert len(learnt) > 50
    assert [text for text in learnt if said(text) in asked and len(said(text).split()) > SHORT] == []
