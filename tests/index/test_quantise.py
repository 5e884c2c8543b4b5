"""Products of integers: what they give, beside what the floats give."""

from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from index.quantise import Rounding, quantised

WORDS, CHANNELS, WIDE = 200, 32, 64
DRAW = np.random.default_rng(7)
VOCABULARY = DRAW.standard_normal((WORDS, CHANNELS)).astype(np.float32)
LARGE, TIMES = 3, 40
"""A channel as transformers have them, and how many times as large as others it is; its weights are the smaller."""
VOCABULARY[:, LARGE] *= TIMES
VOCABULARY[0] = 0
MATRICES = {
    "query": DRAW.standard_normal((CHANNELS, CHANNELS)).astype(np.float32),
    "key": DRAW.standard_normal((CHANNELS, 2 * CHANNELS)).astype(np.float32),
    "down": DRAW.standard_normal((WIDE, CHANNELS)).astype(np.float32),
}
for each in ("query", "key"):
    MATRICES[each][LARGE] /= TIMES
MATRICES["query"][:, LARGE] *= TIMES  # and an output that is the larger
TEXTS = [DRAW.integers(1, WORDS, (1, length)) for length in range(1, 40)]


@pytest.fixture(scope="module")
def model():
    """Make a model with two products of one input, and one of what an activation function gives."""
    nodes = [
        helper.make_node("Gather", ["vocabulary", "input_ids"], ["embedded"]),
        helper.make_node("MatMul", ["embedded", "query"], ["asked"]),
        helper.make_node("MatMul", ["embedded", "key"], ["keyed"]),
        helper.make_node("Gelu", ["keyed"], ["active"]),
        helper.make_node("MatMul", ["active", "down"], ["shown"]),
        helper.make_node("Add", ["asked", "shown"], ["vector"]),
    ]
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])
    out = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", "tokens", CHANNELS])
    constants = [
        numpy_helper.from_array(value, name) for name, value in (MATRICES | {"vocabulary": VOCABULARY}).items()
    ]
    graph = helper.make_graph(nodes, "model", [ids], [out], constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    onnx.checker.check_model(made)
    return made


@pytest.fixture(scope="module")
def rounded(model):
    return quantised(model, TEXTS)


@pytest.fixture(scope="module")
def run():
    """Give a function that runs a model on token ids."""
    sessions = {}

    def run(model, ids):
        if id(model) not in sessions:
            sessions[id(model)] = onnxruntime.InferenceSession(model.SerializeToString())
        return sessions[id(model)].run(None, {"input_ids": np.asarray(ids, dtype=np.int64)})[0]

    return run


def test_products_of_integers_give_what_floats_give(model, rounded, run):
    ids = DRAW.integers(1, WORDS, (20, 30))
    exact, found = run(model, ids), run(rounded, ids)
    off = np.linalg.norm(found - exact, axis=-1) / np.linalg.norm(exact, axis=-1)
    assert 0 < off.mean() < 0.02
    assert off.max() < 0.05


def test_an_output_that_is_large_does_not_drown_the_others(model, rounded, run):
    ids = DRAW.integers(1, WORDS, (20, 30))
    exact, found = run(model, ids), run(rounded, ids)
    off = np.linalg.norm(found - exact, axis=(0, 1)) / np.linalg.norm(exact, axis=(0, 1))
    assert off.max() < 0.03


def test_a_channel_that_is_large_does_not_drown_the_others(model, rounded, run, monkeypatch):
    ids = DRAW.integers(1, WORDS, (20, 30))
    exact, smooth = run(model, ids), run(rounded, ids)
    way = Rounding.of

    def alike(low, high, weights):
        found = way(low, high, weights)
        return replace(found, divisors=np.ones_like(found.divisors))

    monkeypatch.setattr(Rounding, "of", alike)
    plain = run(quantised(model, TEXTS), ids)
    assert np.linalg.norm(smooth - exact) < np.linalg.norm(plain - exact) / 3


def test_only_vocabulary_and_small_constants_stay_floats(model, rounded):
    floats = {
        each.name for each in rounded.graph.initializer if len(each.dims) == 2 and each.data_type == TensorProto.FLOAT
    }
    assert floats == {"vocabulary"}
    assert not [node for node in rounded.graph.node if node.op_type == "MatMul"]
    assert [node.op_type for node in model.graph.node].count("MatMul") == 3  # what is given is left as it is
    assert {each.name for each in model.graph.initializer} == {"vocabulary", *MATRICES}


def test_products_of_one_input_are_one_product(rounded):
    assert [node.op_type for node in rounded.graph.node].count("MatMulIntegerToFloat") == 2


def test_a_token_has_the_same_bits_in_any_company(rounded, run):
    ids = DRAW.integers(1, WORDS, (6, 10))
    whole = run(rounded, ids)
    for row in range(len(ids)):
        np.testing.assert_array_equal(run(rounded, ids[row : row + 1])[0], whole[row])
    np.testing.assert_array_equal(run(rounded, ids[:, ::-1])[:, ::-1], whole)


def test_a_token_of_zeros_gives_what_floats_give(model, rounded, run):
    ids = [[0, 5]]
    np.testing.assert_allclose(run(rounded, ids)[0, 0], run(model, ids)[0, 0], atol=1e-6)


def test_what_stays_above_zero_is_rounded_from_there():
    weights = np.ones((2, 2), dtype=np.float32)
    one, both = (Rounding.of(np.float32([low, 0]), np.float32([8, 1]), weights) for low in (-0.17, -4))
    assert (one.is_one_sided, one.zero, one.least) == (True, 85, pytest.approx(0.34))
    assert (both.is_one_sided, both.zero, both.least) == (False, 128, 0)
    np.testing.assert_array_equal(one.divisors, [1, 1])
    assert both.divisors[0] > both.divisors[1]
    assert (255 - one.zero) * one.step == pytest.approx(1)
    assert one.zero * one.step == pytest.approx(0.5)
    assert (255 - both.zero) * both.step == pytest.approx(1)
