"""Building: from a corpus folder to an index on disk. Unchanged texts keep their vectors."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.article import Article, load_articles
from index.encoder import Encoder, ModelCard, Vectors
from index.errors import IndexStoreError
from index.manifest import read_manifest, source_hashes
from index.passage import passages
from index.store import Index
from index.view import views

Progress = Callable[[Sequence[str]], Iterable[str]]
"""Wraps the texts to encode, as ``tqdm`` does, so that the caller can show how far the build is."""


@dataclass(frozen=True)
class BuildSummary:
    """What a build did.

    Attributes:
        index: the index as saved.
        articles: number of articles.
        encoded: number of different texts that went through the model.
        texts: number of different texts among the views.
        seconds: wall time of the whole build.
    """

    index: Index
    articles: int
    encoded: int
    texts: int
    seconds: float


def build(corpus: Path, out: Path, encoder: Encoder, *, progress: Progress = iter) -> BuildSummary:
    """Build the index of a corpus folder and put it in place of the old one.

    Raises:
        CorpusError: an article cannot be used; the old index stays as it was.
    """
    started = time.perf_counter()
    articles = load_articles(corpus)
    found = [passage for article in articles for passage in passages(article)]
    shown = views(found)
    known = _known_vectors(out, encoder.card)
    texts = list(dict.fromkeys(view.text for view in shown))
    new = [text for text in texts if text not in known]
    for text in progress(new):
        known[text] = encoder.encode_documents([text])[0]
    vectors: Vectors = np.stack([known[view.text] for view in shown])
    index = Index.from_vectors(found, shown, vectors, model=encoder.card, sources=source_hashes(articles))
    return BuildSummary(index.save(out), len(articles), len(new), len(texts), time.perf_counter() - started)


def is_stale(index: Path, corpus: Path, model: ModelCard) -> bool:
    """Tell whether an index is missing, unusable, or was built from other articles or with another model.

    Raises:
        CorpusError: an article cannot be used.
    """
    try:
        manifest = read_manifest(index)
        manifest.require_model(model)
    except IndexStoreError:
        return True
    return dict(manifest.sources) != sources(load_articles(corpus))


def sources(articles: Sequence[Article]) -> dict[str, str]:
    """Hash everything that an index is built from."""
    return source_hashes(articles)


def _known_vectors(folder: Path, model: ModelCard) -> dict[str, Vectors]:
    """Read the vectors of an older index of the same model, by text."""
    try:
        index = Index.load(folder)
        index.manifest.require_model(model)
    except IndexStoreError:
        return {}
    vectors = index.view_vectors(range(len(index.views)))
    return {view.text: vector for view, vector in zip(index.views, vectors, strict=True)}
