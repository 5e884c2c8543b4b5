"""Vectors as bytes: how near their products come to those of the vectors, and what else a file may hold."""

import numpy as np
import pytest

from index.byte_codes import ByteCodes
from index.encoder import unit

DRAW = np.random.default_rng(11)
VECTORS = unit(DRAW.normal(size=(500, 384)) * DRAW.uniform(0.2, 3, 384))
QUESTIONS = unit(VECTORS[:70] + DRAW.normal(size=(70, 384)) * 0.05)


@pytest.fixture(scope="module")
def codes(tmp_path_factory):
    path = tmp_path_factory.mktemp("codes") / "views.onnx"
    ByteCodes.write(path, VECTORS)
    return ByteCodes(path)


def test_similarities_of_codes_are_near_those_of_the_vectors(codes):
    off = codes.similarities(QUESTIONS) - QUESTIONS @ VECTORS.T
    assert codes.shape == VECTORS.shape
    assert 0.0003 < off.std() < 0.0008
    assert np.abs(off).max() < 0.0033
    assert abs(off.mean()) < 0.0001


def test_a_large_number_in_one_vector_does_not_coarsen_another(tmp_path):
    vectors = VECTORS.copy()
    vectors[0] *= 1000
    ByteCodes.write(tmp_path / "codes", vectors)
    off = ByteCodes(tmp_path / "codes").similarities(QUESTIONS)[:, 1:] - QUESTIONS @ VECTORS[1:].T
    assert np.abs(off).max() < 0.0033


def test_a_question_has_the_same_bits_alone_and_among_others(codes):
    together = codes.similarities(QUESTIONS)
    for row in range(0, len(QUESTIONS), 7):
        np.testing.assert_array_equal(codes.similarities(QUESTIONS[row : row + 1])[0], together[row])


def test_vectors_and_questions_of_zeros_are_like_nothing(tmp_path):
    ByteCodes.write(tmp_path / "codes", np.concatenate((VECTORS[:3], np.zeros((1, 384), dtype=np.float32))))
    with np.errstate(divide="raise", invalid="raise"):
        found = ByteCodes(tmp_path / "codes").similarities(np.stack((VECTORS[0], np.zeros(384, dtype=np.float32))))
    assert found[0, 0] == pytest.approx(1, abs=0.004)
    assert (found[0, 3], *found[1]) == (0, 0, 0, 0, 0)


def test_the_largest_numbers_of_either_sign_are_not_cut_off(tmp_path):
    ends = np.array([[1, -1], [-1, 1], [1, 1], [-1, -1]], dtype=np.float32)
    ByteCodes.write(tmp_path / "codes", ends)
    np.testing.assert_allclose(ByteCodes(tmp_path / "codes").similarities(ends), ends @ ends.T, rtol=1e-6)


def test_the_same_vectors_give_the_same_bytes_a_quarter_of_theirs(tmp_path):
    for name in ("one", "other"):
        ByteCodes.write(tmp_path / name, VECTORS)
    written = (tmp_path / "one").read_bytes()
    assert written == (tmp_path / "other").read_bytes()
    assert len(written) < VECTORS.nbytes / 4 + 4 * len(VECTORS) + 1_000


def test_a_processor_that_cuts_sums_off_gets_the_same_similarities(codes, tmp_path, monkeypatch):
    monkeypatch.setattr("index.onnx_session.PROCESSOR", tmp_path / "none")
    ByteCodes.write(tmp_path / "codes", VECTORS)
    np.testing.assert_allclose(ByteCodes(tmp_path / "codes").similarities(QUESTIONS), codes.similarities(QUESTIONS))


@pytest.mark.parametrize("content", [b"", b"nonsense", None])
def test_a_file_that_holds_something_else_is_refused(tmp_path, content):
    path = tmp_path / "views.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=r"views\.onnx holds no codes \(.+\)$"):
        ByteCodes(path)
