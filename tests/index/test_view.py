"""Views: under which texts a passage or topic is found, and which rows show which."""

import numpy as np

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


def test_a_layout_lists_own_and_asked_rows_of_passages_then_topics_padded():
    listed = [
        View(TEXT, 0, "a"),
        View(QUESTION, 1, "b"),
        View(HEADING, 0, "c"),
        View(TEXT, 1, "d"),
        View(TOPIC, 0, "e"),
        View(QUESTION, 1, "f"),
        View(TOPIC_QUESTION, 0, "g"),
    ]
    layout = Layout.of(listed, passages=2, topics=1)
    assert layout.passages == 2
    np.testing.assert_array_equal(layout.own, [[0, 2], [3, -1], [4, -1]])
    np.testing.assert_array_equal(layout.asked, [[-1, -1], [1, 5], [6, -1]])


def test_a_layout_without_questions_asks_for_nothing():
    layout = Layout.of(views(cut("Clay.\n\nTin.\n")), passages=2, topics=0)
    np.testing.assert_array_equal(layout.own, [[0, 1], [2, 3]])
    assert layout.asked.shape == (2, 0)
