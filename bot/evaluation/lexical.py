"""Lexical search: BM25, the baseline that every retrieval figure should stand beside."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.words import words

K1, B = 1.2, 0.75
"""Lucene's and Elasticsearch's defaults."""


class Bm25:
    """Scores texts for a query by BM25 (Robertson & Zaragoza 2009); idf is Lucene's ln(1 + (N - n + 0.5) / (n + 0.5)).

    Words are the project's: lower-cased runs of ``[a-z0-9]``, neither stemmed nor stopped.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        # Importing scipy.sparse takes a moment; ``--help`` must not wait for it.
        from scipy.sparse import csr_matrix

        said = [words(text) for text in texts]
        self._axes = {word: axis for axis, word in enumerate(dict.fromkeys(word for each in said for word in each))}
        rows = np.repeat(np.arange(len(said)), [len(each) for each in said])
        columns = np.array([self._axes[word] for each in said for word in each], dtype=np.int64)
        counts = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(said), max(1, len(self._axes))))
        counts.sum_duplicates()
        lengths = np.array([len(each) for each in said], dtype=np.float64)
        norms = K1 * (1 - B + B * lengths / max(lengths.mean(), 1e-9))
        holding = np.bincount(counts.indices, minlength=counts.shape[1])
        idf = np.log1p((len(said) - holding + 0.5) / (holding + 0.5))
        of_row = np.repeat(norms, np.diff(counts.indptr))
        counts.data = counts.data * (K1 + 1) / (counts.data + of_row) * idf[counts.indices]
        self._weights = counts.T.tocsr()

    def scores(self, query: str) -> npt.NDArray[np.float32]:
        """Score every text; a word that the query repeats counts as often; shape (texts,)."""
        axes = [self._axes[word] for word in words(query) if word in self._axes]
        if not axes:
            return np.zeros(self._weights.shape[1], dtype=np.float32)
        summed = np.asarray(self._weights[axes].sum(axis=0)).ravel()
        return summed.astype(np.float32)
