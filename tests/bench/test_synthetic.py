"""Made-up indexes: as many passages as asked for, near what they were made from, and the same every time."""

import numpy as np

from bench.synthetic import TOPICS_EACH, disturbed, passage_row, synthetic
from index.view import ViewKind


def test_an_index_has_so_many_passages_with_two_views_each_and_the_real_topics(orchid_index, tmp_path):
    made = synthetic(orchid_index, 30, tmp_path / "scratch.npy")
    assert len(made.passages) == 30
    assert made.topics == orchid_index.topics
    assert [view.kind for view in made.views[:4]] == [ViewKind.TEXT, ViewKind.HEADING] * 2
    assert [view.target for view in made.views[:60]] == [row // 2 for row in range(60)]
    assert made.views[2].text == made.passages[1].text
    assert sum(view.is_of_topic for view in made.views) == sum(view.is_of_topic for view in orchid_index.views)
    np.testing.assert_allclose(np.linalg.norm(made.encoded, axis=1), 1, atol=1e-5)


def test_a_small_index_has_few_topics(orchid_index, tmp_path):
    made = synthetic(orchid_index, 1, tmp_path / "scratch.npy")
    assert made.topics == orchid_index.topics[:TOPICS_EACH]
    assert {view.target for view in made.views if view.is_of_topic} == set(range(TOPICS_EACH))


def test_every_passage_is_another_and_is_told_by_its_row(orchid_index, tmp_path):
    made = synthetic(orchid_index, 30, tmp_path / "scratch.npy")
    assert [passage_row(passage) for passage in made.passages] == list(range(30))
    assert len({vector.tobytes() for vector in made.encoded[:60]}) == 60
    assert [chapter.passages for chapter in made.chapters] == [12, 12, 6]


def test_a_passage_is_near_a_view_of_the_real_index_and_its_two_views_near_each_other(orchid_index, tmp_path):
    made = synthetic(orchid_index, 200, tmp_path / "scratch.npy")
    texts, headings = made.encoded[:400:2], made.encoded[1:400:2]
    assert np.median((texts @ orchid_index.encoded.T).max(axis=1)) > 0.6
    assert np.median((texts * headings).sum(axis=1)) > 0.75


def test_the_same_size_gives_the_same_vectors(orchid_index, tmp_path):
    one, two = (synthetic(orchid_index, 20, tmp_path / name).encoded for name in ("one.npy", "two.npy"))
    np.testing.assert_array_equal(one, two)


def test_questions_in_other_words_are_near_those_they_were_made_from(orchid_index):
    asked = disturbed(orchid_index, 50)
    nearest = (asked @ orchid_index.encoded[orchid_index.views.rows(ViewKind.QUESTION)].T).max(axis=1)
    assert asked.shape == (50, 64)
    assert 0.85 < np.median(nearest) < 0.999
