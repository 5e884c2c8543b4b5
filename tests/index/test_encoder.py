"""What every encoder shares: unit length, and batches of texts of equal length."""

import numpy as np

from index.encoder import BATCH, batches, unit


def test_a_unit_vector_has_length_one_and_its_direction():
    np.testing.assert_allclose(unit(np.array([[3, 4], [0, -2]])), [[0.6, 0.8], [0, -1]], rtol=1e-6)
    np.testing.assert_allclose(unit(np.array([3.0, 4.0])), [0.6, 0.8], rtol=1e-6)
    assert unit(np.array([[3, 4]])).dtype == np.float32


def test_a_vector_of_zeros_stays_zero():
    np.testing.assert_array_equal(unit(np.zeros((2, 3))), np.zeros((2, 3)))
    assert unit(np.zeros((0, 3))).shape == (0, 3)


def test_a_batch_holds_texts_of_one_length_in_order_and_every_text_is_in_one():
    lengths = [3, 5, 3, 4, 5, 3]
    assert list(batches(lengths)) == [[0, 2, 5], [3], [1, 4]]
    assert list(batches([])) == []


def test_more_texts_of_one_length_than_a_batch_holds_are_split():
    assert [len(rows) for rows in batches([7] * (2 * BATCH + 1))] == [BATCH, BATCH, 1]
