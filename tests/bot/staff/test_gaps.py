"""Gaps on entries made by hand, encoded by word counts, over passages whose scores can be worked out."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from bot.reply import Confidence
from bot.staff.gap_kind import GapKind, together
from bot.staff.gaps import gaps, is_open
from index.calibration import Calibration
from index.passage import Passage
from index.question_bank import PatientQuestion
from index.store import Index
from tests.bot.staff.samples import NOON, answered, entry
from tests.doubles import WordEncoder, cut, make_index, topic

WORDS = "bark pot water weekly ice frozen courier parcel snails slugs sunlight window price euro"


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder(WORDS, dimension=32)


@pytest.fixture
def passages() -> tuple[Passage, ...]:
    return (
        *cut("water weekly\n\nfrozen ice\n", name="watering"),
        *cut("bark pot\n\nweekly water bark\n", name="potting"),
    )


@pytest.fixture
def index(encoder: WordEncoder, passages: tuple[Passage, ...]) -> Index:
    asked = [PatientQuestion("water weekly", "plain", (0,)), PatientQuestion("bark pot", "plain", (2,))]
    made = make_index(passages, asked, [topic("delivery", "courier parcel")], encoder=encoder)
    calibration = Calibration(answer_from=0.1, medium_from=0.2, high_from=0.3)
    return replace(made, manifest=replace(made.manifest, calibration=calibration))


def refused(encoder: WordEncoder, question: str, count: int, *, key: str, **changes):
    vector = encoder.encode_queries([question])[0]
    return [entry(f"{key}{row}", question, vector, **changes) for row in range(count)]


def test_gathers_what_asks_for_the_same_the_largest_first(encoder: WordEncoder, index: Index):
    entries = [
        *refused(encoder, "snails slugs", 4, key="a"),
        *refused(encoder, "courier parcel", 6, key="b"),
        *refused(encoder, "slugs snails snails", 3, key="c"),
    ]
    found = gaps(entries, index)
    assert [(gap.count, sorted({key[0] for key in gap.keys})) for gap in found] == [(7, ["a", "c"]), (6, ["b"])]


def test_gaps_of_one_size_come_by_their_first_key(encoder: WordEncoder, index: Index):
    entries = [*refused(encoder, "snails slugs", 3, key="b"), *refused(encoder, "courier parcel", 3, key="a")]
    assert [gap.label for gap in gaps(entries, index)] == ["courier parcel", "snails slugs"]


def test_fewer_than_three_questions_are_chance(encoder: WordEncoder, index: Index):
    assert gaps(refused(encoder, "snails slugs", 2, key="a"), index) == ()


def test_returns_as_many_as_asked_for(encoder: WordEncoder, index: Index):
    entries = [*refused(encoder, "snails slugs", 4, key="a"), *refused(encoder, "courier parcel", 3, key="b")]
    assert [gap.label for gap in gaps(entries, index, most=1)] == ["snails slugs"]


def test_the_label_is_the_most_central_question_in_a_patients_own_words(encoder: WordEncoder, index: Index):
    entries = [
        *refused(encoder, "Snails, snails!", 1, key="a"),
        *refused(encoder, "Snails and slugs?", 3, key="b"),
        *refused(encoder, "snails slugs slugs", 1, key="c"),
    ]
    (gap,) = gaps(entries, index)
    assert gap.label == "Snails and slugs?"
    assert set(gap.examples) == {"Snails, snails!", "Snails and slugs?", "snails slugs slugs"}


def test_examples_differ_in_more_than_capitals_and_marks(encoder: WordEncoder, index: Index):
    entries = [
        *refused(encoder, "snails slugs", 2, key="a"),
        *refused(encoder, "Snails, slugs?", 2, key="b"),
    ]
    assert gaps(entries, index)[0].examples == ("snails slugs",)


@pytest.mark.parametrize(
    ("question", "label"), [("courier parcel", "near “Delivery”"), ("weekly ice", "near “(no heading)”")]
)
def test_without_words_the_label_is_what_is_nearest(encoder: WordEncoder, index: Index, question: str, label: str):
    entries = [replace(each, question=None) for each in refused(encoder, question, 3, key="a")]
    (gap,) = gaps(entries, index)
    assert (gap.label, gap.examples) == (label, ())


def test_missing_where_no_passage_is_near(encoder: WordEncoder, index: Index):
    assert gaps(refused(encoder, "snails slugs", 3, key="a"), index)[0].kind is GapKind.MISSING


def test_missing_names_the_topic_that_was_left_out(encoder: WordEncoder, index: Index):
    (gap,) = gaps(refused(encoder, "courier parcel", 3, key="a"), index)
    assert (gap.kind, gap.topic.name) == (GapKind.MISSING, "delivery")


def test_unreachable_where_a_passage_is_near_and_offered(encoder: WordEncoder, index: Index):
    (gap,) = gaps(refused(encoder, "frozen sunlight", 3, key="a"), index)
    assert gap.kind is GapKind.UNREACHABLE
    assert gap.offers[0].passage.text == "frozen ice"
    assert gap.offers[0].similarity == pytest.approx(0.5, abs=1e-3)


def test_ambiguous_where_two_articles_are_equally_near(encoder: WordEncoder, index: Index):
    entries = [
        each
        for row, words in enumerate(("water weekly", "weekly water bark"))
        for each in refused(encoder, words, 3, key=str(row), thumb=-1)
    ]
    (gap,) = gaps(entries, index)
    assert (gap.kind, gap.tied) == (GapKind.AMBIGUOUS, ("watering", "potting"))


def test_offers_do_not_overlap(encoder: WordEncoder):
    listed = cut("The pot:\n\n- ice\n- bark\n")
    index = make_index(listed, encoder=encoder)
    (found,) = together([encoder.encode_queries(["ice"])], index)
    texts = [offer.passage.text for offer in found.offers]
    assert texts[0] == "ice"
    assert "The pot:" not in "".join(texts)


def test_counts_weeks_back_from_the_latest_entry_of_the_log(encoder: WordEncoder, index: Index):
    entries = [
        *refused(encoder, "snails slugs", 1, key="a", time=NOON - timedelta(days=15)),
        *refused(encoder, "snails slugs", 2, key="b", time=NOON - timedelta(days=6)),
        answered("c", "p-1", time=NOON),
    ]
    assert gaps(entries, index)[0].weeks == (1, 0, 2)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (entry("a"), True),
        (answered("a", "p-1", confidence=Confidence.LOW), True),
        (answered("a", "p-1", thumb=-1), True),
        (answered("a", "p-1", confidence=Confidence.MEDIUM), False),
        (answered("a", "p-1", thumb=1), False),
    ],
)
def test_open_is_what_was_refused_unsure_or_disliked(made, expected: bool):
    assert is_open(made) is expected


def test_says_how_the_questions_of_a_gap_fared(encoder: WordEncoder, index: Index):
    vector = encoder.encode_queries(["snails slugs"])[0].astype(np.float16)
    entries = [
        *refused(encoder, "snails slugs", 2, key="a"),
        answered("b", "p-1", vector=vector, confidence=Confidence.LOW, thumb=-1),
        answered("c", "p-1", vector=vector, thumb=-1),
    ]
    (gap,) = gaps(entries, index)
    assert (gap.refused, gap.unsure, gap.disliked, gap.count) == (2, 1, 2, 4)


def test_leaves_out_entries_without_a_vector_or_of_another_model(encoder: WordEncoder, index: Index):
    other = [entry(f"o{row}", "snails", np.ones(7)) for row in range(5)]
    bare = [entry(f"n{row}", "snails") for row in range(5)]
    assert gaps([*other, *bare], index) == ()
    assert gaps([*other, *bare, *refused(encoder, "snails slugs", 3, key="a")], index)[0].count == 3


def test_more_questions_than_small_clusters_are_still_told_apart(
    encoder: WordEncoder, index: Index, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.staff.clusters.CENTRES", 8)
    monkeypatch.setattr("bot.staff.clusters.DIMENSIONS", 8)
    entries = [*refused(encoder, "snails slugs", 90, key="a"), *refused(encoder, "courier parcel", 60, key="b")]
    assert [(gap.label, gap.count) for gap in gaps(entries, index)] == [("snails slugs", 90), ("courier parcel", 60)]
