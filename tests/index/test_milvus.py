"""Vectors in Milvus: the same as in memory; what is missing, wrong or out of reach is one line."""

import json
import socket
import subprocess
import sys
import time

import numpy as np
import pytest

import index.milvus_vectors
from index.build import build, is_stale
from index.encoder import unit
from index.errors import IndexStoreError
from index.flat import FlatVectors
from index.milvus import KEPT, Milvus
from index.milvus_address import MilvusAddress
from index.milvus_vectors import FILE, MilvusVectors
from index.search import search
from index.store import Index
from tests.doubles import WordEncoder, contents
from tests.index.milvus_server import free_port, milvus_file, milvus_server

SEARCHED = np.array([row for row in range(60) if row % 5], dtype=np.int64)


def sample(seed=0, views=60):
    return unit(np.random.default_rng(seed).normal(size=(views, 16)))


def flat(seed=0):
    return FlatVectors.of(sample(seed), SEARCHED)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Name one file for the tests that only add to it."""
    with milvus_file(tmp_path_factory.mktemp("milvus")) as address:
        yield address


@pytest.fixture
def file(tmp_path):
    with milvus_file(tmp_path) as address:
        yield address


def names(address):
    from pymilvus import MilvusClient

    return sorted(MilvusClient(address.uri).list_collections())


def rewrite(folder, **changed):
    path = folder / FILE
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))


@pytest.fixture(params=["flat", "milvus", "milvus loaded"])
def held(request, shared, tmp_path):
    """Hold the sample in each way."""
    if request.param == "flat":
        return flat()
    put = Milvus(shared).put(flat(), SEARCHED)
    if request.param == "milvus":
        return put
    assert put.save(tmp_path) == (FILE,)
    return Milvus(shared).load(tmp_path)


def test_the_nearest_searched_views_come_in_falling_order(held):
    queries = sample(seed=1, views=7)
    similarities, rows = held.search(queries, 10)
    brute = queries @ sample()[SEARCHED].T
    np.testing.assert_array_equal(rows, SEARCHED[np.argsort(-brute, axis=1)[:, :10]])
    np.testing.assert_allclose(similarities, -np.sort(-brute, axis=1)[:, :10], atol=1e-6)


def test_no_more_views_are_found_than_are_searched(held):
    _, rows = held.search(sample(seed=1, views=2), 100)
    assert [sorted(found) for found in rows.tolist()] == [SEARCHED.tolist()] * 2


@pytest.mark.parametrize("rows", [[], [3], [59, 0, 7], [5, 5, 2, 5]])
def test_a_row_gives_its_vector_bit_by_bit(held, rows):
    wanted = np.array(rows, dtype=np.int64)
    for _ in range(2):
        np.testing.assert_array_equal(held.at(wanted), sample()[wanted])
    assert held.shape == (60, 16)


def test_vectors_are_fetched_in_blocks_whether_or_not_they_are_kept(shared, monkeypatch):
    monkeypatch.setattr(index.milvus_vectors, "_TOGETHER", 7)
    for size in (0, 2**20):
        monkeypatch.setattr(index.milvus_vectors, "HELD_BYTES", size)
        put = Milvus(shared).put(FlatVectors.of(sample(seed=3 + size), SEARCHED), SEARCHED)
        np.testing.assert_array_equal(put.at(np.arange(60)), sample(seed=3 + size))


def test_a_large_collection_is_searched_along_a_graph(shared, monkeypatch):
    monkeypatch.setattr(index.milvus_vectors, "FLAT_VIEWS", 50)
    vectors = FlatVectors.of(sample(seed=9), SEARCHED)
    put = Milvus(shared).put(vectors, SEARCHED)
    made = put._client.describe_index(put.name, put._client.list_indexes(put.name)[0])
    assert made["index_type"] == "HNSW"
    queries = sample(seed=1, views=4)
    np.testing.assert_array_equal(put.search(queries, 5)[1], vectors.search(queries, 5)[1])


def test_the_same_vectors_are_put_once_and_others_beside_them(file):
    first, again, other = (Milvus(file).put(flat(seed), SEARCHED) for seed in (0, 0, 1))
    assert first.name == again.name != other.name
    assert names(file) == sorted((first.name, other.name))
    assert Milvus(file).put(flat(), SEARCHED[1:]).name != first.name  # the same vectors, but one is not searched


def test_what_a_crash_left_half_written_is_put_again(file):
    whole = Milvus(file).put(flat(), SEARCHED)
    whole._client.delete(whole.name, ids=[4])
    again = Milvus(file).put(flat(), SEARCHED)
    assert again.name != whole.name
    np.testing.assert_array_equal(again.at(np.arange(60)), sample())


def test_a_collection_without_its_index_does_not_count(file, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("pymilvus.MilvusClient.create_index", killed)
        with pytest.raises(OSError, match="killed"):
            Milvus(file).put(flat(), SEARCHED)
    assert len(names(file)) == 1
    left = names(file)
    assert Milvus(file).put(flat(), SEARCHED).name not in left
    assert len(names(file)) == 2


def killed(*_arguments, **_options):
    raise OSError("killed")


def test_old_collections_are_dropped_but_for_those_in_use(file, caplog):
    milvus = Milvus(file)
    put = [milvus.put(flat(seed), SEARCHED) for seed in range(KEPT + 3)]
    order = sorted(put, key=lambda vectors: vectors.name.split("_")[2:])
    milvus.tidy([order[0].contents, None])
    assert names(file) == sorted(vectors.name for vectors in (order[0], *order[-KEPT:]))


def test_a_missing_collection_is_told_with_what_is_there(file, tmp_path):
    put = Milvus(file).put(flat(), SEARCHED)
    put.save(tmp_path)
    rewrite(tmp_path, hash="0" * 32)
    with pytest.raises(
        IndexStoreError, match=rf"no collection faq_0{{32}}_.* of 60 rows, but {put.name} \(60 rows\); run"
    ):
        Milvus(file).load(tmp_path)


def test_another_number_of_rows_is_told_with_both(file, tmp_path):
    put = Milvus(file).put(flat(), SEARCHED)
    put.save(tmp_path)
    put._client.delete(put.name, ids=[4])
    with pytest.raises(IndexStoreError, match=rf"of 60 rows, but {put.name} \(59 rows\); run"):
        Milvus(file).load(tmp_path)


@pytest.mark.parametrize(("name", "value"), [("dimension", 8), ("sample", "0" * 32)])
def test_other_vectors_under_the_name_are_told_with_both(shared, tmp_path, name, value):
    put = Milvus(shared).put(flat(), SEARCHED)
    put.save(tmp_path)
    rewrite(tmp_path, **{name: value})
    with pytest.raises(
        IndexStoreError, match=rf"\(dimension, sample.*\(16, .*says \(.*{value}.*; run: python build_index"
    ):
        Milvus(shared).load(tmp_path)


def test_a_damaged_note_is_told(shared, tmp_path):
    (tmp_path / FILE).write_text("{}")
    with pytest.raises(IndexStoreError, match=r"milvus.json: unreadable .*run: python build_index.py"):
        Milvus(shared).load(tmp_path)


def test_a_closed_port_is_one_line_soon(capfd):
    address = MilvusAddress.read(f"milvus://127.0.0.1:{free_port()}")
    started = time.monotonic()
    with pytest.raises(
        IndexStoreError, match=r"^Milvus at milvus://127.0.0.1:\d+ does not answer as it should \(.+\)$"
    ):
        Milvus(address)
    assert time.monotonic() - started < 10
    assert "Traceback" not in capfd.readouterr().err


def test_a_server_that_keeps_silent_is_waited_for_no_longer_than_told():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(IndexStoreError, match="does not answer as it should"):
            Milvus(MilvusAddress.read(f"milvus://127.0.0.1:{silent.getsockname()[1]}"))
        assert time.monotonic() - started < 10


def until(ask, seconds=10):
    """Ask again until there is no error."""
    last = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except Exception:
            if time.monotonic() > last:
                raise
            time.sleep(0.1)


def test_a_server_is_used_as_a_file_is_until_it_is_gone_and_again_once_it_is_back(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(index.milvus_vectors, "HELD_BYTES", 0)
    with milvus_server(tmp_path) as (address, server):
        put = Milvus(address).put(flat(), SEARCHED)
        queries = sample(seed=1, views=3)
        np.testing.assert_array_equal(put.search(queries, 5)[1], flat().search(queries, 5)[1])
        np.testing.assert_array_equal(put.at(np.array([8])), sample()[[8]])
        server.kill()
        server.wait()
        for ask in (lambda: put.search(queries, 5), lambda: put.at(np.array([9]))):
            started = time.monotonic()
            with pytest.raises(IndexStoreError, match=f"Milvus at {address.text} does not answer"):
                ask()
            assert time.monotonic() - started < 2.5 * index.milvus_vectors.TIMEOUT_S
    with milvus_server(tmp_path, int(address.text.rpartition(":")[2])):
        until(lambda: put._client.load_collection(put.name, timeout=1))  # a Milvus does not forget which are loaded
        np.testing.assert_array_equal(put.search(queries, 5)[1], flat().search(queries, 5)[1])
        np.testing.assert_array_equal(put.at(np.array([9])), sample()[[9]])
    assert "Traceback" not in capfd.readouterr().err


_OPEN = """
import sys
from index.milvus import Milvus
from index.milvus_address import MilvusAddress
Milvus(MilvusAddress.read(sys.argv[1]))
"""


def test_a_file_that_another_process_has_is_one_line(file):
    Milvus(file).put(flat(), SEARCHED)
    ended = subprocess.run([sys.executable, "-c", _OPEN, file.text], capture_output=True, text=True, check=False)
    assert "another process has it open" in ended.stderr.splitlines()[-1]


# The index


@pytest.fixture
def out(tmp_path):
    return tmp_path / "var" / "index"


def test_an_index_is_built_into_milvus_and_found_again(orchids, out, file, orchid_index):
    done = build(orchids, out, WordEncoder(), milvus=file)
    assert FILE in contents(out)
    assert "views.faiss" not in contents(out)
    loaded = Index.load(out, file)
    assert isinstance(loaded.vectors, MilvusVectors)
    assert loaded.manifest == done.index.manifest
    queries = WordEncoder().encode_queries(["how often do I water", "what does it cost"])
    for here, there in zip(search(orchid_index, queries), search(loaded, queries), strict=True):
        part = np.concatenate((there.passages, there.topics + len(loaded.passages)))
        np.testing.assert_allclose(there.score, here.score[part], atol=0.01)
        near = np.flatnonzero(np.isin(part, here.foremost(5)))
        assert len(near) > 5
        np.testing.assert_allclose(there.score[near], here.score[part][near], atol=1e-6)


def test_an_index_up_to_date_is_left_alone(orchids, out, file):
    build(orchids, out, WordEncoder(), milvus=file)
    before, there = contents(out), names(file)
    assert build(orchids, out, WordEncoder(), milvus=file).encoded == 0
    assert (contents(out), names(file)) == (before, there)
    assert not is_stale(out, orchids, WordEncoder().card, file)


def test_the_same_corpus_gives_the_same_bytes_wherever_the_milvus_is(orchids, out, file, shared):
    build(orchids, out, WordEncoder(), milvus=file)
    build(orchids, out.with_name("other"), WordEncoder(), milvus=shared)
    assert contents(out) == contents(out.with_name("other"))


def test_vectors_move_in_and_out_without_encoding_again(orchids, out, file, orchid_index_folder):
    build(orchids, out, WordEncoder())
    here = contents(out)
    assert is_stale(out, orchids, WordEncoder().card, file)
    assert build(orchids, out, WordEncoder(), milvus=file).encoded == 0
    assert is_stale(out, orchids, WordEncoder().card)
    assert build(orchids, out, WordEncoder()).encoded == 0
    assert contents(out) == here


def test_a_changed_article_is_put_beside_what_serves(orchids, out, file):
    build(orchids, out, WordEncoder(), milvus=file)
    served = Index.load(out, file)
    article = orchids / "watering.md"
    article.write_text(article.read_text() + "\nNever with ice.\n")
    built = build(orchids, out, WordEncoder(), milvus=file).index
    full = build(orchids, out.with_name("full"), WordEncoder(), milvus=file).index
    assert built.manifest == full.manifest
    assert full.vectors.name == built.vectors.name != served.vectors.name
    assert served.vectors.name in names(file)


def test_a_lost_collection_is_put_again_without_encoding(orchids, out, file):
    lost = build(orchids, out, WordEncoder(), milvus=file).index.vectors
    lost._client.drop_collection(lost.name)
    with pytest.raises(IndexStoreError, match=r"holds no collection .* but none at all"):
        Index.load(out, file)
    assert is_stale(out, orchids, WordEncoder().card, file)
    assert build(orchids, out, WordEncoder(), milvus=file).encoded == 0
    assert Index.load(out, file).vectors.shape == lost.shape


def test_an_index_whose_vectors_are_elsewhere_says_so(orchids, out, file, orchid_index_folder):
    with pytest.raises(IndexStoreError, match=r"holds its vectors itself, BOT_VECTORS says .*vectors.db; run"):
        Index.load(orchid_index_folder, file)
    build(orchids, out, WordEncoder(), milvus=file)
    with pytest.raises(IndexStoreError, match="its vectors are in Milvus and BOT_VECTORS is not set; set it"):
        Index.load(out)


def test_nothing_is_encoded_for_a_milvus_that_is_not_there(orchids, out):
    encoder = WordEncoder()
    with pytest.raises(IndexStoreError, match="does not answer"):
        build(orchids, out, encoder, milvus=MilvusAddress.read(f"milvus://127.0.0.1:{free_port()}"))
    assert encoder.encoded == []
    assert not out.exists()


def test_who_has_no_milvus_does_not_load_its_client():
    script = "import sys, index.build, index.milvus; sys.exit(bool({'pymilvus', 'grpc', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
