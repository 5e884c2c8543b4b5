from pathlib import Path

import pytest

from bot.answer import FaqBot
from bot.message import Asked
from bot.reply import ReplyKind
from bot.staff.questions_file import entries_of, read_asked
from index.errors import SettingsError


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_one_question_on_each_line(tmp_path: Path):
    path = written(tmp_path, "asked.txt", "how often\n\n  is ice ok?  \n")
    assert read_asked(path) == (Asked("how often"), Asked("is ice ok?"))


def test_reads_jsonl_with_earlier_messages(tmp_path: Path):
    path = written(tmp_path, "asked.jsonl", '{"question": "and ice?", "history": ["how often"]}\n')
    assert read_asked(path) == (Asked("and ice?", ("how often",)),)


def test_reads_csv(tmp_path: Path):
    assert read_asked(written(tmp_path, "asked.csv", "id,question\n1,how often\n")) == (Asked("how often"),)


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.jsonl", '{"question": "ok"}\nnot json\n', r"a\.jsonl:2: not JSON"),
        ("a.jsonl", '{"text": "ok"}\n', r"a\.jsonl:1: question is None; expected a text"),
        ("a.jsonl", '{"question": "ok", "history": "before"}\n', r"a\.jsonl:1: history is 'before'; expected a list"),
        ("a.txt", "\n \n", r"a\.txt: no question in it"),
    ],
)
def test_says_which_line_cannot_be_used(tmp_path: Path, name: str, text: str, problem: str):
    with pytest.raises(SettingsError, match=problem):
        read_asked(written(tmp_path, name, text))


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path):
    with pytest.raises(SettingsError, match="cannot be read as UTF-8 text"):
        read_asked(tmp_path / "none.txt")


def test_entries_are_what_a_log_would_hold(bot: FaqBot):
    asked = (Asked("how often drink"), Asked("how much money"), Asked("and ice?", ("how often drink",)))
    first, second, third = entries_of(bot.explain_all(asked), asked)
    assert (first.kind, first.question) == (ReplyKind.ANSWER, "how often drink")
    assert (second.kind, second.topic[0], second.shown) == (ReplyKind.NOT_FOUND, "price", ())
    assert [each.is_followup for each in (first, second, third)] == [False, False, True]
    assert first.vector.shape == (bot.index.manifest.model.dimension,)
    assert len({each.key for each in (first, second, third)}) == 3
