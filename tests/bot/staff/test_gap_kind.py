"""The kind of a gap, by hand; what the evidence is made of is worked out from word counts."""

from dataclasses import replace

import numpy as np
import pytest

from bot.staff.gap_kind import GapKind, Together, together
from index.calibration import Calibration
from index.store import Index
from tests.doubles import WordEncoder, cut, make_index, topic

BOTH = ("watering", "potting")


@pytest.mark.parametrize(
    ("nearness", "is_answered", "tied", "kind"),
    [
        (0.34, True, BOTH, GapKind.MISSING),
        (0.35, True, BOTH, GapKind.AMBIGUOUS),
        (0.35, False, BOTH, GapKind.UNREACHABLE),
        (0.90, True, ("watering",), GapKind.UNREACHABLE),
    ],
)
def test_kind_is_told_from_nearness_decision_and_tie(nearness: float, is_answered: bool, tied: tuple, kind: GapKind):
    found = Together(margin=0.0, nearness=nearness, offers=(), tied=tied, is_answered=is_answered, topic=None)
    assert found.kind is kind


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder("water weekly ice pot courier parcel", dimension=16)


@pytest.fixture
def index(encoder: WordEncoder) -> Index:
    passages = (*cut("water weekly\n\nice\n", name="watering"), *cut("weekly water\n\npot\n", name="potting"))
    made = make_index(passages, [], [topic("delivery", "courier parcel")], encoder=encoder)
    return replace(made, manifest=replace(made.manifest, calibration=Calibration(answer_from=0.1)))


def test_nearness_is_similarity_and_what_the_margin_lies_above_the_threshold(encoder: WordEncoder, index: Index):
    (found,) = together([encoder.encode_queries(["ice"])], index)
    assert found.offers[0].similarity == pytest.approx(1.0)
    assert found.nearness == pytest.approx(1.0 + found.margin - 0.1)
    assert found.is_answered


def test_questions_are_searched_for_as_their_mean(encoder: WordEncoder, index: Index):
    (found,) = together([encoder.encode_queries(["ice", "ice", "pot"])], index)
    assert [offer.passage.text for offer in found.offers[:2]] == ["ice", "pot"]
    assert found.offers[0].similarity == pytest.approx(2 / np.sqrt(5))


def test_the_same_words_in_two_articles_are_no_tie(encoder: WordEncoder, index: Index):
    (found,) = together([encoder.encode_queries(["water weekly"])], index)
    assert found.tied == ("watering",)


def test_other_words_that_are_as_near_are_a_tie(encoder: WordEncoder, index: Index):
    (found,) = together([encoder.encode_queries(["ice pot"])], index)
    assert found.tied == BOTH


@pytest.mark.parametrize(("pots", "tied"), [(10, ("potting", "watering")), (12, ("potting",))])
def test_a_tenth_behind_is_still_a_tie(encoder: WordEncoder, index: Index, pots: int, tied: tuple):
    (found,) = together([encoder.encode_queries(["ice " * 9 + "pot " * pots])], index)
    assert found.tied == tied


def test_what_a_topic_takes_is_not_answered(encoder: WordEncoder, index: Index):
    (found,) = together([encoder.encode_queries(["courier parcel"])], index)
    assert not found.is_answered
    assert (found.topic.name, found.kind) == ("delivery", GapKind.MISSING)


def test_no_groups_have_no_evidence(index: Index):
    assert together([], index) == []
