"""Vectors by clusters: nearly all of what brute force finds, exact vectors, and the same bytes twice."""

import numpy as np
import pytest

from index.choose import hold, load
from index.clustered import ClusteredVectors, VectorFile, clusters, width
from index.encoder import unit
from index.flat import FlatVectors
from tests.doubles import contents

VIEWS, DIMENSION = 8_000, 32


@pytest.fixture(scope="module")
def vectors():
    """Make unit vectors in some hundred crowds."""
    random = np.random.default_rng(1)
    middles = random.normal(size=(150, DIMENSION))
    return unit(middles[random.integers(150, size=VIEWS)] + 0.5 * random.normal(size=(VIEWS, DIMENSION)))


@pytest.fixture(scope="module")
def searched():
    """Name the rows of the views that show passages: all but each seventh."""
    return np.array([row for row in range(VIEWS) if row % 7])


@pytest.fixture(scope="module")
def clustered(vectors, searched):
    return ClusteredVectors.of(vectors, searched)


@pytest.fixture(scope="module")
def queries(vectors):
    random = np.random.default_rng(2)
    return unit(vectors[random.integers(VIEWS, size=100)] + 0.1 * random.normal(size=(100, DIMENSION)))


def test_nearly_all_of_the_ten_nearest_views_are_found(vectors, searched, clustered, queries):
    _, exact = FlatVectors.of(vectors, searched).search(queries, 10)
    _, found = clustered.search(queries, 64)
    recall = np.mean([np.isin(one, other).mean() for one, other in zip(exact, found, strict=True)])
    assert recall >= 0.98
    assert set(found.ravel()) <= set(searched.tolist())


def test_what_is_found_falls_in_similarity(clustered, queries):
    similarities, _ = clustered.search(queries, 10)
    assert similarities.shape == (100, 10)
    assert (np.diff(similarities, axis=1) <= 0).all()


def test_a_search_reads_some_of_the_clusters(clustered):
    assert clusters(VIEWS) == 256
    assert clustered._lists.nprobe == width(256) == 228
    assert [width(count) for count in (1, 128, 1_024, 4_096)] == [1, 128, 322, 456]
    assert [clusters(views) for views in (1, 200_000, 2_000_000)] == [2, 1_024, 4_096]


def test_what_is_in_clusters_that_are_not_read_is_told_as_missing(searched, clustered, queries):
    _, found = clustered.search(queries[:1], VIEWS)
    is_missing = found[0] == -1
    assert found.shape == (1, len(searched))
    assert 0 < is_missing.sum() < len(searched) / 5
    assert set(found[0][~is_missing]) <= set(searched.tolist())


@pytest.mark.parametrize("rows", [[0, 1, 2, 7_999], [7], [], [9, 9, 3, 4, 3]])
def test_the_vectors_are_exact_in_memory_and_on_disk(vectors, searched, clustered, tmp_path, rows):
    names = clustered.save(tmp_path)
    loaded = ClusteredVectors.load(tmp_path, searched)
    assert sorted(contents(tmp_path)) == sorted(names)
    for held in (clustered, loaded):
        assert held.shape == (VIEWS, DIMENSION)
        assert held.whole is None
        np.testing.assert_array_equal(held.at(np.array(rows, dtype=np.int64)), vectors[rows])


def test_what_is_loaded_finds_what_was_saved_and_saves_the_same_bytes(searched, clustered, queries, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    clustered.save(tmp_path / "one")
    loaded = ClusteredVectors.load(tmp_path / "one", searched)
    np.testing.assert_array_equal(loaded.search(queries, 20), clustered.search(queries, 20))
    loaded.save(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_same_vectors_give_the_same_bytes(vectors, searched, clustered, tmp_path):
    for name, held in (("one", clustered), ("two", ClusteredVectors.of(vectors.copy(), searched))):
        (tmp_path / name).mkdir()
        held.save(tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_file_of_something_else_is_refused(vectors, searched, clustered, tmp_path):
    clustered.save(tmp_path)
    with pytest.raises(TypeError, match=r"views\.faiss holds IndexIVFPQFastScan, expected 8000 views"):
        ClusteredVectors.load(tmp_path, np.arange(VIEWS))
    np.save(tmp_path / "vectors.npy", vectors.astype(np.float64))
    with pytest.raises(ValueError, match=r"vectors\.npy holds float64 of 2 dimensions"):
        VectorFile(tmp_path / "vectors.npy")
    FlatVectors.of(vectors, searched).save(tmp_path)
    with pytest.raises(TypeError, match=r"views\.faiss holds IndexFlatIP, expected"):
        ClusteredVectors.load(tmp_path, searched)


def test_the_number_of_views_that_are_searched_chooses(vectors, searched, tmp_path, monkeypatch):
    for limit, way in ((len(searched), FlatVectors), (len(searched) - 1, ClusteredVectors)):
        monkeypatch.setattr("index.choose.EXACT_VIEWS", limit)
        held = hold(vectors, searched)
        held.save(tmp_path)
        assert (type(held), type(load(tmp_path, searched))) == (way, way)
