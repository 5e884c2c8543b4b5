"""Systems that rank a benchmark's documents: the whole engine, and what is left of it when parts are taken away.

* ``dense``: the plain model. A document is its title and text as one vector; an intent is its nearest utterance.
* ``lexical``: BM25 over the same texts.
* ``full``: the bot's engine. A document is a passage, its title the heading above it and one way of asking for it; the
  utterances of an intent are its patient questions. Without three voices, which the adapter is learnt and judged by,
  utterances are dealt to three in turn; a benchmark without utterances keeps the plain model's vectors.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

import numpy as np

from bot.answer import CHUNK
from bot.evaluation.beir import Benchmark, Document
from bot.evaluation.lexical import Bm25
from bot.evaluation.ranking import DEPTH, Ranking
from bot.evaluation.run import Progress
from bot.retrieve import retrieve
from index.adapter import Adapter
from index.calibration import Calibration
from index.encoder import Encoder, Vectors
from index.learn import Lesson, learn
from index.passage import Passage, PassageKind
from index.question_bank import PatientQuestion
from index.store import Index
from index.view import views

VOICES = 3

System = Callable[[Sequence[str]], Iterator[tuple[Ranking, float]]]
"""Ranks documents for queries, with how sure it is of the first one."""


class SystemName(StrEnum):
    """The systems that can be measured."""

    DENSE = "dense"
    LEXICAL = "lexical"
    FULL = "full"


def make_system(name: SystemName, benchmark: Benchmark, encoder: Encoder, progress: Progress | None = None) -> System:
    """Make a system ready to rank a benchmark's documents.

    Args:
        name: which.
        benchmark: its documents.
        encoder: the model; not used by the lexical system.
        progress: told how many texts have been encoded.
    """
    if name is SystemName.FULL:
        return _full(benchmark, encoder, progress)
    texts, owners = _texts(benchmark.documents)
    names = [document.id for document in benchmark.documents]
    starts = np.searchsorted(owners, np.arange(len(names)))
    if name is SystemName.LEXICAL:
        bm25 = Bm25(texts)
        return lambda queries: (_best(bm25.scores(query), starts, names) for query in queries)
    vectors = encoder.encode_documents(texts, on_batch=progress)
    return lambda queries: (
        _best(vectors @ query, starts, names) for chunk in _encoded(queries, encoder, progress) for query in chunk
    )


def _texts(documents: Sequence[Document]) -> tuple[list[str], list[int]]:
    """List every text under which a document is found, and the document's row."""
    shown = [document.asked or ("\n".join(filter(None, (document.title, document.text))),) for document in documents]
    rows = [row for row, texts in enumerate(shown) for _ in texts]
    return [text for texts in shown for text in texts], rows


def _best(scores: Vectors, starts: np.ndarray, names: Sequence[str]) -> tuple[Ranking, float]:
    """Rank documents by their best text; ties break by document id."""
    best = np.maximum.reduceat(scores, starts)
    order = np.argsort(-best, kind="stable")
    ranking = Ranking.of([names[row] for row in order], [float(best[row]) for row in order])
    return ranking, float(best[order[0]])


def _encoded(queries: Sequence[str], encoder: Encoder, progress: Progress | None) -> Iterator[Vectors]:
    for first in range(0, len(queries), CHUNK):
        yield encoder.encode_queries(queries[first : first + CHUNK], on_batch=progress)


def _full(benchmark: Benchmark, encoder: Encoder, progress: Progress | None) -> System:
    index = make_index(benchmark.documents, encoder, progress)

    def rank(queries: Sequence[str]) -> Iterator[tuple[Ranking, float]]:
        for chunk in _encoded(queries, encoder, progress):
            for row in range(len(chunk)):
                found = retrieve(index, chunk[row : row + 1], frozenset())
                yield Ranking.of(found.hits.ids(DEPTH), found.hits.scores), found.margin

    return rank


def make_index(documents: Sequence[Document], encoder: Encoder, progress: Progress | None = None) -> Index:
    """Build the bot's index in memory, documents in place of passages."""
    passages = [_passage(document) for document in documents]
    questions = [
        PatientQuestion(text, f"voice {turn % VOICES}", (row,))
        for row, document in enumerate(documents)
        for turn, text in enumerate(document.asked)
    ]
    titles = [PatientQuestion(each.title, "title", (row,)) for row, each in enumerate(documents) if each.title]
    shown = views(passages, [*questions, *titles])
    encoded = np.zeros((len(shown), encoder.card.dimension), dtype=np.float32)
    for is_question, encode in ((False, encoder.encode_documents), (True, encoder.encode_queries)):
        rows = [row for row, view in enumerate(shown) if view.is_question is is_question]
        encoded[rows] = encode([shown[row].text for row in rows], on_batch=progress)
    adapter, calibration = Adapter.identity(encoder.card.dimension), Calibration()
    if questions:
        adapter, calibration = learn(Lesson(passages, 0, shown, encoded))
    return Index.from_encoded(
        passages, (), shown, encoded, adapter, model=encoder.card, sources={}, calibration=calibration
    )


def _passage(document: Document) -> Passage:
    """Make a passage that is a text of its own: no article, so nothing overlaps and nothing is a twin."""
    section = (document.title,) if document.title else ()
    return Passage(document.id, "", section, PassageKind.PARAGRAPH, (), document.text, 0, 0)
