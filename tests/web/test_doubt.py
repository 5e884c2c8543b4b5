"""Doubt: when the patient is asked whether the question was read rightly, and what a "no" shows."""

import pytest

from bot.clinic import load_clinic
from bot.reply import Confidence, Related, ReplyKind
from bot.web.doubt import render_doubt
from tests.web.test_render import Texts, quote, reply


@pytest.fixture
def clinic(corpus):
    return load_clinic(corpus)


def test_sure_answer_and_other_replies_ask_nothing(clinic):
    assert render_doubt(reply(quote(confidence=Confidence.MEDIUM)), clinic) == ""
    for kind in set(ReplyKind) - {ReplyKind.ANSWER}:
        low = quote(confidence=Confidence.LOW)
        assert render_doubt(reply(low, kind=kind, message="Hm.", interpreted_as="knees"), clinic) == ""


def test_unsure_answer_says_so_and_a_follow_up_only_asks(clinic):
    unsure = Texts(render_doubt(reply(quote(confidence=Confidence.LOW)), clinic)).found["doubt-said"]
    assert unsure == ["I am not sure that this answers your question. Was this what you asked?"]
    carried = Texts(render_doubt(reply(quote(), interpreted_as="knees … why"), clinic)).found["doubt-said"]
    assert carried == ["Was this what you asked?"]


def test_no_unfolds_how_to_ask_again_the_number_and_the_next_nearest_places(clinic):
    places = [Related("Hot & <cold>", "Knees", "/articles/knee#p-1"), Related("Hips", "Hips", "/articles/hip#p-2")]
    parsed = Texts(render_doubt(reply(quote(), interpreted_as="knees … why"), clinic, places))
    assert parsed.links() == ["tel:+911111122222", "/articles/knee#p-1", "/articles/hip#p-2"]
    text = parsed.found["doubt"][0]
    assert "No, I meant something else" in text
    assert "Or call Test Clinic: +91 11111 22222." in text
    assert "Hot & <cold> Knees" in text
    summary = [tag for tag, _ in parsed.tags].index("summary")
    assert [tag for tag, _ in parsed.tags][summary - 1] == "details"


def test_without_other_places_none_are_promised(clinic):
    assert "next nearest" not in render_doubt(reply(quote(), interpreted_as="knees … why"), clinic)
