"""Building: from a corpus folder to an index on disk. Unchanged texts keep their vectors."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.article import load_articles
from index.encoder import Encoder, ModelCard, OnBatch, Vectors, unit
from index.errors import IndexStoreError
from index.export import least_cosine
from index.learn import Lesson, learn
from index.manifest import ExportCheck, read_manifest, source_hashes
from index.passage import passages
from index.question_bank import load_question_bank, question_files
from index.store import Index, recover
from index.topic import load_topics
from index.view import View, ViewKind, views

OnStart = Callable[[int], OnBatch]
"""Told how many texts will be encoded; returns what is told about each batch."""


@dataclass(frozen=True)
class BuildSummary:
    """What a build did.

    Attributes:
        index: the index as saved.
        articles: number of articles.
        encoded: number of different texts that went through the model.
        problems: one line per entry of the question files that fits no passage, with file and line.
        seconds: wall time of the whole build.
    """

    index: Index
    articles: int
    encoded: int
    problems: tuple[str, ...]
    seconds: float


def build(
    corpus: Path,
    out: Path,
    encoder: Encoder,
    *,
    on_start: OnStart | None = None,
    force: bool = False,
    lender: Index | None = None,
    reference: Encoder | None = None,
) -> BuildSummary:
    """Build the index of a corpus folder and put it in place of the old one.

    The same corpus gives the same bytes, so an index that is up to date is kept as it is, unless ``force`` is set.

    Args:
        corpus: folder of articles.
        out: folder of the index.
        encoder: the model.
        on_start: told how many texts will be encoded.
        force: build also when the index is up to date.
        lender: index of the same model that lends its vectors where there is none in the folder yet.
        reference: the model that the encoder was exported from just now: it encodes every text too, and must agree.

    Raises:
        CorpusError: an article or question file cannot be used; the old index stays as it was.
        ModelError: encoder and reference disagree.
    """
    started = time.perf_counter()
    recover(out)
    articles = load_articles(corpus)
    found = [passage for article in articles for passage in passages(article)]
    bank = load_question_bank(corpus, found)
    topics, misfits = load_topics(corpus, {article.name: article for article in articles})
    shown = views(found, bank.questions, topics)
    problems = (*bank.problems, *misfits)
    sources = source_hashes(articles, question_files(corpus))
    old = _usable(out, encoder.card)
    if reference:
        old = lender = None
    if old and old.manifest.sources == sources and not force:
        return BuildSummary(old, len(articles), 0, problems, time.perf_counter() - started)
    lender = old or lender
    encoded, new = _encode(shown, lender, encoder, on_start)
    export = lender.manifest.export if lender else None
    if reference:
        export = _compared(shown, encoded, reference)
    adapter, calibration = learn(Lesson(found, len(topics), shown, encoded))
    index = Index.from_encoded(
        found,
        topics,
        shown,
        encoded,
        adapter,
        model=encoder.card,
        sources=sources,
        calibration=calibration,
        export=export,
    )
    return BuildSummary(index.save(out, encoder), len(articles), new, problems, time.perf_counter() - started)


def is_stale(index: Path, corpus: Path, model: ModelCard) -> bool:
    """Tell whether an index is missing, unusable, or was built from other sources or with another model.

    Raises:
        CorpusError: an article cannot be used.
    """
    try:
        manifest = read_manifest(index)
        manifest.require_model(model)
    except IndexStoreError:
        return True
    return dict(manifest.sources) != source_hashes(load_articles(corpus), question_files(corpus))


def _usable(folder: Path, model: ModelCard) -> Index | None:
    """Load the index that a build may take vectors from, or None."""
    try:
        index = Index.load(folder)
        index.manifest.require_model(model)
    except IndexStoreError:
        return None
    return index


def _encode(
    shown: Sequence[View], old: Index | None, encoder: Encoder, on_start: OnStart | None
) -> tuple[Vectors, int]:
    """Encode the views whose text the old index does not hold; return all vectors and how many were new."""
    known = {
        (view.is_question, view.text): vector
        for view, vector in (zip(old.views, old.encoded, strict=True) if old else ())
        if view.kind is not ViewKind.TOPIC
    }
    wanted = dict.fromkeys((view.is_question, view.text) for view in shown if view.kind is not ViewKind.TOPIC)
    new = [key for key in wanted if key not in known]
    on_batch = on_start(len(new)) if on_start else None
    for is_question, encode in ((False, encoder.encode_documents), (True, encoder.encode_queries)):
        texts = [text for asked, text in new if asked is is_question]
        vectors = encode(texts, on_batch=on_batch, repeatable=True)
        known.update(zip(((is_question, text) for text in texts), vectors, strict=True))
    encoded = np.zeros((len(shown), encoder.card.dimension), dtype=np.float32)
    for row, view in enumerate(shown):
        if view.kind is not ViewKind.TOPIC:
            encoded[row] = known[view.is_question, view.text]
    _fill_topics(shown, encoded)
    return encoded, len(new)


def _compared(shown: Sequence[View], encoded: Vectors, reference: Encoder) -> ExportCheck:
    """Encode every view with the reference too, and refuse an encoder that differs from it."""
    rows = {(view.is_question, view.text): row for row, view in enumerate(shown) if view.kind is not ViewKind.TOPIC}
    cosines = []
    for is_question, encode in ((False, reference.encode_documents), (True, reference.encode_queries)):
        texts = {text: row for (asked, text), row in rows.items() if asked is is_question}
        if texts:
            cosines.append(least_cosine(list(texts), encode(list(texts)), encoded[list(texts.values())]))
    return ExportCheck("fp32", len(rows), round(min(cosines), 7))


def _fill_topics(shown: Sequence[View], encoded: Vectors) -> None:
    """Give each topic the mean of its questions, in place of the words that it does not have."""
    of_topic: dict[int, list[int]] = defaultdict(list)
    for row, view in enumerate(shown):
        if view.kind is ViewKind.TOPIC_QUESTION:
            of_topic[view.target].append(row)
    for row, view in enumerate(shown):
        if view.kind is ViewKind.TOPIC:
            encoded[row] = unit(encoded[of_topic[view.target]].mean(axis=0))
