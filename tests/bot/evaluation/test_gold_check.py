"""Gold quotes that are not in the corpus are told with the nearest text."""

from bot.evaluation.gold_check import GoldCheck
from index.article import Article
from tests.bot.evaluation.samples import gold, question
from tests.doubles import article

BODY = "Water it **once** a week.\n\nLift the pot: a light one is thirsty.\n"


def check(*names: str) -> GoldCheck:
    articles: dict[str, Article] = {name: article(BODY, name=name) for name in names}
    return GoldCheck(articles)


def problem(answer: object, *names: str) -> str:
    return check(*(names or ("watering",))).problems([question(answer)])["q"][0]


def test_a_quote_is_found_whatever_its_markup_case_and_line_ends() -> None:
    assert check("watering").problems([question(gold("water it once\na week"))]) == {}


def test_a_quote_that_is_not_there_is_told_with_the_nearest_text() -> None:
    told = problem(gold("Lift the jar: a light one is thirsty."))
    assert told == (
        "'Lift the jar: a light one is thirsty.' is not in watering; "
        "the nearest text is 'Lift the pot: a light one is thirsty.'"
    )


def test_words_must_stand_in_one_run() -> None:
    assert "is not in watering" in problem(gold("Water the pot"))


def test_part_of_a_word_is_not_a_word() -> None:
    assert "is not in watering" in problem(gold("light one is thirst"))


def test_an_unknown_article_is_told_with_those_there_are() -> None:
    assert problem(gold("Water", "drowning"), "watering", "repotting") == (
        "no article 'drowning'; the corpus has repotting, watering"
    )


def test_a_quote_of_another_article_is_told_by_name() -> None:
    other = article("Nothing about it.\n", name="repotting")
    told = GoldCheck({"watering": article(BODY, name="watering"), "repotting": other}).problems(
        [question(gold("a light one", "repotting"))]
    )
    assert told["q"] == ["'a light one' is not in repotting, it is in watering; correct 'article'"]


def test_an_answerable_question_needs_an_answer() -> None:
    assert problem_of_none() == ["answerable without a gold answer; add 'answers' or another 'kind'"]


def problem_of_none() -> list[str]:
    return check("watering").problems([question()])["q"]


def test_other_kinds_need_none() -> None:
    assert check("watering").problems([question(kind="urgent"), question(kind="unanswerable")]) == {}


def test_long_texts_are_cut() -> None:
    assert len(problem(gold("word " * 200))) < 400
