"""``python -m bench.scale``: what an index costs by its size, from 5 to 1,000,000 passages; writes docs/benchmarks.md.

Each size is built in a process of its own and loaded and searched in another, one question at a time, as it is served.
"""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, TypeVar

import numpy as np
import typer

from bench import table
from bench.machine import machine
from bench.memory import peak_mb
from bench.process import ROOT
from bench.scale_plot import plot
from bench.synthetic import disturbed, passage_row, synthetic
from bot.question_set import load_questions
from bot.retrieve import retrieve
from index.encoder import Vectors
from index.onnx_encoder import OnnxEncoder
from index.search import NEAR_VIEWS
from index.store import Index
from index.vectors import Rows

SIZES = (5, 50, 500, 5_000, 15_000, 50_000, 100_000, 1_000_000)
SETS = ("dev", "validation", "validation-people")
DISTURBED = 300
"""Questions of the real index's bank, in other words, that are asked beside those of the sets."""

WARM_UP, FIRST = 50, 10
DOCS = ROOT / "docs" / "benchmarks.md"
MARKS = "<!-- scale: begin -->", "<!-- scale: end -->"
HOME = ROOT / ".bench" / "scale"
BUILT = "built.json"
HEAD = (
    "passages",
    "views",
    "compared with",
    "build, s",
    "disk, MB",
    "load, s",
    "memory, MB",
    "search p50, ms",
    "p99, ms",
    "views found",
    "passages found",
)
_BLOCK = 32_768
T = TypeVar("T")


@dataclass(frozen=True)
class Scaled:
    """What an index of one size costs.

    Attributes:
        passages: how many.
        views: how many.
        is_exact: whether every view is compared with a question.
        build_s: seconds from encoded views to the saved index.
        disk_mb: size of its folder.
        load_s: seconds to load it, all hashes checked.
        resident_mb: the most memory that the process that loaded and searched it had.
        ms: milliseconds of each question, from its vector to the first three passages.
        views_found: share of the ten nearest views that were looked at, mean over questions.
        passages_found: share of the ten best passages that are among the first ten, mean over questions.
    """

    passages: int
    views: int
    is_exact: bool
    build_s: float
    disk_mb: float
    load_s: float
    resident_mb: float
    ms: tuple[float, ...]
    views_found: float = 0.0
    passages_found: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds that such a share of the questions, in percent, take at most."""
        return float(np.percentile(self.ms, share))


def main(
    passages: Annotated[
        list[int] | None, typer.Option(min=1, help="A number of passages; again for several. By default all sizes.")
    ] = None,
    index: Annotated[Path, typer.Option(help="The real index whose vectors are disturbed.")] = Path("var/index"),
    home: Annotated[Path, typer.Option(help="Folder of the indexes; one that is there is used again.")] = HOME,
    write: Annotated[bool, typer.Option("--write", help="Write docs/benchmarks.md and docs/scale.svg.")] = False,
) -> None:
    """Measure indexes of several sizes."""
    where, found = machine(), []
    questions = _alone(_questions, index)
    for size in passages or SIZES:
        folder = home / str(size)
        if not (folder / BUILT).exists():
            _alone(_build, index, size, folder)
        cost, seen = _alone(_ask, folder, questions)
        typer.echo(" | ".join(row(cost)), err=True)
        views_found, passages_found = _alone(_recall, folder, questions, seen)
        found.append(replace(cost, views_found=views_found, passages_found=passages_found))
        typer.echo(" | ".join(row(found[-1])), err=True)
    written = f"{table.lines(HEAD, list(map(row, found)))}\n{len(questions):,} questions; {where}\n"
    typer.echo(written)
    if write:
        plot(found, DOCS.with_name("scale.svg"))
        table.write(DOCS, f"![cost by size](scale.svg)\n\n{written}", MARKS)


def row(scaled: Scaled) -> tuple[str, ...]:
    """Write the figures of one size."""
    return (
        f"{scaled.passages:,}",
        f"{scaled.views:,}",
        "all" if scaled.is_exact else "near",
        f"{scaled.build_s:.1f}",
        f"{scaled.disk_mb:,.0f}",
        f"{scaled.load_s:.1f}",
        f"{scaled.resident_mb:,.0f}",
        f"{scaled.percentile(50):.2f}",
        f"{scaled.percentile(99):.2f}",
        f"{scaled.views_found:.3f}",
        f"{scaled.passages_found:.3f}",
    )


def _alone(act: Callable[..., T], *arguments: object) -> T:
    """Call a function in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(act, *arguments).result()


def set_vectors(folder: Path, index: Index) -> Vectors:
    """Encode the questions of the three sets, with the encoder in an index's folder."""
    sets = (load_questions(ROOT / "tests" / "questions" / f"{name}.jsonl") for name in SETS)
    texts = [each.question for questions in sets for each in questions]
    return OnnxEncoder.load(folder, index.manifest).encode_queries(texts)


def _questions(real: Path) -> Vectors:
    """Encode the questions that are asked."""
    index = Index.load(real)
    return np.concatenate((set_vectors(real, index), disturbed(index, DISTURBED)))


def _build(real: Path, size: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / "scratch.npy"
    started = time.perf_counter()
    synthetic(Index.load(real), size, scratch).save(folder / "index")
    seconds = time.perf_counter() - started
    scratch.unlink()
    (folder / BUILT).write_text(json.dumps(seconds), encoding="utf-8")


def _ask(folder: Path, questions: Vectors) -> tuple[Scaled, list[list[int]]]:
    """Load an index and search for each question; return the cost, and rows of the first passages for each."""
    started = time.perf_counter()
    index = Index.load(folder / "index")
    loaded = time.perf_counter() - started
    found: list[list[int]] = []
    ms: list[float] = []
    warm_up = questions[:WARM_UP]
    for vector in np.concatenate((warm_up, questions)):
        started = time.perf_counter()
        hits = retrieve(index, vector[None], frozenset()).hits[:FIRST]
        ms.append((time.perf_counter() - started) * 1000)
        found.append([passage_row(hit.passage) for hit in hits])
    cost = Scaled(
        passages=len(index.passages),
        views=len(index.views),
        is_exact=index.vectors.whole is not None,
        build_s=json.loads((folder / BUILT).read_text(encoding="utf-8")),
        disk_mb=sum(path.stat().st_size for path in (folder / "index").iterdir()) / 1e6,
        load_s=loaded,
        resident_mb=peak_mb(),
        ms=tuple(ms[len(warm_up) :]),
    )
    return cost, found[len(warm_up) :]


def _recall(folder: Path, questions: Vectors, found: Sequence[Sequence[int]]) -> tuple[float, float]:
    """Compare what was found with what comparing every view finds."""
    index = Index.load(folder / "index")
    mapped = index.adapter.map_questions(questions)
    views, passages = _nearest(index, mapped)
    looked_at = views if index.vectors.whole is not None else index.vectors.search(mapped, NEAR_VIEWS)[1]
    return _share(views, looked_at), _share(passages, found)


def _nearest(index: Index, mapped: Vectors) -> tuple[Rows, Rows]:
    """Return the FIRST nearest views of passages, and the FIRST best passages, which have two views and no question."""
    views, passages = _Best(len(mapped)), _Best(len(mapped))
    for first in range(0, 2 * len(index.passages), _BLOCK):
        rows = np.arange(first, min(first + _BLOCK, 2 * len(index.passages)))
        cosines = mapped @ index.vectors.at(rows).T
        views.add(cosines, rows)
        passages.add(cosines.reshape(len(mapped), -1, 2).max(axis=2), rows[::2] // 2)
    return views.rows, passages.rows


class _Best:
    """The rows with the highest similarities so far."""

    def __init__(self, questions: int) -> None:
        self._cosines = np.empty((questions, 0), dtype=np.float32)
        self.rows: Rows = np.empty((questions, 0), dtype=np.int64)

    def add(self, cosines: Vectors, rows: Rows) -> None:
        """Take more rows, with their similarity to each question."""
        first = np.sort(np.argpartition(-cosines, min(FIRST, cosines.shape[1]) - 1, axis=1)[:, :FIRST], axis=1)
        cosines, rows = np.take_along_axis(cosines, first, axis=1), rows[first]
        every = np.concatenate((self._cosines, cosines), axis=1)
        names = np.concatenate((self.rows, rows), axis=1)
        best = np.argsort(-every, axis=1, kind="stable")[:, :FIRST]
        self._cosines, self.rows = np.take_along_axis(every, best, axis=1), np.take_along_axis(names, best, axis=1)


def _share(wanted: Rows, found: Sequence[Sequence[int]] | Rows) -> float:
    return float(np.mean([np.isin(one, other).mean() for one, other in zip(wanted, found, strict=True)]))


if __name__ == "__main__":
    typer.run(main)
