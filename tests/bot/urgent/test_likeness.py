"""Likeness: kernel ridge regression, worked out by hand on three texts."""

import numpy as np
import pytest

from bot.urgent.file import UrgentFile
from bot.urgent.likeness import CALM, Likeness, manner
from tests.bot.urgent.conftest import SMALL

VECTORS = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
MANNERS = np.array([[1], [0], [0]], dtype=np.float32)


def fitted(*, smoothing: float) -> Likeness:
    signs = ["heart", CALM, CALM]
    return Likeness.fit(["a", "b", "c"], signs, VECTORS, MANNERS, sharpness=1, smoothing=smoothing)


def test_the_kernel_adds_nearness_and_manner():
    expected = np.exp(np.array([[0, -1, -0.4], [-1, 0, -0.2], [-0.4, -0.2, 0]])) + np.diag([1, 0, 0])
    np.testing.assert_allclose(fitted(smoothing=1).kernel(VECTORS, MANNERS), expected, atol=1e-6)


def test_without_smoothing_the_texts_score_what_they_are():
    np.testing.assert_allclose(fitted(smoothing=0).scores(VECTORS, MANNERS), [1, -1, -1], atol=1e-6)


def test_smoothing_pulls_each_side_by_its_share():
    likeness = fitted(smoothing=0.3)
    kernel = likeness.kernel(VECTORS, MANNERS)
    residual = np.array([1, -1, -1]) - kernel @ likeness.weights
    np.testing.assert_allclose(residual, np.array([0.2, 0.4, 0.4]) * likeness.weights, atol=1e-6)


def test_the_nearest_sign_is_an_urgent_one_and_the_mean_of_its_best():
    likeness = Likeness(
        ("a", "b", "c", "d"),
        ("heart", "lung", "lung", CALM),
        np.array([[1, 0], [0.8, 0.6], [-1, 0], [0.9, 0.1]], dtype=np.float32),
        np.zeros((4, 1), dtype=np.float32),
        np.zeros(4),
        sharpness=1,
    )
    vector = np.array([0.8, 0.6], dtype=np.float32)
    assert likeness.nearest(vector, count=1) == ("lung", "b", pytest.approx(1))
    assert likeness.nearest(vector, count=2) == ("heart", "a", pytest.approx(0.8))


def test_manner_tells_what_is_shown_hidden_and_how_long():
    reading = UrgentFile.load(SMALL).reader.read("today, no numb groin")
    np.testing.assert_allclose(manner(reading, ["now", "past", "denied"]), [1, 0, 1, 3 / 4, 4 / 40])
