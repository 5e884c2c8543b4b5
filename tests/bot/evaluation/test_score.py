"""Scores of single questions, worked by hand."""

from pathlib import Path

import pytest

from bot.evaluation.score import score
from bot.evaluation.verdict import Verdict, judge
from bot.receipts import ArticleFiles
from bot.reply import Reply
from tests.bot.evaluation.samples import gold, question, quote, reply, retrieved

RIGHT = "Lift the pot: a light one is thirsty."
WRONG = "Orchids live on trees."


@pytest.fixture
def files(tmp_path: Path) -> ArticleFiles:
    """Give two articles that hold the right and the wrong quote."""
    for name in ("watering", "repotting"):
        (tmp_path / f"{name}.md").write_text(f"{RIGHT}\n{WRONG}\n", encoding="utf-8")
    return ArticleFiles({name: tmp_path / f"{name}.md" for name in ("watering", "repotting")})


def right(**fields: object) -> object:
    return quote(RIGHT, **fields)


def wrong() -> object:
    return quote(WRONG, start=len(RIGHT) + 1)


def test_a_reply_with_the_right_quote_second(files: ArticleFiles) -> None:
    found = score(question(gold(RIGHT)), reply(wrong(), right(), ms=12.5), files=files)
    assert found.values == {
        "answered": 1.0,
        "shown@1": 0.0,
        "shown@3": 1.0,
        "found@100": 1.0,
        "precision": 0.5,
        "words": 12.0,
        "false_alarms": 0.0,
        "exact": 1.0,
        "ms": 12.5,
    }
    assert found.verdict is Verdict.RIGHT_LATER
    assert found.found_after == 9  # four words of the wrong quote, then five of the eight
    assert [each.is_right for each in found.shown] == [False, True]


def test_a_refused_answerable_question_scores_zero_and_shows_no_words(files: ArticleFiles) -> None:
    found = score(question(gold(RIGHT)), reply(), files=files)
    assert found.values == {
        "answered": 0.0, "shown@1": 0.0, "shown@3": 0.0, "found@100": 0.0, "false_alarms": 0.0, "ms": 10.0,
    }  # fmt: skip
    assert found.verdict is Verdict.REFUSED


def test_a_question_without_a_reply_scores_zero(files: ArticleFiles) -> None:
    found = score(question(gold(RIGHT)), None, files=files)
    assert found.values == {"answered": 0.0, "shown@1": 0.0, "shown@3": 0.0, "found@100": 0.0, "false_alarms": 0.0}
    assert found.verdict is Verdict.NO_REPLY


def test_an_unanswerable_question_without_a_reply_counts_against_the_system(files: ArticleFiles) -> None:
    assert score(question(kind="unanswerable"), None, files=files).values["false_answers"] == 1.0


def test_a_follow_up_is_scored_as_such(files: ArticleFiles) -> None:
    found = score(question(gold(RIGHT), history=("Before",)), reply(right()), files=files)
    assert (found.values["followup@1"], found.values["followup@3"]) == (1.0, 1.0)


def test_an_answer_beyond_a_hundred_words_is_not_found(files: ArticleFiles) -> None:
    long = quote("word " * 95)
    found = score(question(gold(RIGHT)), reply(long, right()), files=files)
    assert found.found_after == 100
    assert found.values["found@100"] == 1.0
    later = score(question(gold(RIGHT)), reply(quote("word " * 96), right()), files=files)
    assert (later.found_after, later.values["found@100"]) == (101, 0.0)


def test_a_quote_that_its_file_no_longer_holds_is_not_exact(files: ArticleFiles) -> None:
    assert score(question(), reply(right(start=1)), files=files).values["exact"] == 0.0


def test_another_place_that_reads_otherwise_is_not_exact(files: ArticleFiles) -> None:
    assert score(question(), reply(right(also_in=("repotting",))), files=files).values["exact"] == 1.0
    assert score(question(), reply(right(also_in=("gone",))), files=files).values["exact"] == 0.0


def test_retrieval_is_kept_apart_from_the_reply(files: ArticleFiles) -> None:
    found = score(question(gold(RIGHT)), reply(), files=files, retrieved=retrieved(0.2), ranked={"success@1": 1.0})
    assert (found.right, found.margin, found.values["success@1"], found.values["shown@1"]) == (True, 0.2, 1.0, 0.0)
    assert score(question(kind="unanswerable"), reply(), files=files, retrieved=retrieved()).right is False


def test_the_rank_of_the_first_gold_passage_is_told(files: ArticleFiles) -> None:
    ranked = {"success@1": 0.0, "rr@10": 0.25}
    assert score(question(gold(RIGHT)), reply(), files=files, ranked=ranked).rank == 4
    assert score(question(gold(RIGHT)), reply(), files=files, ranked={"success@1": 0.0, "rr@10": 0.0}).rank is None


@pytest.mark.parametrize(
    ("kind", "given", "hits", "verdict", "name", "value"),
    [
        ("urgent", reply(kind="urgent"), [], Verdict.URGENT_CAUGHT, "urgent_recall", 1.0),
        ("urgent", reply(), [], Verdict.URGENT_MISSED, "urgent_recall", 0.0),
        ("urgent", reply(right()), [False], Verdict.URGENT_MISSED, "urgent_recall", 0.0),
        ("unanswerable", reply(), [], Verdict.RIGHTLY_REFUSED, "false_answers", 0.0),
        ("unanswerable", reply(right()), [False], Verdict.FALSE_ANSWER, "false_answers", 1.0),
        ("unanswerable", reply(kind="urgent"), [], Verdict.FALSE_ALARM, "false_alarms", 1.0),
        ("smalltalk", reply(kind="smalltalk"), [], Verdict.SMALLTALK, "smalltalk", 1.0),
        ("smalltalk", reply(), [], Verdict.SMALLTALK_MISSED, "smalltalk", 0.0),
        ("answerable", reply(right()), [True], Verdict.RIGHT_FIRST, "answered", 1.0),
        ("answerable", reply(wrong()), [False], Verdict.WRONG, "shown@3", 0.0),
        ("answerable", reply(kind="smalltalk"), [], Verdict.REFUSED, "answered", 0.0),
        ("answerable", reply(kind="urgent"), [], Verdict.FALSE_ALARM, "false_alarms", 1.0),
    ],
)  # fmt: skip
def test_every_kind_of_question_and_reply(
    kind: str, given: Reply, hits: list[bool], verdict: Verdict, name: str, value: float, files: ArticleFiles
) -> None:
    asked = question(gold(RIGHT), kind=kind) if kind == "answerable" else question(kind=kind)
    assert judge(asked, given, hits) is verdict
    assert score(asked, given, files=files).values[name] == value


def test_failures_come_first_and_the_most_dangerous_before_the_others() -> None:
    assert [each for each in Verdict if each.is_failure] == [
        Verdict.URGENT_MISSED, Verdict.NO_REPLY, Verdict.FALSE_ANSWER, Verdict.WRONG, Verdict.REFUSED,
        Verdict.FALSE_ALARM, Verdict.SMALLTALK_MISSED,
    ]  # fmt: skip
    assert [each.severity for each in Verdict] == list(range(len(Verdict)))
