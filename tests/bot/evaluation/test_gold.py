"""Gold passages: the same judgement on passages as `Question.is_hit` makes on quotes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.gold import FULL, PART, UNREACHABLE, GoldPassages, judged
from index.passage import MAX_WORDS
from tests.bot.evaluation.samples import gold, passage, question, quote

TEN = "one two three four five six seven eight nine ten"


def test_a_passage_is_gold_from_sixty_percent_of_the_quote_on() -> None:
    six = passage("six", "one two three four five six and more")
    five = passage("five", "one two three four five and more")
    assert GoldPassages([six, five]).grades(question(gold(TEN))) == {"six": FULL}


def test_words_count_as_often_as_they_stand_there() -> None:
    once = passage("once", "pain")
    assert GoldPassages([once]).grades(question(gold("pain pain pain"))) == {}


def test_a_passage_of_another_article_is_not_gold() -> None:
    assert GoldPassages([passage("p", TEN, "repotting")]).grades(question(gold(TEN))) == {}


def test_the_same_passage_in_another_article_is_gold() -> None:
    found = GoldPassages([passage("p", TEN), passage("twin", TEN, "repotting")])
    assert found.grades(question(gold(TEN))) == {"p": FULL, "twin": FULL}


def test_a_passage_too_long_to_show_is_not_gold() -> None:
    longest = passage("longest", TEN + " word" * (MAX_WORDS - 10))
    longer = passage("longer", TEN + " word" * (MAX_WORDS - 9))
    assert GoldPassages([longest, longer]).grades(question(gold(TEN))) == {"longest": FULL}


def test_part_answers_are_graded_lower_beside_a_full_one() -> None:
    found = GoldPassages([passage("a", "black roots"), passage("b", "wet saucer")])
    both = question(gold("black roots"), gold("wet saucer", grade=1))
    assert found.grades(both) == {"a": FULL, "b": PART}


def test_part_answers_are_the_gold_of_a_question_without_full_ones() -> None:
    assert GoldPassages([passage("b", "wet saucer")]).grades(question(gold("wet saucer", grade=1))) == {"b": FULL}


def test_a_question_that_no_passage_answers_keeps_a_judgement() -> None:
    assert judged({}) == {UNREACHABLE: FULL}
    assert judged({"b": PART}) == {"b": PART, UNREACHABLE: FULL}
    assert judged({"a": FULL}) == {"a": FULL}


WORDS = st.lists(st.sampled_from(["pot", "bark", "root", "leaf", "cup"]), min_size=1, max_size=8).map(" ".join)


@given(
    text=WORDS,
    wanted=st.lists(
        st.tuples(WORDS, st.sampled_from(["watering", "repotting"]), st.sampled_from([1, 2])), min_size=1, max_size=3
    ),
)
def test_passages_and_quotes_are_judged_alike(text: str, wanted: list[tuple[str, str, int]]) -> None:
    asked = question(*(gold(*each) for each in wanted))
    full = GoldPassages([passage("p", text)]).grades(asked).get("p") == FULL
    assert full == asked.is_hit(quote(text))
