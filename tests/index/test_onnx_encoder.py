"""The export: the vectors of sentence-transformers, without torch, in files that go with the index."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from index.encoder import BATCH, DEFAULT_MODEL, ModelCard, Precision
from index.errors import IndexStoreError, ModelError
from index.export import LEAST_COSINE, export, exported, least_cosine
from index.manifest import read_manifest
from index.onnx_encoder import FILES, GRAPH, WEIGHTS, OnnxEncoder
from index.onnx_session import EXACT_SUMS
from index.sentence_encoder import DEFAULT_WEIGHTS, plain_model

SHORT = ["is it painful", "no", "What are the side effects of dry needling?", "soreness", "is it painful"]
TEXTS = [*SHORT, *(f"Question {number} of a patient who writes {'very ' * (number % 2)}much" for number in range(40))]
LONG = "and so it went on for weeks " * 80
"""More tokens than the model reads."""

pytestmark = pytest.mark.slow


@pytest.fixture
def brought(real_index_folder, tmp_path):
    """Name a folder with the encoder's files alone, which a test may change."""
    OnnxEncoder.load(real_index_folder, read_manifest(real_index_folder)).save(tmp_path)
    return tmp_path


def test_vectors_are_those_of_sentence_transformers_long_and_empty_texts_too(real_encoder):
    texts = [*TEXTS, LONG, ""]
    plain = plain_model().encode(texts, normalize_embeddings=True, show_progress_bar=False)
    for vectors in (real_encoder.encode_documents(texts), real_encoder.encode_queries(texts)):
        cosines = (vectors * plain).sum(axis=1)
        assert cosines.min() >= LEAST_COSINE[Precision.INT8]
        assert cosines.mean() >= 0.998


def test_an_export_in_floats_has_the_vectors_of_sentence_transformers():
    with export(precision=Precision.FP32) as made:
        vectors = made.encoder.encode_queries([*TEXTS, LONG, ""])
        assert (vectors * made.reference.encode_queries([*TEXTS, LONG, ""])).sum(axis=1).min() > 0.999999
        assert made.encoder.card == made.reference.card


def test_an_export_is_the_same_bytes_each_time_and_knows_nothing_of_this_machine(real_index_folder, tmp_path):
    graph = (real_index_folder / GRAPH).read_bytes()
    assert str(Path.cwd()).encode() not in graph
    with export() as made:
        hashes = made.encoder.save(tmp_path)
        assert made.encoder.card == replace(made.reference.card, precision=Precision.INT8)
    assert hashes == {name: read_manifest(real_index_folder).files[name] for name in FILES}


def test_a_patients_few_texts_do_not_wait_behind_many(real_encoder, monkeypatch):
    class Slow:
        def run(self, _, given):
            sleep(0.01)
            return [np.ones((len(given["input_ids"]), real_encoder.card.dimension), dtype=np.float32)]

    monkeypatch.setattr(real_encoder, "_session", Slow())
    with ThreadPoolExecutor(1) as other:
        many = other.submit(real_encoder.encode_queries, ["pain " * number for number in range(100)])
        sleep(0.05)
        real_encoder.encode_queries(["is it painful", "no"])
        assert not many.done()
        assert len(many.result()) == 100


def test_the_manifest_says_how_the_export_was_checked(real_index):
    check = real_index.manifest.export
    texts = {(view.is_question, view.text) for view in real_index.views if view.kind != "topic"}
    assert (real_index.manifest.model.precision, check.texts) == (Precision.INT8, len(texts))
    assert LEAST_COSINE[Precision.INT8] <= check.least_cosine < 1


def test_the_default_model_is_the_official_one(real_encoder):
    card = real_encoder.card
    assert (card.name, card.revision, card.weights) == (DEFAULT_MODEL, "1110a243", DEFAULT_WEIGHTS)
    assert (card.dimension, card.pooling) == (384, "Transformer+Pooling+Normalize")


def test_a_card_reads_what_it_wrote_and_no_other_precision(real_encoder):
    raw = json.loads(json.dumps(asdict(real_encoder.card)))
    assert ModelCard.read(raw) == real_encoder.card
    assert isinstance(ModelCard.read(raw).precision, Precision)
    with pytest.raises(ValueError, match="int4"):
        ModelCard.read({**raw, "precision": "int4"})


def test_a_repeatable_vector_has_the_same_bits_in_any_company(real_encoder):
    many = [*TEXTS, *TEXTS[:1] * BATCH]
    whole = real_encoder.encode_documents(many, repeatable=True)
    np.testing.assert_array_equal(real_encoder.encode_documents(many[::-1], repeatable=True)[::-1], whole)
    alone = [real_encoder.encode_queries([text], repeatable=True)[0] for text in many]
    np.testing.assert_array_equal(alone, whole)


def test_a_single_text_has_nearly_the_vector_that_it_has_in_company(real_encoder):
    whole = real_encoder.encode_queries(SHORT)
    alone = np.concatenate([real_encoder.encode_queries([text]) for text in SHORT])
    assert (alone * whole).sum(axis=1).min() > 0.999999


@pytest.mark.parametrize("flags", ["fpu avx2 avx512f", None])
def test_a_processor_that_cuts_sums_off_gets_the_same_vectors_more_slowly(
    real_encoder, real_index_folder, tmp_path, monkeypatch, flags
):
    if flags:
        (tmp_path / "cpuinfo").write_text(f"flags: {flags}", encoding="utf-8")
    monkeypatch.setattr("index.onnx_session.PROCESSOR", tmp_path / "cpuinfo")
    slow = OnnxEncoder.load(real_index_folder, read_manifest(real_index_folder))
    assert slow._session.get_session_options().get_session_config_entry(EXACT_SUMS[0]) == EXACT_SUMS[1]
    np.testing.assert_allclose(slow.encode_queries(SHORT), real_encoder.encode_queries(SHORT), atol=1e-6)


def test_a_processor_with_vnni_takes_the_quick_way(real_index_folder, tmp_path, monkeypatch):
    (tmp_path / "cpuinfo").write_text("flags: fpu avx2 avx_vnni", encoding="utf-8")
    monkeypatch.setattr("index.onnx_session.PROCESSOR", tmp_path / "cpuinfo")
    quick = OnnxEncoder.load(real_index_folder, read_manifest(real_index_folder))
    with pytest.raises(RuntimeError, match="does not have"):
        quick._session.get_session_options().get_session_config_entry(EXACT_SUMS[0])


def test_threads_that_encode_at_once_get_the_vectors_of_their_own_texts(real_encoder):
    whole = real_encoder.encode_queries(TEXTS, repeatable=True)
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda text: real_encoder.encode_queries([text], repeatable=True)[0], TEXTS * 4)
        np.testing.assert_array_equal(list(found), np.concatenate([whole] * 4))


def test_progress_counts_texts_not_copies(real_encoder):
    told = []
    real_encoder.encode_queries(TEXTS, on_batch=told.append, repeatable=True)
    assert sum(told) == len(TEXTS)
    assert len(told) > 1


def test_no_texts_have_no_vectors(real_encoder):
    assert real_encoder.encode_documents([]).shape == real_encoder.encode_queries([]).shape == (0, 384)


def test_real_vectors_have_length_one(real_encoder):
    np.testing.assert_allclose(np.linalg.norm(real_encoder.encode_documents([*TEXTS, ""]), axis=1), 1, atol=1e-6)


def test_meaning_is_nearer_than_sound(real_encoder):
    asked = real_encoder.encode_queries(["Does it hurt?"])
    hurts, hertz = real_encoder.encode_documents(["You may feel a brief ache or prick.", "It runs at fifty hertz."])
    assert (asked @ hurts)[0] > (asked @ hertz)[0] + 0.1


def test_what_another_folder_is_given_encodes_alike(real_encoder, real_index_folder, brought):
    again = OnnxEncoder.load(brought, read_manifest(real_index_folder))
    np.testing.assert_array_equal(again.encode_queries(SHORT), real_encoder.encode_queries(SHORT))


def test_a_file_that_is_no_longer_what_was_loaded_is_not_passed_on(brought, real_index_folder, tmp_path_factory):
    loaded = OnnxEncoder.load(brought, read_manifest(real_index_folder))
    (brought / WEIGHTS).unlink()
    (brought / WEIGHTS).write_bytes(b"other")
    with pytest.raises(IndexStoreError, match=rf"{WEIGHTS}: hashes to [0-9a-f]{{16}}, was [0-9a-f]{{16}} when it was"):
        loaded.save(tmp_path_factory.mktemp("other"))


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_encoder_is_one_clear_line(brought, real_index_folder, name):
    (brought / name).unlink()
    (brought / name).write_bytes(b"\x00damaged")
    with pytest.raises(
        IndexStoreError, match=r"its encoder cannot be loaded \(.*\); run: python build_index"
    ) as caught:
        OnnxEncoder.load(brought, read_manifest(real_index_folder))
    assert "\n" not in str(caught.value)


def test_an_index_without_an_encoder_does_not_serve_by_itself(orchid_index_folder):
    with pytest.raises(IndexStoreError, match="the index brings no encoder; run: python build_index"):
        OnnxEncoder.load(orchid_index_folder, read_manifest(orchid_index_folder))


def test_an_export_is_of_the_model_that_is_asked_for(real_index_folder, orchid_index_folder, tmp_path):
    assert exported(real_index_folder) == exported(real_index_folder, DEFAULT_MODEL) == read_manifest(real_index_folder)
    assert exported(real_index_folder, "another/model") is None
    assert exported(real_index_folder, precision=Precision.INT8) == read_manifest(real_index_folder)
    assert exported(real_index_folder, precision=Precision.FP32) is None
    assert exported(orchid_index_folder) is None
    assert exported(tmp_path / "gone") is None


def test_two_encodings_that_differ_are_refused_naming_the_text():
    one = np.array([[1, 0], [0, 1]], dtype=np.float32)
    assert least_cosine(["a", "b"], one, one, Precision.FP32) == 1.0
    other = np.array([[1, 0], [0.02, 0.9998]], dtype=np.float32)
    assert least_cosine(["a", "b"], one, other, Precision.INT8) == np.float32(0.9998)
    with pytest.raises(ModelError, match=r"on 'b' \(cosine 0.9998\d\d, expected at least 0.9999\); install the pinned"):
        least_cosine(["a", "b"], one, other, Precision.FP32)
    with pytest.raises(ModelError, match="on 'a'"):
        least_cosine(["a", "b"], one, one * np.float32("nan"), Precision.FP32)
    with pytest.raises(
        ModelError, match=r"on 'a' \(cosine 0.0\d+, expected at least 0.98\); give --precision fp32 and"
    ):
        least_cosine(["a", "b"], one, one[::-1], Precision.INT8)


def test_asking_and_serving_import_neither_torch_nor_transformers(real_corpus, real_index_folder):
    code = (
        "import sys\nfrom pathlib import Path\nfrom bot.answer import FaqBot\nfrom bot.live import LiveBot\n"
        "from bot.web.site import create_site\n"
        f"bot = FaqBot.load(Path({str(real_corpus)!r}), Path({str(real_index_folder)!r}))\n"
        "create_site(LiveBot(bot))\nassert bot.answer('is it painful').quotes\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_onnxruntime_tells_its_makers_nothing(real_corpus, real_index_folder, tmp_path):
    code = (
        "from pathlib import Path\nfrom bot.answer import FaqBot\n"
        f"bot = FaqBot.load(Path({str(real_corpus)!r}), Path({str(real_index_folder)!r}))\n"
        "assert bot.answer('is it painful').quotes"
    )
    inherited = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    environment = {**inherited, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert list(tmp_path.rglob("*")) == []  # what it keeps to know the machine again, and what waits to be sent
