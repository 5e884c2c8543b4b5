"""Golden questions hold until an edit breaks them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluation.golden import broken
from bot.evaluation.score import Scored, score
from bot.question_set import load_questions
from bot.receipts import ArticleFiles
from bot.reply import Reply
from tests.bot.evaluation.samples import gold, question, quote, reply

PINNED = "Lift the pot: a light one is thirsty."
FILES = ArticleFiles({})


def asked(given: Reply | None, kind: str = "answerable") -> Scored:
    answers = (gold(PINNED),) if kind == "answerable" else ()
    return score(question(*answers, kind=kind), given, files=FILES)


def whys(*scored: Scored) -> list[str]:
    return [each.why for each in broken(scored)]


def test_a_pinned_text_shown_whole_holds_wherever_it_stands_among_the_quotes() -> None:
    longer = quote(f"Water it once a week. {PINNED}")
    assert whys(asked(reply(quote("Something else."), longer))) == []


def test_a_pinned_text_shown_by_its_twin_holds() -> None:
    assert whys(asked(reply(quote(PINNED, "repotting", also_in=("watering",))))) == []


def test_most_of_a_pinned_text_is_not_enough() -> None:
    (why,) = whys(asked(reply(quote("Lift the pot: a light one is"))))
    assert why == (
        "expected watering: 'Lift the pot: a light one is thirsty.'; "
        "shown: watering / How: 'Lift the pot: a light one is'"
    )


def test_the_right_text_of_another_article_is_not_enough() -> None:
    assert len(whys(asked(reply(quote(PINNED, "repotting"))))) == 1


@pytest.mark.parametrize(
    ("kind", "given", "holds"),
    [
        ("answerable", reply(), False),
        ("answerable", None, False),
        ("unanswerable", reply(), True),
        ("unanswerable", reply(quote(PINNED)), False),
        ("urgent", reply(kind="urgent"), True),
        ("urgent", reply(), False),
        ("smalltalk", reply(kind="smalltalk"), True),
        ("smalltalk", reply(), False),
    ],
)
def test_every_kind_has_one_reply_that_holds(kind: str, given: Reply | None, holds: bool) -> None:
    assert (whys(asked(given, kind)) == []) is holds


def test_the_clinics_golden_questions_are_sound(real_corpus: Path) -> None:
    from bot.evaluation.gold_check import GoldCheck
    from index.article import load_articles

    questions = load_questions(Path("tests/questions/golden.jsonl"))
    articles = {article.name: article for article in load_articles(real_corpus)}
    assert GoldCheck(articles).problems(questions) == {}
    assert len(questions) >= 25
    assert {answer.article for each in questions for answer in each.answers} == set(articles)


@pytest.mark.slow
def test_the_clinics_golden_questions_hold(
    real_corpus: Path, real_index_folder: Path, capsys: pytest.CaptureFixture[str], command: Callable[..., int]
) -> None:
    assert (
        command(
            "evaluate",
            "tests/questions/golden.jsonl",
            "--golden",
            "--corpus",
            real_corpus,
            "--index",
            real_index_folder,
        )
        == 0
    ), capsys.readouterr().err
