"""Running a system over a public benchmark: retrieval alone, and for intents the refusal of what is out of scope."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluation.beir import Benchmark, Query
from bot.evaluation.bootstrap import Floats, Resampling
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.measure import MEASURES, Measure, Section
from bot.evaluation.provenance import Provenance
from bot.evaluation.ranking import BENCHMARK, Ranking, measure
from bot.evaluation.run import Progress
from bot.evaluation.score import Scored, Shown
from bot.evaluation.systems import System, SystemName, make_system
from bot.evaluation.trec import TrecFiles
from bot.evaluation.verdict import Verdict
from bot.question_set import Gold, Question, QuestionKind
from index.encoder import Encoder

SHOWN = 3
"""Documents that the report shows for a query."""

_KEPT = ("success@1", "success@3", "rr@10", "ndcg@10", "recall@10", "aurc", "false_answers@5")
_R, _S = Section.RETRIEVAL, Section.SYSTEM
BENCHMARK_MEASURES = (
    *(each for each in MEASURES if each.name in _KEPT and each.section is _R),
    Measure("p@5", "P@5", _R, "judged", "Share of the first five documents that are relevant."),
    Measure("ap", "MAP", _R, "judged", "Mean precision at the place of each relevant document, among the first 100."),
    Measure("in_scope", "In-scope accuracy", _S, "in scope", "The right intent, answered; a refusal is an error."),
    Measure("oos_recall", "Out-of-scope recall", _S, "out of scope", "Share of out-of-scope queries refused."),
    *(each for each in MEASURES if each.name in _KEPT and each.section is _S),
)


@dataclass(frozen=True)
class Answer:
    """What a system made of a query."""

    query: Query
    ranking: Ranking
    margin: float

    @property
    def is_right(self) -> bool:
        """Tell whether the first document is relevant."""
        return self.ranking.names[0] in self.query.relevant


def run_benchmark(
    benchmark: Benchmark,
    name: SystemName,
    encoder: Encoder,
    resampling: Resampling,
    *,
    trec: TrecFiles | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Measure a system on a benchmark.

    Args:
        benchmark: documents and judged queries.
        name: of the system.
        encoder: the model.
        resampling: how intervals are drawn.
        trec: where runs and judgements are written, if anywhere.
        progress: told how many texts have been encoded.
    """
    system = make_system(name, benchmark, encoder, progress)
    threshold = fit_threshold(_answers(system, benchmark.validation)) if benchmark.validation else None
    answers = _answers(system, benchmark.queries)
    judgements = {each.id: each.relevant for each in benchmark.queries if each.relevant}
    ranked = measure({each.query.id: each.ranking for each in answers}, judgements, BENCHMARK)
    texts = {each.id: each.text for each in benchmark.documents}
    scored = [_scored(each, ranked.get(each.query.id), threshold, texts) for each in answers]
    if trec:
        for each, answer in zip(scored, answers, strict=True):
            trec.write(each, answer.ranking, answer.query.relevant)
    card = None if name is SystemName.LEXICAL else encoder.card
    provenance = Provenance.of(str(benchmark.folder), benchmark.sha256, resampling, card=card)
    return Evaluation.of(
        scored,
        provenance,
        resampling,
        measures=BENCHMARK_MEASURES,
        is_grouped=False,
        notes=_notes(benchmark, name, threshold),
    )


def fit_threshold(validation: Sequence[Answer]) -> float:
    """Find the least margin to answer from: the value with the highest accuracy, out of scope being one more class.

    Of equal values the lowest, which refuses least.
    """
    margins = np.array([each.margin for each in validation])
    right = np.array([each.is_right for each in validation])
    outside = np.array([not each.query.relevant for each in validation])
    candidates = np.unique(margins)
    accuracy: Floats = np.array([np.where(margins >= low, right, outside).mean() for low in candidates])
    return float(candidates[accuracy.argmax()])


def _answers(system: System, queries: Sequence[Query]) -> list[Answer]:
    found = system([query.text for query in queries])
    return [Answer(query, ranking, margin) for query, (ranking, margin) in zip(queries, found, strict=True)]


def _scored(answer: Answer, ranked: dict[str, float] | None, threshold: float | None, texts: dict[str, str]) -> Scored:
    query, values = answer.query, dict(ranked or {})
    refused = threshold is not None and answer.margin < threshold
    if threshold is not None and query.relevant:
        values["in_scope"] = float(answer.is_right and not refused)
    elif threshold is not None:
        values["oos_recall"] = float(refused)
    golds = tuple(Gold(name, texts[name], 2) for name in sorted(query.relevant))
    kind = QuestionKind.ANSWERABLE if query.relevant else QuestionKind.UNANSWERABLE
    shown = () if refused else answer.ranking.names[:SHOWN]
    return Scored(
        question=Question(query.id, query.text, kind=kind, answers=golds),
        verdict=_verdict(answer, values, refused=refused),
        values=values,
        shown=tuple(Shown(name, None, texts[name], name in query.relevant) for name in shown),
        margin=answer.margin,
        right=answer.is_right,
        reason="" if threshold is None else f"score {answer.margin:.3f}, answered from {threshold:.3f}",
    )


def _verdict(answer: Answer, values: dict[str, float], *, refused: bool) -> Verdict:
    if not answer.query.relevant:
        return Verdict.RIGHTLY_REFUSED if refused else Verdict.FALSE_ANSWER
    if refused:
        return Verdict.REFUSED
    if answer.is_right:
        return Verdict.RIGHT_FIRST
    return Verdict.RIGHT_LATER if values["success@3"] else Verdict.WRONG


def _notes(benchmark: Benchmark, name: SystemName, threshold: float | None) -> list[str]:
    notes = [f"System {name}: {len(benchmark.documents)} documents, {len(benchmark.queries)} queries."]
    if benchmark.is_intents:
        notes.append("Documents are intents; the ways in which people ask for them are the training utterances.")
    if threshold is not None:
        notes.append(
            f"Threshold {threshold:.4f}: the highest accuracy on {len(benchmark.validation)} validation queries."
        )
    if benchmark.unjudged:
        notes.append(f"{benchmark.unjudged} queries are not judged and were left out.")
    return notes
