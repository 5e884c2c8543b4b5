"""The bare model in a process of its own, asked over a pipe: what a reply's time is told as a ratio of.

torch's and onnxruntime's threads, side by side in one process, hold each other up: a reply took up to twice as long
there as it does alone.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class BareModel:
    """A bare sentence-transformers model that waits in another process for the next question."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def encode(self, question: str) -> float:
        """Encode a question; return the milliseconds that ``encode([question])`` took there.

        Raises:
            RuntimeError: the process has ended.
        """
        if not self._process.stdin or not self._process.stdout:
            raise RuntimeError("the bare model's process has no pipes")
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        told = self._process.stdout.readline()
        if not told:
            raise RuntimeError("the bare model's process has ended")
        return float(told)


@contextmanager
def bare_model(folder: str) -> Iterator[BareModel]:
    """Load the model of a folder in another process of this interpreter; it ends with the block."""
    arguments = [sys.executable, "-m", "bench.bare", folder]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield BareModel(process)


def _serve(folder: str) -> None:
    """Answer each line of standard input, a question in JSON, with the milliseconds that encoding it took."""
    # Only here: whoever asks this process must not load torch.
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(folder, device="cpu")
    for line in sys.stdin:
        question = json.loads(line)
        started = time.perf_counter()
        model.encode([question])
        sys.stdout.write(f"{(time.perf_counter() - started) * 1000}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
