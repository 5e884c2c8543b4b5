"""Vectors as bytes: a question is compared with all of them by reading a quarter of what the vectors take.

A vector is rounded with a scale of its own, and so is a question when it is asked (symmetric scalar quantisation). The
cosine of two rounded vectors is off by up to 0.003; what is near by its codes is scored by the vectors themselves
(`index.search`). onnxruntime multiplies the bytes: it lays them out for the processor's products of integers, which
takes half the time of FAISS's scalar quantiser (docs/benchmarks.md, "Vectors as bytes").
"""

from pathlib import Path

import numpy as np

from index.encoder import Similarities, Vectors
from index.onnx_session import open_session

LEVELS = 127
"""Steps from zero to the largest number of a vector."""

ZERO = 128
"""The byte that stands for zero in a question."""

TINY = float(np.finfo(np.float32).tiny)
"""Taken as the largest number of a vector of zeros."""


class ByteCodes:
    """The codes of vectors, opened from a file that holds the product with them as an ONNX model.

    Attributes:
        shape: number of vectors and dimension.
    """

    def __init__(self, path: Path) -> None:
        """Open what `write` wrote.

        Raises:
            ValueError: it is something else.
        """
        try:
            self._session = open_session(path)
            (given,), (made,) = self._session.get_inputs(), self._session.get_outputs()
            self.shape: tuple[int, int] = made.shape[1], given.shape[1]
        except Exception as error:  # onnxruntime raises bare exceptions of its own
            first_line = str(error).strip().split("\n")[0]
            raise ValueError(f"{path.name} holds no codes ({first_line})") from error

    @staticmethod
    def write(path: Path, vectors: Vectors) -> None:
        """Write the codes of vectors, shape (vectors, dimension); the same vectors give the same bytes.

        Raises:
            OSError: the disk takes no more.
        """
        # Whoever only searches need not wait for it.
        from onnx import TensorProto, helper, numpy_helper

        scales = np.maximum(np.abs(vectors).max(axis=1), TINY) / LEVELS
        constants = {
            "codes": np.rint(vectors / scales[:, None]).astype(np.int8).T,
            "one": np.float32(1),
            "scales": scales.astype(np.float32),
            "zero": np.uint8(ZERO),
        }
        count, dimension = vectors.shape
        graph = helper.make_graph(
            [
                helper.make_node(
                    "MatMulIntegerToFloat",
                    ["questions", "codes", "one", "scales", "zero"],
                    ["similarities"],
                    domain="com.microsoft",
                )
            ],
            "similarities",
            [helper.make_tensor_value_info("questions", TensorProto.UINT8, ["questions", dimension])],
            [helper.make_tensor_value_info("similarities", TensorProto.FLOAT, ["questions", count])],
            [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in constants.items()],
        )
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
        path.write_bytes(model.SerializeToString())

    def similarities(self, questions: Vectors) -> Similarities:
        """Return the cosines of questions with all vectors, to within 0.003, shape (questions, vectors).

        Args:
            questions: unit vectors, shape (questions, dimension).
        """
        sizes = np.maximum(np.abs(questions).max(axis=1, keepdims=True), TINY) / LEVELS
        rounded = np.rint(questions / sizes) + ZERO
        (found,) = self._session.run(None, {"questions": rounded.astype(np.uint8)})
        similarities: Similarities = found * sizes
        return similarities
