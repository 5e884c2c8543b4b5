"""How many words are read before the answer has been."""

import pytest

from bot.evaluation.reading import found_after, words_read
from tests.bot.evaluation.samples import gold, quote

TEN = "one two three four five six seven eight nine ten"


def test_words_read_are_split_at_white_space_with_lead_ins_in_order() -> None:
    quotes = [quote("Don't water it.", lead_in="If so:"), quote("Lift\nthe pot.")]
    assert words_read(quotes) == ["If", "so:", "Don't", "water", "it.", "Lift", "the", "pot."]


@pytest.mark.parametrize(
    ("read", "after"),
    [
        ("one two three four five six", 6),
        ("hello there one two three four five six", 8),
        ("five six seven eight nine ten", 6),  # any run of the quote will do
        ("three FOUR, five: six seven (eight) and more", 6),
        ("one two three four five", None),  # five of ten words
        ("one two three but four five six", None),  # broken
        ("", None),
    ],
)
def test_found_where_an_unbroken_run_of_sixty_percent_ends(read: str, after: int | None) -> None:
    assert found_after([gold(TEN)], read.split()) == after


def test_the_first_gold_quote_to_be_found_counts() -> None:
    assert found_after([gold("eight nine ten"), gold("two three")], TEN.split()) == 3


def test_a_run_may_go_on_in_the_next_quote() -> None:
    read = words_read([quote("one two three"), quote("four five six")])
    assert found_after([gold(TEN)], read) == 6


def test_a_word_of_two_tokens_is_read_as_one() -> None:
    assert found_after([gold("don't water it")], ["Please", "don't", "water"]) == 3


def test_three_fifths_of_five_words_are_three() -> None:
    assert found_after([gold("a b c d e")], ["b", "c", "d"]) == 3
    assert found_after([gold("a b c d e")], ["b", "c"]) is None


def test_a_quote_without_words_is_never_found() -> None:
    assert found_after([gold("…")], ["a"]) is None
