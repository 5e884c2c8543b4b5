"""Search: scores worked out by hand, FAISS against plain numpy, and which passage comes first."""

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest

from index.adapter import Adapter
from index.encoder import unit
from index.passage import is_same
from index.question_bank import PatientQuestion
from index.search import (
    BEST_WEIGHT,
    MARGIN_BEST,
    MARGIN_MEAN,
    MARGIN_OWN,
    MEAN_WEIGHT,
    OWN_WEIGHT,
    PASSAGES_SHARPNESS,
    TOPICS_SHARPNESS,
    Evidence,
    evidence,
    search,
)
from index.view import NEAREST, Layout, View, ViewKind
from tests.doubles import WordEncoder, cut, make_index, topic

HALF = 0.5**0.5
"""Cosine of one word with two of which it is one."""


def lay(own, asked, passages=None):
    """Lay out targets by the number of their own views and of their questions; views are numbered in that order."""
    count = len(own) if passages is None else passages
    listed = []
    for target, (texts, questions) in enumerate(zip(own, asked, strict=True)):
        if target < count:
            listed += [View(ViewKind.TEXT, target, "")] * texts + [View(ViewKind.QUESTION, target, "")] * questions
        else:
            listed += [View(ViewKind.TOPIC, target - count, "")] * texts
            listed += [View(ViewKind.TOPIC_QUESTION, target - count, "")] * questions
    return Layout.of(listed, count, len(own) - count)


def gather(similarities, layout):
    return evidence(np.array(similarities, dtype=np.float32)[layout.whole.rows], layout.whole)


def test_the_weights_of_the_three_similarities_make_a_whole():
    assert pytest.approx(1) == OWN_WEIGHT + BEST_WEIGHT + MEAN_WEIGHT


def test_own_is_the_nearest_of_a_passages_own_views():
    np.testing.assert_allclose(gather([0.2, 0.6, 0.4, 0.3], lay([2, 2], [0, 0])).own, [0.6, 0.4])


def test_best_is_the_nearest_question_and_mean_is_of_the_three_nearest():
    found = gather([0.1, 0.2, 0.9, 0.5, 0.4, 0.7], lay([1], [5]))
    np.testing.assert_allclose(found.signals, [[0.1], [0.9], [(0.9 + 0.7 + 0.5) / 3]])
    np.testing.assert_allclose(found.score, [OWN_WEIGHT * 0.1 + BEST_WEIGHT * 0.9 + MEAN_WEIGHT * 0.7])


def test_the_mean_of_fewer_questions_is_over_those_there_are():
    found = gather([0.1, 0.8, 0.6, 0.1, 0.5, 0.1, 0.9, 0.3, 0.6, 0.0], lay([1, 1, 1], [2, 1, 4]))
    np.testing.assert_allclose(found.signals, [[0.1] * 3, [0.8, 0.5, 0.9], [0.7, 0.5, 0.6]])


def test_a_passage_without_questions_is_scored_by_its_own_words_alone():
    found = gather([0.3, 0.7, 0.9], lay([1, 1], [0, 1]))
    np.testing.assert_allclose([*found.signals[:, 0], found.score[0]], [0.3] * 4)
    assert found.score[1] > 0.7


def test_without_any_question_all_is_scored_by_own_words():
    found = gather([0.3, 0.7], lay([1, 1], [0, 0]))
    np.testing.assert_allclose(found.score, [0.3, 0.7])


def test_questions_that_point_away_still_count():
    found = gather([0.2, -0.5, -1.0], lay([1], [2]))
    np.testing.assert_allclose(found.signals[1:, 0], [-0.5, -0.75])


def test_margin_is_the_soft_maximum_of_the_passages_less_that_of_the_topics():
    found = gather([0.3, 0.8, 0.5, 0.6], lay([1] * 4, [0] * 4, passages=2))
    passages, topics = (
        log(exp(sharpness * one) + exp(sharpness * other)) / sharpness
        for sharpness, one, other in ((PASSAGES_SHARPNESS, 0.3, 0.8), (TOPICS_SHARPNESS, 0.5, 0.6))
    )
    assert found.margin == pytest.approx(passages - topics)
    assert 0.8 - 0.6 - log(2) / TOPICS_SHARPNESS < found.margin < 0.8 - 0.6


def test_the_weights_of_the_margin_make_a_whole():
    assert pytest.approx(1) == MARGIN_OWN + MARGIN_BEST + MARGIN_MEAN


def test_margin_weighs_own_words_less_than_the_nearest_questions():
    found = gather([0.9, 0.2, 0.1, 0.7], lay([1, 1], [1, 1], passages=1))
    asked = MARGIN_BEST + MARGIN_MEAN
    assert found.margin == pytest.approx(MARGIN_OWN * (0.9 - 0.1) + asked * (0.2 - 0.7))


def test_several_near_passages_weigh_more_than_one():
    one, two = (gather(own, lay([1, 1], [0, 0])).margin for own in ([0.5, 0.1], [0.5, 0.5]))
    assert two - one == pytest.approx(log(2) / PASSAGES_SHARPNESS, abs=1e-4)


def test_margin_without_topics_is_that_of_the_passages():
    assert gather([0.1, 0.8], lay([1, 1], [0, 0])).margin == pytest.approx(0.8)


def test_the_average_of_two_readings_is_taken_of_each_similarity():
    layout = lay([1, 1], [1, 0], passages=1)
    found = Evidence.average([gather([0.2, 0.8, 0.4], layout), gather([0.4, 0.2, 0.0], layout)])
    np.testing.assert_allclose(found.signals, [[0.3, 0.2], [0.5, 0.2], [0.5, 0.2]], rtol=1e-6)
    np.testing.assert_allclose(found.score, [OWN_WEIGHT * 0.3 + (1 - OWN_WEIGHT) * 0.5, 0.2], rtol=1e-6)
    assert (found.passages.tolist(), found.topics.tolist()) == ([0], [0])


def test_a_topic_without_views_is_not_spoken_of():
    found = gather([0.3, 0.7, 0.9], lay([1, 0, 1], [0, 0, 1], passages=1))
    assert (found.passages.tolist(), found.topics.tolist()) == ([0], [1])
    np.testing.assert_allclose(found.own, [0.3, 0.7])


def test_a_question_finds_its_passage_with_the_score_that_its_words_give():
    encoder = WordEncoder("clay tin water rust shine")
    found = cut("Clay water.\n\n## Rust\n\nTin.\n")
    asked = [PatientQuestion(text, "short", (1,)) for text in ("shine", "tin shine", "water", "rust shine")]
    index = make_index(found, asked, [topic("price", "water rust")], encoder=encoder)
    (reading,) = search(index, encoder.encode_queries(["tin shine"]))
    expected = [[0, HALF, 0], [0, 1, 0], [0, (1 + HALF + 0.5) / 3, 0]]
    np.testing.assert_allclose(reading.signals, expected, atol=1e-6)
    assert reading.score[1] == pytest.approx(OWN_WEIGHT * HALF + BEST_WEIGHT + MEAN_WEIGHT * (1.5 + HALF) / 3, abs=1e-6)


def test_a_passage_is_found_by_the_words_of_its_heading():
    encoder = WordEncoder("clay tin rust shine")
    index = make_index(cut("Clay.\n\n## Rust\n\nTin.\n"), encoder=encoder)
    (reading,) = search(index, encoder.encode_queries(["rust"]))
    np.testing.assert_allclose(reading.score, [0, HALF], atol=1e-6)


def test_a_topic_is_scored_by_the_middle_of_its_questions_in_place_of_its_words():
    encoder = WordEncoder("clay price water rust")
    index = make_index(cut("Clay.\n"), (), [topic("price", "water", "rust")], encoder=encoder)
    water, price = search(index, encoder.encode_queries(["water", "price"]))
    np.testing.assert_allclose(water.signals[:, 1], [HALF, 1, 0.5], atol=1e-6)
    assert price.score[1] == 0


def test_questions_and_passages_are_mapped_by_their_own_matrix():
    encoder = WordEncoder("clay pot tin", dimension=4)
    turned = np.eye(4, dtype=np.float32)[[1, 0, 2, 3]]
    index = make_index(
        cut("Clay.\n\nPot.\n"),
        [PatientQuestion("clay", "short", (1,))],
        encoder=encoder,
        adapter=Adapter(turned, np.eye(4, dtype=np.float32)),
    )
    (reading,) = search(index, encoder.encode_queries(["clay"]))
    np.testing.assert_allclose(reading.signals[:2], [[0, 1], [0, 1]])


def test_several_questions_are_searched_each_for_itself():
    encoder = WordEncoder("clay tin")
    index = make_index(cut("Clay.\n\nTin.\n"), encoder=encoder)
    readings = search(index, encoder.encode_queries(["tin", "clay", "clay tin"]))
    np.testing.assert_allclose([reading.score for reading in readings], [[0, 1], [1, 0], [HALF, HALF]], atol=1e-6)
    assert list(search(index, encoder.encode_queries([]))) == []


@pytest.fixture
def random_index():
    """Make an index of 40 passages and 5 topics with random vectors, random questions and a random adapter."""
    random = np.random.default_rng(7)
    found = cut("\n\n".join(f"Text {number}." for number in range(40)))
    asked = [PatientQuestion(f"asked {number}", "short", (int(random.integers(30)), 39)) for number in range(120)]
    topics = [topic(f"topic{number}", *(f"about {number} {way}" for way in range(number))) for number in range(1, 6)]
    made = make_index(found, asked, topics, encoder=WordEncoder(dimension=16))
    matrices = (np.eye(16) + 0.3 * random.normal(size=(2, 16, 16))).astype(np.float32)
    return type(made).from_encoded(
        made.passages,
        made.topics,
        made.views,
        unit(random.normal(size=(len(made.views), 16))),
        Adapter(*matrices),
        model=made.manifest.model,
        sources={},
        calibration=made.manifest.calibration,
    )


def by_hand(index, query):
    """Score every target of an index for one encoded question in plain Python and numpy."""
    scores = {}
    asked = query @ index.adapter.questions
    for view, vector in zip(index.views, index.encoded, strict=True):
        mapped = vector @ (index.adapter.questions if view.is_question else index.adapter.documents)
        cosine = float(mapped @ asked / np.linalg.norm(mapped) / np.linalg.norm(asked))
        own, questions = scores.setdefault((view.is_of_topic, view.target), ([], []))
        (questions if view.is_question else own).append(cosine)
    for key in sorted(scores):
        own, questions = max(scores[key][0]), sorted(scores[key][1], reverse=True)[:NEAREST]
        best, mean = (questions[0], sum(questions) / len(questions)) if questions else (own, own)
        yield OWN_WEIGHT * own + BEST_WEIGHT * best + MEAN_WEIGHT * mean


def test_faiss_finds_what_plain_numpy_finds(random_index):
    queries = unit(np.random.default_rng(8).normal(size=(20, 16)))
    for query, reading in zip(queries, search(random_index, queries), strict=True):
        np.testing.assert_allclose(reading.score, list(by_hand(random_index, query)), atol=1e-5)


def test_the_nearest_views_of_passages_are_those_of_brute_force_in_falling_order(random_index):
    queries = random_index.adapter.map_questions(unit(np.random.default_rng(9).normal(size=(20, 16))))
    scores, rows = random_index.vectors.search(queries, 10)
    passages = [row for row, view in enumerate(random_index.views) if not view.is_of_topic]
    brute = queries @ random_index.vectors.at(np.arange(len(random_index.views)))[passages].T
    np.testing.assert_array_equal(rows, np.argsort(-brute, axis=1, kind="stable")[:, :10])
    np.testing.assert_allclose(scores, -np.sort(-brute, axis=1)[:, :10], atol=1e-6)


class Afar:
    """Vectors that are not all at hand."""

    whole = codes = None

    def __init__(self, vectors):
        self.shape, self.search, self.at = vectors.shape, vectors.search, vectors.at


@pytest.mark.parametrize("sizes", [None, [1, 2, 3]])
def test_where_the_vectors_are_afar_what_is_near_is_scored_as_where_they_are_at_hand(random_index, monkeypatch, sizes):
    monkeypatch.setattr("index.search.NEAR_VIEWS", 12)
    queries = unit(np.random.default_rng(8).normal(size=(6, 16)))
    afar = list(search(replace(random_index, vectors=Afar(random_index.vectors)), queries, sizes))
    assert len(afar) == 6
    for found, every, query in zip(afar, search(random_index, queries), queries, strict=True):
        part = np.concatenate((found.passages, found.topics + 40))
        np.testing.assert_allclose(found.signals, every.signals[:, part], atol=1e-6)
        np.testing.assert_allclose(found.score, every.score[part], atol=1e-6)
        _, rows = random_index.vectors.search(random_index.adapter.map_questions(query[None]), 12)
        assert {random_index.views[row].target for row in rows[0]} <= set(found.passages)
        assert len(found.passages) < 40
        np.testing.assert_array_equal(found.topics, every.topics)


def test_a_large_index_finds_first_what_a_small_one_does_once_it_is_saved_and_loaded(
    random_index, monkeypatch, tmp_path
):
    monkeypatch.setattr("index.choose.EXACT_VIEWS", 100)
    made = random_index
    large = type(made).from_encoded(
        made.passages,
        made.topics,
        made.views,
        made.encoded,
        made.adapter,
        model=made.manifest.model,
        sources={},
        calibration=made.manifest.calibration,
    )
    large.save(tmp_path / "index")
    loaded = type(made).load(tmp_path / "index")
    assert loaded.vectors.whole is None
    assert "vectors.npy" in loaded.manifest.files
    queries = unit(np.random.default_rng(8).normal(size=(20, 16)))
    for found, every in zip(search(loaded, queries), search(made, queries), strict=True):
        first = int(every.score.argmax())
        part = np.concatenate((found.passages, found.topics + 40))
        assert part[found.score.argmax()] == first
        np.testing.assert_allclose(found.score, every.score[part], atol=1e-5)
        assert found.margin == pytest.approx(every.margin, abs=0.01)


@pytest.fixture
def coded_index(random_index, tmp_path):
    """Make an index like the random one, saved and loaded, so that it has codes of its vectors."""
    random_index.save(tmp_path / "index")
    return type(random_index).load(tmp_path / "index")


@pytest.mark.parametrize("sizes", [None, [1, 2, 3, 140]])
def test_what_is_near_by_the_codes_is_scored_by_the_vectors_and_the_rest_nearly_so(
    random_index, coded_index, monkeypatch, sizes
):
    monkeypatch.setattr("index.search.FOREMOST", 3)
    queries = unit(np.random.default_rng(8).normal(size=(146, 16)))
    off, first = [], 0
    for found, every in zip(search(coded_index, queries, sizes), search(random_index, queries), strict=True):
        apart = np.abs(found.signals - every.signals).max(axis=0)
        off.append(apart)
        best = np.argsort(-every.score)
        places = [*best[best < 40][:2], *best[best >= 40][:2]]
        assert apart[places].max() < 1e-6
        first += found.score.argmax() == every.score.argmax()
        assert found.margin == pytest.approx(every.margin, abs=0.004)
    assert 0.0005 < np.max(off) < 0.02  # the codes of so few dimensions are the coarser
    assert first == len(queries)


def test_a_message_has_the_same_evidence_alone_and_among_many(coded_index):
    queries = unit(np.random.default_rng(8).normal(size=(70, 16)))
    for row, found in enumerate(search(coded_index, queries)):
        (alone,) = search(coded_index, queries[row : row + 1])
        np.testing.assert_allclose(found.signals, alone.signals, atol=1e-6)


def test_readings_of_one_message_are_scored_exactly_for_the_same_targets(random_index, coded_index, monkeypatch):
    monkeypatch.setattr("index.search.FOREMOST", 1)
    queries = unit(np.random.default_rng(8).normal(size=(2, 16)))
    exact = list(search(random_index, queries))
    for sizes, is_shared in (([1, 1], False), ([2], True)):
        one, other = (
            set(np.flatnonzero(np.abs(found.signals - every.signals).max(axis=0) < 1e-6))
            for found, every in zip(search(coded_index, queries, sizes), exact, strict=True)
        )
        best = {int(every.score[:40].argmax()) for every in exact}
        assert (best <= one and best <= other) is is_shared


def test_readings_of_one_message_are_scored_for_the_same_passages(random_index, monkeypatch):
    monkeypatch.setattr("index.search.NEAR_VIEWS", 2)
    queries = unit(np.random.default_rng(8).normal(size=(2, 16)))
    afar = replace(random_index, vectors=Afar(random_index.vectors))
    alone = [set(found.passages) for found in search(afar, queries)]
    one, other = search(afar, queries, [2])
    assert alone[0] != alone[1]
    assert set(one.passages) == set(other.passages) == alone[0] | alone[1]


def test_no_question_finds_nothing_where_the_vectors_are_afar(random_index):
    assert list(search(replace(random_index, vectors=Afar(random_index.vectors)), np.zeros((0, 16)))) == []


def test_every_passages_own_words_find_it_first_or_one_that_says_the_same(orchid_index, word_encoder):
    readings = search(orchid_index, word_encoder.encode_queries([p.text for p in orchid_index.passages]))
    for passage, reading in zip(orchid_index.passages, readings, strict=True):
        first = orchid_index.passages[reading.own[: len(reading.passages)].argmax()]
        assert first == passage or is_same(first, passage)
