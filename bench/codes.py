"""``python -m bench.codes``: how near a search by codes comes to one by the vectors, and how long each takes."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from threadpoolctl import threadpool_limits

import index.search
from bench import table
from bench.machine import machine
from bench.process import ROOT
from bench.scale import set_vectors
from bot.settings import INDEX
from index.encoder import Vectors
from index.flat import FlatVectors
from index.search import Evidence, search
from index.store import Index

TRIED = (1, 5, 20, 40)
"""How many passages and topics are scored by the vectors, beside as many as a reply has scored so."""

SHOWN, LISTED = 3, 10
"""Passages that a reply shows at most, and that the staff's pages list."""

HEAD = (
    "scored by the vectors",
    "another first",
    f"another of the first {SHOWN}",
    f"of {LISTED}",
    "margin off, mean",
    "most",
    f"scores of the first {SHOWN} off, most",
    f"of {LISTED}",
    "time",
)


@dataclass(frozen=True)
class Off:
    """How far the evidence for a question is from that by the vectors alone.

    Attributes:
        places: of the first passages, how many in a row are the same.
        margin: how far the margin is off.
        scores: how far the scores of the first passages are off.
    """

    places: int
    margin: float
    scores: tuple[float, ...]

    @classmethod
    def of(cls, found: Evidence, exact: Evidence) -> "Off":
        """Compare evidence."""
        split = len(exact.passages)
        first, other = (np.argsort(-each.score[:split], kind="stable")[:LISTED] for each in (exact, found))
        is_same = first == other
        places = LISTED if is_same.all() else int(is_same.argmin())
        apart = np.abs(found.score[first] - exact.score[first])
        return cls(places, abs(found.margin - exact.margin), tuple(apart.tolist()))


def main(folder: Annotated[Path, typer.Option("--index", help="Folder of the index.")] = ROOT / INDEX) -> None:
    """Ask the questions of the three sets by codes and by the vectors, in turns, and compare."""
    coded = Index.load(folder)
    if coded.vectors.codes is None or coded.vectors.whole is None:
        raise typer.BadParameter(f"{folder} has no codes: it is not searched by them")
    exact = replace(coded, vectors=FlatVectors.of(coded.vectors.whole, np.flatnonzero(~coded.views.of_topic)))
    questions = set_vectors(folder, coded)
    with threadpool_limits(1, user_api="blas"):
        rows = list(_rows(coded, exact, questions))
    typer.echo(table.lines(HEAD, rows))
    typer.echo(f"\n{len(questions)} questions; {machine()}")


def _rows(coded: Index, exact: Index, questions: Vectors) -> Iterator[tuple[str, ...]]:
    shipped = index.search.FOREMOST
    for foremost in sorted({*TRIED, shipped}):
        index.search.FOREMOST = foremost
        (found, ms), (right, exact_ms) = _in_turns((coded, exact), questions)
        off = [Off.of(*pair) for pair in zip(found, right, strict=True)]
        label = f"**{foremost}**" if foremost == shipped else str(foremost)
        yield row(label, off, float(np.median(ms) / np.median(exact_ms)))
    index.search.FOREMOST = shipped


def row(label: str, off: Sequence[Off], ratio: float) -> tuple[str, ...]:
    """Write a row of the table."""
    margins = [each.margin for each in off]
    return (
        label,
        *(str(sum(each.places < count for each in off)) for count in (1, SHOWN, LISTED)),
        *(f"{figure(margins):.6f}" for figure in (np.mean, np.max)),
        *(f"{max(max(each.scores[:count]) for each in off):.6f}" for count in (SHOWN, LISTED)),
        f"{ratio:.2f}",
    )


def _in_turns(indexes: Sequence[Index], questions: Vectors) -> list[tuple[list[Evidence], list[float]]]:
    """Search for each question in each index, one after the other; return what was found and the milliseconds."""
    done: list[tuple[list[Evidence], list[float]]] = [([], []) for _ in indexes]
    for question in questions:
        for each, (found, ms) in zip(indexes, done, strict=True):
            started = time.perf_counter()
            found.extend(search(each, question[None]))
            ms.append((time.perf_counter() - started) * 1000)
    return done


if __name__ == "__main__":
    typer.run(main)
