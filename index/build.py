"""Building: from a corpus folder to an index on disk. Unchanged texts keep their vectors."""

import time
from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.article import ArticleFile, read_articles
from index.assembly import Assembly, Kept, kept_chapters
from index.chapter import Fresh
from index.encoder import Encoder, ModelCard, OnBatch, Precision, Vectors, unit
from index.errors import IndexStoreError
from index.export import least_cosine
from index.learn import Lesson, learn, taught_by
from index.manifest import ExportCheck, read_manifest, source_hashes
from index.milvus import Milvus
from index.milvus_address import MilvusAddress
from index.milvus_vectors import FILE as MILVUS
from index.milvus_vectors import Contents
from index.place import recover
from index.question_bank import FOLDER, question_files, strays
from index.store import Index, adapted
from index.topic import load_topics
from index.view import View, ViewKind

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
    milvus: MilvusAddress | None = None,
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
        milvus: where the vectors are to be, if not in the folder; older collections there are dropped.

    Raises:
        CorpusError: an article or question file cannot be used; the old index stays as it was.
        IndexStoreError: the folder cannot be written, or Milvus takes nothing; the old index stays as it was.
        ModelError: encoder and reference disagree.
    """
    started = time.perf_counter()
    afar = Milvus(milvus) if milvus else None  # before anything is encoded
    recover(out)
    files, banks = read_articles(corpus), question_files(corpus)
    sources = source_hashes(files, banks)
    old = _usable(out, encoder.card)
    lender = None if reference else old or lender
    chapters = _chapters(corpus, files, sources, lender)
    topics, misfits = load_topics(corpus, {file.name: file for file in files})
    told = (problem for each in chapters if isinstance(each, Fresh) for problem in each.bank.problems)
    problems = (*told, *strays(corpus, {file.name for file in files}), *misfits)
    if old and lender and old.manifest.sources == sources and not force:
        served = _served(out, milvus)
        if served:
            return BuildSummary(served, len(files), 0, problems, time.perf_counter() - started)
    text = Assembly.of(chapters, topics, lender)
    encoded, new = _encode(text, lender, encoder, on_start)
    export = (
        _compared(text.views, encoded, reference, encoder.card.precision)
        if reference
        else lender.manifest.export
        if lender
        else None
    )
    taught = lender and not force and taught_by(lender.manifest.sources) == taught_by(sources)
    if lender and taught:
        adapter, calibration = lender.adapter, lender.manifest.calibration
    else:
        adapter, calibration = learn(_lesson(text, encoded, {path.stem for path in banks}))
    index = Index.from_encoded(
        text.passages,
        topics,
        text.views,
        encoded,
        adapter,
        model=encoder.card,
        sources=sources,
        calibration=calibration,
        export=export,
        chapters=text.chapters,
        vectors=_vectors(text, encoded, lender) if lender and taught else None,
    )
    before = Contents.found(out)
    saved = (index.afar(afar) if afar else index).save(out, encoder)
    if afar:
        afar.tidy((before, *(Contents.held(each.vectors) for each in (saved, lender) if each)))
    return BuildSummary(saved, len(files), new, problems, time.perf_counter() - started)


def is_stale(index: Path, corpus: Path, model: ModelCard, milvus: MilvusAddress | None = None) -> bool:
    """Tell whether an index is missing, unusable, was built from other sources or with another model, or lacks vectors.

    Raises:
        CorpusError: an article cannot be used.
    """
    try:
        manifest = read_manifest(index)
        manifest.require_model(model)
        if milvus and MILVUS in manifest.files:
            Milvus(milvus).load(index)
    except IndexStoreError:
        return True
    if (MILVUS in manifest.files) is not bool(milvus):
        return True
    files = read_articles(corpus)
    if dict(manifest.sources) == source_hashes(files, question_files(corpus)):
        return False
    for file in files:
        file.article()
    return True


def _usable(folder: Path, model: ModelCard) -> Index | None:
    """Load the index that a build may take vectors from, or None."""
    try:
        index = Index.lender(folder)
        index.manifest.require_model(model)
    except IndexStoreError:
        return None
    return index


def _served(folder: Path, milvus: MilvusAddress | None) -> Index | None:
    """Load an index if its vectors are where they are to be, or None."""
    try:
        return Index.load(folder, milvus)
    except IndexStoreError:
        return None


def _chapters(
    corpus: Path, files: Sequence[ArticleFile], sources: Mapping[str, str], old: Index | None
) -> list[Kept | Fresh]:
    """Read every chapter whose files are not as they were; one with misfits is read again to tell of them."""
    kept, before = (kept_chapters(old), old.manifest.sources) if old else ({}, {})
    chapters: list[Kept | Fresh] = []
    for file in files:
        names = file.path.name, f"{FOLDER}/{file.name}.yaml"
        place = kept.get(file.name)
        is_kept = place and place.chapter.is_clean and all(sources.get(name) == before.get(name) for name in names)
        chapters.append(place if place and is_kept else Fresh.read(file, corpus))
    return chapters


def _encode(text: Assembly, old: Index | None, encoder: Encoder, on_start: OnStart | None) -> tuple[Vectors, int]:
    """Encode the views whose text the old index does not hold; return all vectors and how many were new."""
    encoded = np.zeros((len(text.views), encoder.card.dimension), dtype=np.float32)
    known: dict[tuple[bool, str], Vectors] = {}
    if old:
        text.take_over(encoded, old.encoded.__getitem__)
        known = {
            (view.is_question, view.text): old.encoded[row]
            for row, view in text.dropped(old)
            if view.kind is not ViewKind.TOPIC
        }
    fresh = [(int(row), text.views[int(row)]) for row in np.flatnonzero(~text.is_kept)]
    wanted = dict.fromkeys((view.is_question, view.text) for _, view in fresh if view.kind is not ViewKind.TOPIC)
    new = [key for key in wanted if key not in known]
    on_batch = on_start(len(new)) if on_start else None
    for is_question, encode in ((False, encoder.encode_documents), (True, encoder.encode_queries)):
        texts = [text for asked, text in new if asked is is_question]
        vectors = encode(texts, on_batch=on_batch, repeatable=True)
        known.update(zip(((is_question, text) for text in texts), vectors, strict=True))
    for row, view in fresh:
        if view.kind is not ViewKind.TOPIC:
            encoded[row] = known[view.is_question, view.text]
    _fill_topics(fresh, encoded)
    return encoded, len(new)


def _vectors(text: Assembly, encoded: Vectors, old: Index) -> Vectors:
    """Map the views that are new with the adapter of the old index; the others have been."""
    vectors = np.empty_like(encoded)
    fresh = ~text.is_kept
    whole = old.vectors.whole
    text.take_over(
        vectors,
        whole.__getitem__ if whole is not None else lambda rows: old.vectors.at(np.arange(rows.start, rows.stop)),
    )
    vectors[fresh] = adapted(text.views.asked[fresh], encoded[fresh], old.adapter)
    return vectors


def _lesson(text: Assembly, encoded: Vectors, asked: Container[str]) -> Lesson:
    """Gather what can be learnt from: the chapters that have a question file, and the topics."""
    taught = np.repeat(
        [chapter.article in asked for chapter in text.chapters], [chapter.passages for chapter in text.chapters]
    )
    shown = text.views
    rows = np.flatnonzero(shown.of_topic | taught[np.where(shown.of_topic, 0, shown.targets)])
    places = np.cumsum(taught) - 1
    views = [shown[int(row)] for row in rows]
    return Lesson(
        [text.passages[int(row)] for row in np.flatnonzero(taught)],
        len(text.topics),
        [view if view.is_of_topic else replace(view, target=int(places[view.target])) for view in views],
        encoded[rows],
    )


def _compared(shown: Sequence[View], encoded: Vectors, reference: Encoder, precision: Precision) -> ExportCheck:
    """Encode every view with the reference too, and refuse an encoder that differs from it."""
    rows = {(view.is_question, view.text): row for row, view in enumerate(shown) if view.kind is not ViewKind.TOPIC}
    cosines = []
    for is_question, encode in ((False, reference.encode_documents), (True, reference.encode_queries)):
        texts = {text: row for (asked, text), row in rows.items() if asked is is_question}
        if texts:
            cosines.append(least_cosine(list(texts), encode(list(texts)), encoded[list(texts.values())], precision))
    return ExportCheck(len(rows), round(min(cosines), 7))


def _fill_topics(shown: Sequence[tuple[int, View]], encoded: Vectors) -> None:
    """Give each topic the mean of its questions, in place of the words that it does not have."""
    of_topic: dict[int, list[int]] = defaultdict(list)
    for row, view in shown:
        if view.kind is ViewKind.TOPIC_QUESTION:
            of_topic[view.target].append(row)
    for row, view in shown:
        if view.kind is ViewKind.TOPIC:
            encoded[row] = unit(encoded[of_topic[view.target]].mean(axis=0))
