"""How a phrase of the file is read, and where a message says it."""

import pytest

from bot.urgent.phrases import Phrases, phrase
from bot.urgent.spelling import Spelling, words

SPELLING = Spelling({"cant": "cannot"})


def found(said: str, message: str, *, not_typos: str = "") -> list[tuple[int, int]]:
    phrases = Phrases({"it": [phrase(said, SPELLING)]}, frozenset(not_typos.split()))
    return list(phrases.find(words(message)).get("it", ()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cant .. breath*", ("cannot", "..", "breath*")),
        ("^ is numbness", ("^", "is", "numbness")),
        ("100.4", ("100.4",)),
        ("!", (".",)),
        ("\U0001f62d", ()),
    ],
)
def test_a_phrase_is_spelled_as_messages_are(text, expected):
    assert phrase(text, SPELLING) == expected


@pytest.mark.parametrize(
    ("said", "message", "spans"),
    [
        ("numb", "numb and numb", [(0, 1), (2, 3)]),
        ("numb*", "numbness", [(0, 1)]),
        ("numb", "numbness", []),
        ("lift .. foot", "lift my left big foot", [(0, 5)]),
        ("lift .. foot", "lift my very left big foot", []),
        ("lift .. foot", "lift my leg, foot hurts", []),
        ("^ is it", "is it", []),
        ("^ is it", ". is it", [(0, 3)]),
        ("^ is it", "well, is it", [(1, 4)]),
        ("breath", "breaht", [(0, 1)]),
        ("breath", "dreath", []),
        ("arm", "amr", []),
        ("paralys*", "parelysed", [(0, 1)]),
        ("breath*", "braething", [(0, 1)]),
        ("numb*", "nubmness", []),
    ],
)
def test_where_a_phrase_is_said(said, message, spans):
    assert found(said, message) == spans


def test_a_real_word_is_no_typing_mistake():
    assert found("breast", "a beast") == [(1, 2)]
    assert found("breast", "a beast", not_typos="beast") == []
