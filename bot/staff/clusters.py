"""Clusters: which questions ask for the same. Imports scikit-learn (0.8 s): import it where gaps are looked for.

Two questions ask for the same when their adapted vectors are near and when the same passages and topics are near both.
The second tells more than the first about wordings that share no word. Which method, and why these numbers:
docs/staff.md, "How gaps are found".
"""

import numpy as np
import numpy.typing as npt
from sklearn.cluster import AgglomerativeClustering, MiniBatchKMeans
from sklearn.decomposition import PCA

from index.encoder import Vectors, unit
from index.store import Index

CENTRES = 2_000
"""Small clusters that are made first, so that merging need not compare every two of ten thousand questions."""

DIMENSIONS = 96
"""Principal components in which they are made; four times fewer than the model has, without loss."""

SHARPNESS = 20.0
"""Of the softmax that turns a question's cosines to all passages and topics into shares."""

APART = 0.55
"""Cosine distance, averaged over their pairs, at which clusters are no longer merged."""

Labels = npt.NDArray[np.int64]


def clusters(mapped: Vectors, index: Index) -> Labels:
    """Give every question the number of its cluster; the same questions get the same numbers.

    Args:
        mapped: questions as the adapter maps them, shape (questions, dimension).
        index: whose passages and topics the questions are compared with.
    """
    if len(mapped) < 2:
        return np.zeros(len(mapped), dtype=np.int64)
    small = _small(mapped)
    centres = np.zeros((small.max() + 1, mapped.shape[1]), dtype=np.float32)
    np.add.at(centres, small, mapped)
    return _merged(_seen_through(unit(centres), index))[small]


def _small(mapped: Vectors) -> Labels:
    """Group questions that are almost the same; numbers without a gap."""
    if len(mapped) <= CENTRES:
        return np.arange(len(mapped))
    dimensions = min(DIMENSIONS, mapped.shape[1])
    reduced = PCA(dimensions, svd_solver="covariance_eigh").fit_transform(mapped)
    grouped = MiniBatchKMeans(CENTRES, init="random", n_init=1, batch_size=2_048, max_iter=2, random_state=0)
    return np.asarray(np.unique(grouped.fit_predict(reduced), return_inverse=True)[1], dtype=np.int64)


def _seen_through(centres: Vectors, index: Index) -> Vectors:
    """Show each centre by its vector and by the shares of the passages and topics that are near it."""
    cosines = centres @ _targets(index).T
    weights = np.exp(SHARPNESS * (cosines - cosines.max(axis=1, keepdims=True)))
    shares = np.sqrt(weights / weights.sum(axis=1, keepdims=True))
    return unit(np.hstack([centres, shares]))


def _targets(index: Index) -> Vectors:
    """Return the mean vector of the views of each passage, then of each topic."""
    targets = index.layout.target
    means = np.zeros((len(index.passages) + len(index.topics), index.manifest.model.dimension), dtype=np.float32)
    np.add.at(means, targets, index.vectors.at(np.arange(len(targets))))
    return unit(means)


def _merged(shown: Vectors) -> Labels:
    """Merge what is near on average; the distances come from one product, five times faster than pair by pair."""
    distances = np.clip(1 - shown @ shown.T, 0, 2)
    merging = AgglomerativeClustering(
        n_clusters=None, distance_threshold=APART, metric="precomputed", linkage="average"
    )
    return np.asarray(merging.fit_predict(distances), dtype=np.int64)
