"""Learning: nothing is judged on what it was fitted to, and the better pull is taken."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.adapter import Adapter
from index.calibration import Calibration, calibrate
from index.learn import FOLDS, PULLS, Lesson, relations, taught_by
from index.learn import learn as learn_together
from index.passage import Passage, PassageKind, is_same
from index.question_bank import PatientQuestion
from index.view import ViewKind
from tests.doubles import WordEncoder, cut, make_index, topic

VOICES = ("brief", "formal", "shy", "typo")
"""Sorted, so that brief and typo are fold 0, formal fold 1 and shy fold 2."""
FOLD_OF = {"brief": 0, "formal": 1, "shy": 2, "typo": 0, "price": 0, "hours": 1, "shop": 2, "pests": 0}
TOPICS = tuple(topic(name, f"{name}one", f"{name}two") for name in ("price", "hours", "shop", "pests"))
WORDS = "clay tin glass lay metal pane"
PASSAGES = cut("Clay.\n\nTin.\n\nGlass.\n")


def questions(voices=VOICES):
    """Ask for each passage in each voice with a word that stands in no other text."""
    asked = [(passage, voice) for passage in range(3) for voice in voices]
    return [PatientQuestion(f"{voice}{passage}", voice, (passage,)) for passage, voice in asked]


def lesson(asked, topics=TOPICS, found=PASSAGES):
    texts = [question.text for question in asked] + [text for topic in topics for text in topic.questions]
    encoder = WordEncoder(" ".join((WORDS, *texts)))
    made = make_index(found, asked, topics, encoder=encoder)
    return Lesson(found, len(topics), made.views, made.encoded)


class Fits:
    """Stands in for the fit: remembers what it was given, and teaches by the pull that it is told to."""

    def __init__(self, adapters=None):
        self.seen = []
        self._adapters = adapters or {}

    def __call__(self, data, *, pull):
        self.seen.append((data, pull))
        return self._adapters.get(pull, Adapter.identity(data.questions.shape[1]))


@pytest.fixture
def fits(monkeypatch):
    stand_in = Fits()
    monkeypatch.setattr("index.learn.fit_adapter", stand_in)
    return stand_in


def learn(lesson):
    """Learn with one fit after the other, so that the stand-in sees them in order."""
    return learn_together(lesson, together=1)


def trained_on(lesson, data):
    """Name the views whose vectors are among a fit's questions."""
    rows = [row for row, view in enumerate(lesson.views) if view.is_question]
    return [lesson.views[row] for row in rows if (data.questions == lesson.encoded[row]).all(axis=1).any()]


def fold_of(view):
    return FOLD_OF[view.voice or TOPICS[view.target].name]


def test_what_is_held_out_is_never_trained_on(fits):
    taught = lesson(questions())
    learn(taught)
    folds = [0, 0, 1, 2]
    assert [pull for _, pull in fits.seen] == [*PULLS, PULLS[0], PULLS[0], PULLS[0]]
    for held_out, (data, _) in zip(folds, fits.seen, strict=False):
        assert {fold_of(view) for view in trained_on(taught, data)} == {0, 1, 2} - {held_out}
    everything = [view for view in taught.views if view.is_question]
    assert trained_on(taught, fits.seen[-1][0]) == everything
    assert len(fits.seen[-1][0].questions) == len(everything) == 12 + 8


def test_a_topic_that_is_held_out_is_no_wrong_answer_to_any_question(fits):
    learn(lesson(questions()))
    held_out = [{3, 6}, {3, 6}, {4}, {5}, set()]  # rows of price and pests, hours, shop; three passages come first
    assert [set.union(*map(set, data.neutrals)) for data, _ in fits.seen] == held_out
    assert [set.intersection(*map(set, data.neutrals)) for data, _ in fits.seen] == held_out


def test_each_question_is_taught_its_passage_or_topic(fits):
    taught = lesson(questions())
    learn(taught)
    data = fits.seen[-1][0]
    asked = [view for view in taught.views if view.is_question]
    assert data.positives == [frozenset({view.target + (3 if view.is_of_topic else 0)}) for view in asked]
    assert [shown.shape for shown in data.classes] == [(7, taught.encoded.shape[1])] * 2


def test_classes_are_shown_by_their_words_and_by_heading_and_words(fits):
    taught = lesson(questions(), found=cut("## Lay\n\nClay.\n\n## Metal\n\nTin.\n\n## Pane\n\nGlass.\n"))
    learn(taught)
    text, heading = fits.seen[-1][0].classes
    rows = [[row for row, view in enumerate(taught.views) if view.kind is kind] for kind in ViewKind]
    np.testing.assert_array_equal(text, taught.encoded[rows[0] + rows[3]])
    np.testing.assert_array_equal(heading, taught.encoded[rows[1] + rows[3]])
    assert not np.array_equal(text, heading)


def test_passages_that_say_the_same_are_right_and_those_that_contain_the_answer_neutral(fits):
    found = (*cut("Tin:\n\n- clay\n- glass\n"), *cut("clay\n", name="tubs"))
    asked = [PatientQuestion(f"{voice}1", voice, (1,)) for voice in VOICES]
    learn(lesson(asked, topics=(), found=found))
    data = fits.seen[-1][0]
    assert set(data.positives) == {frozenset({1, 3})}  # the bullet, and the other article's paragraph
    assert set(data.neutrals) == {frozenset({0})}  # the list that holds the bullet


def test_a_question_under_two_passages_is_right_for_both(fits):
    asked = [question for passage in (0, 2) for question in (PatientQuestion(f"{v}x", v, (passage,)) for v in VOICES)]
    learn(lesson(asked))
    assert fits.seen[-1][0].positives[:4] == [frozenset({0, 2})] * 4


def test_success_is_counted_on_all_held_out_questions_by_hand(fits):
    asked = [
        PatientQuestion("clay", "brief", (0,)),  # right by the passage's own words
        PatientQuestion("metal", "formal", (1,)),  # right: "metal" is asked in another voice too
        PatientQuestion("metal", "shy", (1,)),
        PatientQuestion("pane", "shy", (2,)),  # wrong: no other text holds the word, and the first passage wins
    ]
    adapter, calibration = learn(lesson(asked, topics=()))
    assert calibration.held_out["success_at_1"] == calibration.held_out["success_at_1_without_adapter"] == 0.75
    assert "unanswerable_refused" not in calibration.held_out
    np.testing.assert_array_equal(adapter.questions, np.eye(len(adapter.questions)))


def test_a_passage_that_holds_the_answer_counts_as_right(fits):
    texts = ("clay glass", "pot", "lid", "rim")
    asked = [PatientQuestion(text, voice, (1,)) for text, voice in zip(texts, VOICES, strict=True)]
    _, calibration = learn(lesson(asked, topics=(), found=cut("Tin:\n\n- clay\n- glass\n")))
    assert calibration.held_out["success_at_1"] == 1.0  # always the list, which comes first, before its bullet


@pytest.mark.parametrize("mapped", ["questions", "documents"])
def test_the_pull_is_the_one_that_serves_the_first_fold_better(monkeypatch, mapped):
    taught = lesson([PatientQuestion("pane", "brief", (2,)), *questions(VOICES[1:])], topics=())
    plain = np.eye(taught.encoded.shape[1], dtype=np.float32)
    moved = plain.copy()
    moved[5, 2] = moved[2, 5] = 1  # "pane" and "glass" are brought together
    fits = Fits({PULLS[1]: Adapter(**{"questions": plain, "documents": plain, mapped: moved})})
    monkeypatch.setattr("index.learn.fit_adapter", fits)
    adapter, calibration = learn(taught)
    assert [pull for _, pull in fits.seen] == [*PULLS, PULLS[1], PULLS[1], PULLS[1]]
    assert calibration.held_out["pull"] == PULLS[1]
    np.testing.assert_array_equal(getattr(adapter, mapped), moved)


def test_of_two_pulls_that_serve_alike_the_first_is_taken(fits):
    assert learn(lesson(questions()))[1].held_out["pull"] == PULLS[0]


def test_with_fewer_voices_than_folds_nothing_is_fitted(fits):
    for voices in ((), VOICES[: FOLDS - 1]):
        adapter, calibration = learn(lesson(questions(voices)))
        assert calibration == Calibration()
        np.testing.assert_array_equal(adapter.questions, adapter.documents)
        np.testing.assert_array_equal(adapter.questions, np.eye(len(adapter.questions)))
    assert fits.seen == []


def test_the_same_lesson_teaches_the_same_however_many_fits_run_together():
    one, other = learn(lesson(questions())), learn_together(lesson(questions()), together=3)
    assert one[0].questions.tobytes() == other[0].questions.tobytes()
    assert one[0].documents.tobytes() == other[0].documents.tobytes()
    assert one[1] == other[1]


def test_the_only_topic_held_out_leaves_the_margin_of_the_passages_alone(fits, monkeypatch):
    seen = []
    monkeypatch.setattr("index.learn.calibrate", lambda messages: seen.append(messages) or calibrate(messages))
    learn(lesson(questions(), topics=TOPICS[:1]))
    assert seen[0][0].margin.max() <= 1.1  # a cosine, and what a soft maximum of three adds to it


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=25), min_size=2, max_size=8), st.randoms())
def test_whoever_says_the_same_is_found_as_by_comparing_all(texts, draw):
    texts += [draw.sample(text, len(text)) for text in texts] + [text[1:] for text in texts]
    found = [
        Passage(f"p{row}", f"article{row % 3}", (), PassageKind.PARAGRAPH, (), " ".join(text), 9 * row, 9 * row + 12)
        for row, text in enumerate(texts)
    ]
    same, touching = relations(found)
    for row, one in enumerate(found):
        assert same[row] == {at for at, other in enumerate(found) if at == row or is_same(one, other)}
        assert touching[row] == {at for at, other in enumerate(found) if at != row and one.overlaps(other)}


def test_the_sources_of_what_is_learnt_are_the_question_files_and_the_articles_they_belong_to():
    sources = {"pots.md": "a", "Tubs.MD": "b", "bowls.md": "c"}
    asked = {"questions/pots.yaml": "d", "questions/tubs.yaml": "e", "questions/not-covered.yaml": "f"}
    assert taught_by({**sources, **asked}) == {"pots.md": "a", "Tubs.MD": "b", **asked}
    assert taught_by(sources) == {}
