"""How long a search takes where the vectors are in Milvus: ``python -m bench.milvus [address]``.

The questions of dev, each retrieved twice: the second time an index of this size has fetched what it scores. By default
the Milvus is milvus-lite, in a file of its own, which answers in this process and in Python.
"""

import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import typer

import index.milvus_vectors
from bot.answer import FaqBot
from bot.followup import readings
from bot.retrieve import retrieve
from bot.settings import CORPUS, INDEX
from index.encoder import Vectors
from index.milvus import Milvus
from index.milvus_address import MilvusAddress
from index.search import NEAR_VIEWS
from index.store import Index

DEV = Path("tests/questions/dev.jsonl")


def main(address: str | None = None, *, graph: bool = False) -> None:
    """Time searches in memory and in Milvus, one after the other; with ``--graph`` as if there were more views."""
    if graph:
        index.milvus_vectors.FLAT_VIEWS = 0
    bot = FaqBot.load(CORPUS, INDEX)
    rows = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    asked = [bot.encoder.encode_queries(readings(row["question"], row.get("history") or ())) for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        milvus = Milvus(MilvusAddress.read(address or f"{folder}/vectors.db"))
        started = time.perf_counter()
        afar = bot.index.afar(milvus)
        typer.echo(f"{len(bot.index.views)} views put into Milvus in {time.perf_counter() - started:.1f} s\n")
        typer.echo("| vectors | p50, ms | p99, ms |\n|---|---|---|")
        for name, searched in (("in memory", bot.index), ("Milvus, first", afar), ("Milvus, again", afar)):
            typer.echo(f"| {name} | {_row(_times(searched, asked))} |")
        typer.echo(f"\nof the ten nearest views Milvus finds {_recall(bot.index, afar, np.concatenate(asked)):.4f}")


def _times(searched: Index, asked: Sequence[Vectors]) -> list[float]:
    times = []
    for vectors in asked:
        started = time.perf_counter()
        retrieve(searched, vectors, frozenset())
        times.append(1000 * (time.perf_counter() - started))
    return times


def _recall(exact: Index, afar: Index, asked: Vectors) -> float:
    """Tell which share of the ten nearest views is among those that Milvus names for a reply."""
    queries = exact.adapter.map_questions(asked)
    _, nearest = exact.vectors.search(queries, 10)
    found = [afar.vectors.search(query[None], NEAR_VIEWS)[1][0] for query in queries]
    return float(np.mean([np.isin(one, other).mean() for one, other in zip(nearest, found, strict=True)]))


def _row(times: Sequence[float]) -> str:
    middle, last = np.percentile(times, (50, 99))
    return f"{middle:.1f} | {last:.1f}"


if __name__ == "__main__":
    typer.run(main)
