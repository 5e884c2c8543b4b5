"""docs/question-log.md says what the code does: settings, commands, labels and figures."""

import re
from pathlib import Path

import pytest

from bot.question_log.redact import redact
from bot.question_log.redact.__main__ import measured
from bot.question_log.settings import DAYS, URL, Keep
from tests.conftest import ROOT

DOCS = (ROOT / "docs" / "question-log.md").read_text(encoding="utf-8")
HERE = Path(__file__).parent


def test_every_setting_and_its_default_is_there():
    named = ["`BOT_LOG_KEEP` | `nothing`", f"`BOT_LOG_URL` | `{URL}`", f"`BOT_LOG_DAYS` | `{DAYS}`"]
    assert [text for text in named if text not in DOCS] == []
    assert [keep for keep in Keep if f"`{keep}`: " not in DOCS] == []


def test_every_option_of_the_commands_is_there():
    options = ("log export", "log purge", "--since", "--csv", "--jsonl", "--before", "--all")
    assert [option for option in options if option not in DOCS] == []


def test_every_label_that_redaction_writes_is_there():
    after = " ".join(each.after for path in HERE.glob("redaction*.jsonl") for each in measured(path))
    listed = DOCS.partition("stands in its place:")[2].partition(".")[0].replace("\n", " ")
    labels = set(re.findall(r"\[[a-z -]+\]", after)) - {"[at]", "[dot]"}
    assert labels == set(re.findall(r"\[[a-z -]+\]", listed))


@pytest.mark.parametrize("name", ["redaction.jsonl", "redaction_blind.jsonl"])
def test_the_figures_are_those_of_the_sets(name):
    messages = measured(HERE / name)
    planted = [each for each in messages if each.vanish]
    clean = [each for each in messages if not each.vanish]
    pieces = sum(len(each.vanish) for each in planted)
    gone = pieces - sum(len(each.left) for each in planted)
    (row,) = (line for line in DOCS.splitlines() if line.startswith(f"| `{name}`"))
    assert f"| {gone} of {pieces}, in {len(planted)} messages |" in row
    assert f"| {sum(each.is_wrong for each in clean)} of {len(clean)} |" in row


def test_what_the_table_says_stays_does_stay():
    assert redact("L4-L5, 120/80, HbA1c 8.2, 500 mg, operated on 12/03/2019, I live in Pune") == (
        "L4-L5, 120/80, HbA1c 8.2, 500 mg, operated on 12/03/2019, I live in Pune"
    )
