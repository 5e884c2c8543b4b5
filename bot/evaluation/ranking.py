"""Rankings and the standard measures of them, computed by ir-measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
import numpy as np
from ir_measures import AP, RR, P, R, Success, nDCG

from bot.evaluation.gold import FULL

DEPTH = 100
"""Passages of a question that are ranked for a run file and for MAP."""

STANDARD = {
    "success@1": Success(rel=FULL) @ 1,
    "success@3": Success(rel=FULL) @ 3,
    "rr@10": RR(rel=FULL) @ 10,
    "ndcg@10": nDCG @ 10,
    "recall@10": R(rel=FULL) @ 10,
}
"""Measures of patients' questions, by the names that figures have; none looks below the tenth passage."""

DEEPEST = 10

BENCHMARK = {
    "success@1": Success @ 1,
    "success@3": Success @ 3,
    "rr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
    "recall@10": R @ 10,
    "p@5": P @ 5,
    "ap": AP,
}
"""Measures of public benchmarks, whose judgements have their own grades."""

STEP = 1e-5
"""What sets two passages of equal score apart in a run: trec_eval breaks ties its own way, in single precision."""


@dataclass(frozen=True)
class Ranking:
    """What retrieval ranks for one question, best first.

    Attributes:
        names: of the passages, at most DEPTH.
        scores: of the passages, strictly falling in the order of `names`, with five decimals.
    """

    names: tuple[str, ...]
    scores: tuple[float, ...]

    @classmethod
    def of(cls, names: Sequence[str], scores: Sequence[float]) -> "Ranking":
        """Make a ranking of names in their order, whatever ties their scores have."""
        steps = np.rint(np.array(scores[:DEPTH]) / STEP)
        place = np.arange(len(steps))
        strict = (np.minimum.accumulate(steps + place) - place) * STEP
        return cls(tuple(names[:DEPTH]), tuple(np.round(strict, 5).tolist()))


Judgements = Mapping[str, Mapping[str, int]]
"""Relevance of passages by question id and passage name, as in a qrels file."""


def measure(
    rankings: Mapping[str, Ranking], judgements: Judgements, measures: Mapping[str, Any] | None = None
) -> dict[str, dict[str, float]]:
    """Compute standard measures for every judged question; one without a ranking scores 0.

    Args:
        rankings: by question id.
        judgements: by question id.
        measures: from ir-measures, by the name to give them; STANDARD by default.
    """
    wanted = STANDARD if measures is None else measures
    depth = DEEPEST if measures is None else DEPTH
    names = {str(each): name for name, each in wanted.items()}
    values = {question: dict.fromkeys(wanted, 0.0) for question in judgements}
    run = {
        question: dict(zip(ranking.names[:depth], ranking.scores[:depth], strict=True))
        for question, ranking in rankings.items()
        if question in judgements
    }
    for found in ir_measures.iter_calc(list(wanted.values()), judgements, run):
        values[found.query_id][names[str(found.measure)]] = float(found.value)
    return values
