"""How a message is cut into words, and how patients spell them."""

import pytest

from bot.urgent.spelling import Spelling, bare, one_edit_apart, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I CAN\u2019T breathe", ("i", "cant", "breathe")),
        ("painnnn soooo bad!!", ("pain", "so", "bad", ".")),
        ("L4-L5, 100.4 fever\nhelp", ("l4", "l5", ",", "100.4", "fever", ".", "help")),
        ("\uff4e\uff55\uff4d\uff42", ("numb",)),
        (
            "\u0938\u093e\u0902\u0938 \u0928\u0939\u0940\u0902\u0964",
            ("\u0938\u093e\u0902\u0938", "\u0928\u0939\u0940\u0902", "."),
        ),
        ("\U0001f62d", ()),
    ],
)
def test_words_are_small_whole_and_without_apostrophes(text, expected):
    assert words(text) == expected


def test_the_longest_form_wins_and_both_ends_are_marked():
    spelling = Spelling({"cant": "cannot", "can not": "cannot", "is not able to": "cannot", "is not": "not"})
    read = spelling.read("she is not able to walk, can not talk, is not well")
    assert " ".join(read) == ". she cannot walk , cannot talk , not well ."


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("breath", "breth", True),
        ("breath", "braeth", True),
        ("breath", "breaths", True),
        ("breath", "brexth", True),
        ("breath", "breath", True),
        ("breath", "brth", False),
        ("breath", "bearht", False),
    ],
)
def test_one_edit_apart(a, b, near):
    assert one_edit_apart(a, b) is near
    assert one_edit_apart(b, a) is near


@pytest.mark.parametrize(
    ("message", "expected"),
    [((".", ",", "a", ",", "b", "."), ("a", ",", "b")), (("a",), ("a",)), ((".", ","), ()), ((), ())],
)
def test_bare_drops_the_marks_at_both_ends(message, expected):
    assert bare(message) == expected
