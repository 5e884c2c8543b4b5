"""Views: under which texts a passage or topic is found, and which rows show which."""

import numpy as np
import pytest

from index.question_bank import PatientQuestion
from index.view import Layout, View, ViewKind, views
from tests.doubles import cut, topic

TEXT, HEADING, QUESTION, TOPIC, TOPIC_QUESTION = ViewKind


def test_a_passage_is_shown_by_its_words_and_by_its_heading_lead_in_and_words():
    (bullet,) = cut("## Care\n\n### Winter\n\nAvoid:\n\n- frost\n")
    assert views([bullet]) == (View(TEXT, 0, "frost"), View(HEADING, 0, "Winter\nAvoid:\nfrost"))


def test_a_passage_below_no_heading_is_shown_by_its_words_twice():
    assert [view.text for view in views(cut("Clay.\n"))] == ["Clay.", "Clay."]


def test_views_are_passages_then_patient_questions_then_topics_in_order():
    questions = [PatientQuestion("why clay", "short", (1,)), PatientQuestion("all", "plain", (0, 1))]
    listed = views(cut("Tin.\n\nClay.\n"), questions, [topic("price", "cost"), topic("open")])
    assert [(view.kind, view.target, view.text, view.voice) for view in listed[4:]] == [
        (QUESTION, 1, "why clay", "short"),
        (QUESTION, 0, "all", "plain"),
        (QUESTION, 1, "all", "plain"),
        (TOPIC, 0, "price", ""),
        (TOPIC_QUESTION, 0, "cost", ""),
        (TOPIC, 1, "open", ""),
    ]
    assert [view.target for view in listed[:4]] == [0, 0, 1, 1]


def test_a_view_tells_whether_patients_wrote_it_and_whether_it_shows_a_topic():
    told = {kind: (View(kind, 0, "x").is_question, View(kind, 0, "x").is_of_topic) for kind in ViewKind}
    assert told == {
        TEXT: (False, False),
        HEADING: (False, False),
        QUESTION: (True, False),
        TOPIC: (False, True),
        TOPIC_QUESTION: (True, True),
    }


LISTED = (
    View(TEXT, 0, "a"),
    View(QUESTION, 1, "b"),
    View(HEADING, 0, "c"),
    View(TEXT, 1, "d"),
    View(TOPIC, 0, "e"),
    View(QUESTION, 1, "f"),
    View(TOPIC_QUESTION, 0, "g"),
)


def test_a_layout_lists_views_by_target_and_own_before_asked():
    part = Layout.of(LISTED, passages=2, topics=2).whole
    assert (part.passages.tolist(), part.topics.tolist()) == ([0, 1], [0])
    assert part.rows.tolist() == [0, 2, 3, 1, 5, 4, 6]
    assert (part.starts.tolist(), part.own.tolist(), part.sizes.tolist()) == ([0, 2, 5], [2, 1, 1], [2, 3, 2])


def test_a_layout_knows_the_target_of_every_view():
    assert Layout.of(LISTED, passages=2, topics=1).target.tolist() == [0, 1, 0, 1, 2, 1, 2]


def test_a_part_lists_the_views_of_some_targets_with_or_without_their_questions():
    layout = Layout.of(LISTED, passages=2, topics=1)
    part, own = layout.part(np.array([1, 2])), layout.part(np.array([1, 2]), is_own=True)
    assert (part.passages.tolist(), part.topics.tolist(), part.rows.tolist()) == ([1], [0], [3, 1, 5, 4, 6])
    assert (own.rows.tolist(), own.starts.tolist(), own.sizes.tolist()) == ([3, 4], [0, 1], [1, 1])


def test_the_highest_similarities_are_gathered_by_target_to_the_last_bit():
    each = np.random.default_rng(3).uniform(-1, 1, 7).astype(np.float32)
    own, best, mean = Layout.of(LISTED, passages=2, topics=1).whole.gather(each)
    assert own.tolist() == [max(each[0], each[1]), each[2], each[5]]
    assert best.tolist() == [max(each[0], each[1]), max(each[3:5]), each[6]]
    np.testing.assert_allclose(mean, [best[0], each[3:5].mean(), best[2]], rtol=1e-6)


def test_questions_without_a_view_of_the_passage_itself_are_refused():
    with pytest.raises(ValueError, match="no view of its own"):
        Layout.of(LISTED[1:2], passages=2, topics=1)
