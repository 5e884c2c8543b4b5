"""What the rules see of a message, on the small file."""

import pytest

from bot.urgent.file import UrgentFile
from bot.urgent.reading import sentence
from bot.urgent.spelling import words
from tests.bot.urgent.conftest import SMALL


@pytest.fixture(scope="module")
def reader():
    return UrgentFile.load(SMALL).reader


@pytest.mark.parametrize(
    ("message", "visible"),
    [
        ("can it make my groin numb", ""),
        ("can it make my groin numb since morning", "groin numb"),
        ("can it hurt but my groin is numb", "groin numb"),
        ("can it help? my groin is numb", "groin numb"),
        ("is numbness in the groin a side effect", ""),
        ("my groin is numb, is numbness bad", "groin numb"),
        ("numb groin years ago, all well", ""),
        ("years ago it was fine, groin is numb", "groin numb"),
        ("no numb groin", ""),
        ("no feeling in the groin", "groin numb"),
        ("no pain or fever, groin numb", "groin numb"),
        ("no pain and fever and so the groin is numb", "groin numb"),
        ("numb with fear about my groin", "groin"),
        ("what if i want to die", "die"),
    ],
)
def test_guards_hide_what_is_not_reported(reader, message, visible):
    reading = reader.read(message)
    assert [concept for concept in ("die", "groin", "numb") if reading.visible(concept)] == visible.split()


def test_a_reading_counts_the_words_in_the_dark(reader):
    assert reader.read("numb today, no numb groin").hidden_words == {4, 5, 6}


@pytest.mark.parametrize(("span", "expected"), [((0, 1), (0, 3)), ((4, 5), (4, 7)), ((1, 5), (0, 7)), ((8, 9), (8, 9))])
def test_the_sentence_of_a_span_reaches_from_mark_to_mark(span, expected):
    assert sentence(words("a b c. d, e. f"), span) == expected
