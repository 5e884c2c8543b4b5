"""Calibration: thresholds worked out by hand from margins on held-out questions."""

import numpy as np
import pytest

from index.calibration import Calibration, HeldOut
from index.calibration import calibrate as calibrate_folds


@pytest.fixture(autouse=True)
def shares(monkeypatch):
    """Set the three shares that the arithmetic below is done with; the module's own are tuned on question sets."""
    monkeypatch.setattr("index.calibration.REFUSED", 0.06)
    monkeypatch.setattr("index.calibration.MEDIUM_RIGHT", 0.6)
    monkeypatch.setattr("index.calibration.HIGH_RIGHT", 0.7)


def held_out(*messages):
    """Make held-out messages from (margin, right, answerable)."""
    margin, right, answerable = zip(*messages, strict=True)
    return HeldOut(np.array(margin, dtype=float), np.array(right), np.array(answerable))


def calibrate(messages):
    """Calibrate on one fold."""
    return calibrate_folds([messages])


def test_one_hard_fold_does_not_move_the_threshold():
    easy = held_out(*((number / 100, True, True) for number in range(101)))
    hard = held_out(*((number / 100 - 1, True, True) for number in range(101)))
    assert calibrate_folds([easy, hard, easy]).answer_from == pytest.approx(0.06)


def answered(right):
    """Make answerable messages whose margins fall by 0.1 from 0.9; right is a string of y and n."""
    return [(0.9 - 0.1 * place, mark == "y", True) for place, mark in enumerate(right)]


def test_the_threshold_refuses_the_named_share_of_answerable_messages():
    messages = held_out(*((number / 100, True, True) for number in range(101)))
    calibration = calibrate(messages)
    assert calibration.answer_from == pytest.approx(0.06)
    assert calibration.held_out["answerable_refused"] == round(6 / 101, 4)


def test_messages_that_nothing_answers_do_not_move_the_threshold_but_are_counted():
    answerable = [(0.2, True, True), (0.8, True, True)]
    alone = calibrate(held_out(*answerable))
    both = calibrate(held_out(*answerable, (0.9, False, False), (0.1, False, False), (0.0, False, False)))
    assert alone.answer_from == both.answer_from == round(0.2 + 0.06 * 0.6, 4)
    assert both.held_out["unanswerable_refused"] == round(2 / 3, 4)
    assert "unanswerable_refused" not in alone.held_out


def test_success_is_the_share_of_answerable_messages_whose_first_passage_is_right():
    messages = held_out((0.1, True, True), (0.2, False, True), (0.3, False, True), (0.4, False, False))
    assert messages.success == pytest.approx(1 / 3)
    assert calibrate(messages).held_out["success_at_1"] == 0.3333


def test_confidence_starts_at_the_least_margin_from_which_enough_are_right():
    calibration = calibrate(held_out(*answered("yynyynnnn")))
    assert calibration.high_from == pytest.approx(0.5)  # y 1/1, y 2/2, n 2/3, y 3/4, y 4/5: from 0.5 on 80 %
    assert calibration.medium_from == pytest.approx(0.4)  # n 4/6; then 4/7, 4/8 and 4/9 are too few


def test_messages_are_taken_by_margin_not_by_place():
    messages = answered("yynyynnnn")
    shuffled = calibrate(held_out(*(messages[row] for row in (4, 8, 0, 2, 6, 1, 7, 3, 5))))
    assert shuffled == calibrate(held_out(*messages))


def test_confidence_never_starts_below_what_is_answered():
    calibration = calibrate(held_out(*answered("yyyyyyyyy")))
    assert calibration.answer_from == pytest.approx(0.1 + 0.06 * 8 * 0.1)
    assert calibration.medium_from == calibration.high_from == calibration.answer_from


def test_where_nothing_is_right_only_the_surest_message_is_trusted():
    calibration = calibrate(held_out(*answered("nnn")))
    assert calibration.medium_from == calibration.high_from == pytest.approx(0.9)


def test_what_nothing_answers_does_not_count_against_confidence():
    sure = [(0.95 - number / 100, False, False) for number in range(5)]
    assert calibrate(held_out(*answered("yyn"), *sure)).high_from == calibrate(held_out(*answered("yyn"))).high_from


def test_folds_are_joined_in_order():
    joined = HeldOut.joined([held_out((0.1, True, True)), held_out((0.2, False, True), (0.3, False, False))])
    assert joined.margin.tolist() == [0.1, 0.2, 0.3]
    assert joined.right.tolist() == [True, False, False]
    assert joined.answerable.tolist() == [True, True, False]


def test_without_fitting_the_thresholds_rise_with_confidence_and_no_figures_are_told():
    calibration = Calibration()
    assert 0 < calibration.answer_from < calibration.medium_from < calibration.high_from < 1
    assert calibration.held_out == {}


def test_confidence_does_not_start_at_a_margin_below_whose_equals_too_few_are_right():
    messages = held_out((0.9, True, True), (0.5, True, True), (0.5, False, True), (0.5, False, True))
    assert calibrate(messages).high_from == pytest.approx(0.9)
