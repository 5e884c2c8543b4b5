"""The systems that are measured, and what was measured of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from bench.process import Start
from bench.quality import Quality

OURS = "ours"


@dataclass(frozen=True)
class Contender:
    """A system.

    Attributes:
        name: its module in `bench.systems`.
        label: its name for people.
        packages: whose versions are told.
        how: how it is built, for people.
    """

    name: str
    label: str
    packages: tuple[str, ...]
    how: str


CONTENDERS = (
    Contender(OURS, "this project", ("onnxruntime", "faiss-cpu"), "`build_index.py`, with the clinic's question bank"),
    Contender(
        "langchain",
        "LangChain + FAISS",
        ("langchain-core", "langchain-community", "faiss-cpu"),
        "`RecursiveCharacterTextSplitter(1000, 200)`, `FAISS.from_documents`",
    ),
    Contender("llamaindex", "LlamaIndex", ("llama-index-core",), "`VectorStoreIndex.from_documents`, as it comes"),
    Contender("haystack", "Haystack", ("haystack-ai",), "`DocumentSplitter()`, in-memory store, query pipeline"),
    Contender("txtai", "txtai", ("txtai",), "`Embeddings(content=True)`, one entry per paragraph"),
)
"""In the order of the table."""


@dataclass(frozen=True)
class Turns:
    """A system and the bare model, asked in turns.

    Attributes:
        ms: times of single questions, over all processes.
        bare_ms: times of the bare model's encode, taken beside each.
    """

    ms: tuple[float, ...]
    bare_ms: tuple[float, ...]

    def ratio(self, percent: int) -> float:
        """Return a percentile of the questions' times over the same percentile of the bare encode's."""
        return float(np.percentile(self.ms, percent) / np.percentile(self.bare_ms, percent))


@dataclass(frozen=True)
class Measured:
    """What was measured of a system.

    Attributes:
        contender: which.
        build: from the start of a fresh process to the saved index; None where an older index was used.
        starts: fresh processes, from their start to the first answer.
        turns: times of questions, by the pause before each.
        quality: by name of the question set.
    """

    contender: Contender
    build: Start | None
    starts: tuple[Start, ...]
    turns: Mapping[float, Turns]
    quality: Mapping[str, Quality]

    @property
    def start(self) -> Start:
        """The medians of the starts."""
        return medians(self.starts)


@dataclass(frozen=True)
class Served:
    """A command of this project's, and the same with sentence-transformers, started in turns.

    Attributes:
        name: of the command, for people.
        starts: fresh processes.
        reference: the same with sentence-transformers.
        most_s: seconds that it may take.
        most_mb: memory that it may have.
    """

    name: str
    starts: tuple[Start, ...]
    reference: tuple[Start, ...]
    most_s: float
    most_mb: float

    @property
    def start(self) -> Start:
        """The medians of the starts."""
        return medians(self.starts)

    @property
    def ratios(self) -> tuple[float, float]:
        """The medians of time and memory over the reference's."""
        other = medians(self.reference)
        return self.start.seconds / other.seconds, self.start.peak_mb / other.peak_mb


def medians(starts: Sequence[Start]) -> Start:
    """Return the median seconds and the median of the most memory, each for itself."""
    return Start(median(start.seconds for start in starts), median(start.peak_mb for start in starts))
