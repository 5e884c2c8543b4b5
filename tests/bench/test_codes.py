"""Comparing a search by codes with one by the vectors."""

import numpy as np

from bench.codes import HEAD, LISTED, Off, row
from index.search import Evidence


def found(*scores):
    return Evidence(np.arange(len(scores)), np.arange(0), np.tile(np.float32(scores), (3, 1)))


def test_places_count_until_the_first_other_passage_and_scores_are_compared_in_the_right_order():
    off = Off.of(found(0.5, 0.8, 0.6, 0.1), found(0.7, 0.9, 0.6, 0.1))
    assert off.places == 1
    np.testing.assert_allclose(off.scores, [0.1, 0.2, 0, 0], atol=1e-6)
    assert off.margin > 0.05


def test_the_same_evidence_is_nowhere_off():
    same = found(0.5, 0.8, 0.6)
    assert Off.of(same, same) == Off(LISTED, 0.0, (0.0, 0.0, 0.0))


def test_a_row_counts_questions_and_names_what_is_off_most():
    off = [Off(10, 0.001, (0.0, 0.0, 0.002, 0.003)), Off(2, 0.003, (0.0, 0.001, 0.0, 0.0)), Off(0, 0.0, (0.0,) * 4)]
    made = row("10", off, 0.5)
    assert made == ("10", "1", "2", "2", "0.001333", "0.003000", "0.002000", "0.003000", "0.50")
    assert len(made) == len(HEAD)
