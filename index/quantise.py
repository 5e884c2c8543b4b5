"""Products of 8-bit integers in an exported model: a forward pass reads a quarter of the bytes and takes half the time.

Each product of activations with a constant matrix becomes one of integers. Weights have a scale for each output.
Activations have one for each token, taken as it comes, so that no token's numbers depend on the texts beside it. A few
channels of a transformer are fifty times as large as the others; before a token is rounded, each channel is divided by
a factor that its weights take over (SmoothQuant, Xiao et al. 2023). How large channels get is measured on given texts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import NodeProto, helper, numpy_helper

from index.onnx_session import open_session

Floats = npt.NDArray[np.float32]
Tokens = npt.NDArray[np.int64]

SMOOTHNESS = 0.7
"""How much of a channel's size its weights take over, in [0, 1] (docs/quality.md, "Eight bits")."""

ONE_SIDED = 0.25
"""What comes out of an activation function such as GELU reaches below zero by less than this share of its height."""

TINY = 1e-5
LEVELS = 127
"""Steps from zero to the largest weight, and to a token's largest activation."""

CONTRIB = "com.microsoft"
"""Where onnxruntime keeps the product of integers that returns floats."""


@dataclass(frozen=True)
class Rounding:
    """How the activations that enter some products are rounded to bytes.

    Attributes:
        divisors: of the channels, shape (channels,).
        least: the least size that a token is taken to have.
        zero: the byte that stands for zero.
        step: what one more in the byte stands for, as a share of the token's size.
    """

    divisors: Floats
    least: float
    zero: int
    step: float

    @classmethod
    def of(cls, low: Floats, high: Floats, weights: Floats) -> "Rounding":
        """Choose it.

        Args:
            low: the lowest value of each channel, shape (channels,).
            high: the highest one.
            weights: what they are multiplied with, shape (channels, outputs).
        """
        if low.min() > -ONE_SIDED * high.max():
            # From half a token's size below zero to its size above. Few values are large and most are near zero:
            # divisors would cost the weights more than they bring.
            return cls(np.ones_like(low), max(TINY, float(-2 * low.min())), zero=85, step=1 / 170)
        size, weight = np.maximum(high, -low), np.abs(weights).max(axis=1)
        divisors = np.maximum(size, TINY) ** SMOOTHNESS / np.maximum(weight, TINY) ** (1 - SMOOTHNESS)
        return cls((divisors / divisors.mean()).astype(np.float32), 0.0, zero=128, step=1 / LEVELS)

    @property
    def is_one_sided(self) -> bool:
        """Whether only what is above zero decides a token's size."""
        return self.least > 0


def quantised(model: onnx.ModelProto, texts: Sequence[Tokens]) -> onnx.ModelProto:
    """Return a model with its products of activations and constant matrices made products of integers.

    Args:
        model: an exported encoder; its one input is a batch of token ids.
        texts: what to measure activations on, each of shape (1, tokens).
    """
    made = onnx.ModelProto()
    made.CopyFrom(model)
    graph = made.graph
    constants = {each.name: each for each in graph.initializer if len(each.dims) == 2}
    products = _products(graph, constants)
    extremes = _extremes(model, list(products), texts)
    nodes: list[NodeProto] = []
    for node in graph.node:
        group = products.get(node.input[0], []) if node.input else []
        if node not in group:
            nodes.append(node)
        elif node == group[0]:
            parts = [numpy_helper.to_array(constants[each.input[1]]) for each in group]
            widths = {each.output[0]: part.shape[1] for each, part in zip(group, parts, strict=True)}
            weights = np.concatenate(parts, axis=1)
            nodes += _integers(graph, node.input[0], Rounding.of(*extremes[node.input[0]], weights), weights, widths)
    _replace(graph.node, nodes)
    read = {name for node in nodes for name in node.input}
    _replace(graph.initializer, [each for each in graph.initializer if each.name in read])
    made.opset_import.append(helper.make_opsetid(CONTRIB, 1))
    return made


def _replace(held: Any, kept: Sequence[Any]) -> None:
    """Put others in place of what a repeated field holds."""
    del held[:]
    held.extend(kept)


def _products(graph: onnx.GraphProto, constants: Mapping[str, onnx.TensorProto]) -> dict[str, list[NodeProto]]:
    """List the products with a constant matrix by the name of what they multiply: query, key and value share one."""
    found: dict[str, list[NodeProto]] = defaultdict(list)
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in constants:
            found[node.input[0]].append(node)
    return dict(found)


def _extremes(
    model: onnx.ModelProto, names: Sequence[str], texts: Iterable[Tokens]
) -> dict[str, tuple[Floats, Floats]]:
    """Run a model on texts; return the lowest and the highest value of each channel of what is named."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
    session = open_session(watched.SerializeToString())
    lows: dict[str, list[Floats]] = defaultdict(list)
    highs: dict[str, list[Floats]] = defaultdict(list)
    for ids in texts:
        for name, seen in zip(names, session.run(list(names), {"input_ids": ids}), strict=True):
            tokens = seen.reshape(-1, seen.shape[-1])
            lows[name].append(tokens.min(axis=0))
            highs[name].append(tokens.max(axis=0))
    return {name: (np.min(lows[name], axis=0), np.max(highs[name], axis=0)) for name in names}


class _Writer:
    """Writes nodes and constants, whose names begin with the name of what they are made of."""

    def __init__(self, graph: onnx.GraphProto, name: str) -> None:
        self._graph, self._name = graph, name
        self.nodes: list[NodeProto] = []

    def constant(self, label: str, value: npt.NDArray[np.generic] | np.generic) -> str:
        """Write a constant; return its name."""
        self._graph.initializer.append(numpy_helper.from_array(np.asarray(value), f"{self._name}/{label}"))
        return f"{self._name}/{label}"

    def node(self, operator: str, *inputs: str, to: str | Sequence[str] = "", **attributes: Any) -> str:
        """Write a node; return the name of its first output, which is made up unless ``to`` gives it."""
        outputs = [to] if isinstance(to, str) else list(to)
        made = [name or f"{self._name}/{operator}" for name in outputs]
        self.nodes.append(helper.make_node(operator, inputs, made, **attributes))
        return made[0]


def _integers(
    graph: onnx.GraphProto, name: str, rounding: Rounding, weights: Floats, widths: Mapping[str, int]
) -> list[NodeProto]:
    """Write the product of what is named with a matrix as one of integers; return its nodes.

    With a token's size t, the divisors d of channels and the scales s of outputs, it is
    ``t * ((x / d / t) @ (d * w / s)) * s``, where both sides of ``@`` are rounded.

    Args:
        graph: where its constants go.
        name: of the activations.
        rounding: of these.
        weights: shape (channels, outputs).
        widths: how many of the outputs are whose, by name.
    """
    write = _Writer(graph, name)
    zero, step = write.constant("zero", np.uint8(rounding.zero)), write.constant("step", np.float32(rounding.step))
    last = write.constant("last", np.array([-1], dtype=np.int64))
    if rounding.is_one_sided:
        smooth = name
        largest = write.node("ReduceMax", smooth, last, keepdims=1)
        size = write.node("Max", largest, write.constant("least", np.float32(rounding.least)))
    else:
        smooth = write.node("Mul", name, write.constant("factors", 1 / rounding.divisors))
        size = write.node("ReduceMax", write.node("Abs", smooth), last, keepdims=1)
    rounded = write.node("QuantizeLinear", write.node("Div", smooth, size), step, zero)
    weights = weights * rounding.divisors[:, None]
    scales = np.maximum(np.abs(weights).max(axis=0), TINY * TINY) / LEVELS
    product = write.node(
        "MatMulIntegerToFloat",
        rounded,
        write.constant("weights", np.rint(weights / scales).astype(np.int8)),
        step,
        write.constant("scales", scales.astype(np.float32)),
        zero,
        write.constant("none", np.int8(0)),
        domain=CONTRIB,
    )
    if len(widths) == 1:
        write.node("Mul", product, size, to=list(widths))
    else:
        whole = write.node("Mul", product, size, to=f"{name}/whole")
        sizes = write.constant("widths", np.array(list(widths.values()), dtype=np.int64))
        write.node("Split", whole, sizes, to=list(widths), axis=-1)
    return write.nodes
