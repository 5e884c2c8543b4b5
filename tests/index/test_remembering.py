import numpy as np

from index.remembering import RememberingEncoder
from tests.doubles import WordEncoder


def test_a_text_is_encoded_once_and_comes_back_the_same_in_any_order() -> None:
    inner = WordEncoder()
    remembering = RememberingEncoder(inner)
    first = remembering.encode_queries(["tap water", "dark roots", "tap water"])
    again = remembering.encode_queries(["dark roots", "ice", "tap water"])
    assert inner.queries == ["tap water", "dark roots", "ice"]
    assert np.array_equal(first, WordEncoder().encode_queries(["tap water", "dark roots", "tap water"]))
    assert np.array_equal(again, WordEncoder().encode_queries(["dark roots", "ice", "tap water"]))


def test_the_text_asked_longest_ago_is_forgotten_first() -> None:
    inner = WordEncoder()
    remembering = RememberingEncoder(inner, size=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        remembering.encode_queries([text])
    assert inner.queries == ["one", "two", "three", "two"]


def test_more_texts_than_are_kept_are_all_returned() -> None:
    remembering = RememberingEncoder(WordEncoder(), size=1)
    assert remembering.encode_queries(["one", "two", "three"]).shape[0] == 3
    assert remembering.encode_queries([]).shape == (0, remembering.card.dimension)
