"""The precision of a build: what is asked for, else what the index has, else 8-bit integers."""

import pytest

from bot.settings import Settings
from build_index import run
from index.encoder import Precision


class ExportError(Exception):
    """Says that a model was to be exported, and how."""


@pytest.fixture(autouse=True)
def exports(monkeypatch):
    def export(_model, precision):
        raise ExportError(precision)

    monkeypatch.setattr("index.export.export", export)


@pytest.mark.parametrize(
    ("asked", "exported"), [(None, Precision.INT8), (Precision.INT8, Precision.INT8), (Precision.FP32, Precision.FP32)]
)
def test_where_there_is_no_index_the_model_is_exported_as_asked(real_corpus, tmp_path, asked, exported):
    with pytest.raises(ExportError) as caught:
        run(Settings(real_corpus, tmp_path / "index"), asked)
    assert caught.value.args == (exported,)


@pytest.mark.slow
def test_an_index_of_another_precision_is_exported_anew(real_corpus, real_index_folder):
    with pytest.raises(ExportError) as caught:
        run(Settings(real_corpus, real_index_folder), Precision.FP32)
    assert caught.value.args == (Precision.FP32,)
