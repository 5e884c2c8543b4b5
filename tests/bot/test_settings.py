"""Settings of every command: where things are."""

from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import CORPUS, INDEX, Settings
from index.build import build
from index.errors import SettingsError
from tests.doubles import WordEncoder
from tests.index.milvus_server import free_port, milvus_file


@pytest.mark.parametrize("environ", [{}, {"BOT_VECTORS": " ", "BOT_VECTORS_TOKEN": "unused"}])
def test_without_a_setting_the_vectors_are_in_the_index(environ):
    assert Settings.read(environ) == Settings(CORPUS, INDEX, None, None)


def test_the_address_and_the_secret_are_read_and_the_secret_is_not_shown():
    read = Settings.read({"BOT_VECTORS": "milvus://db:19530", "BOT_VECTORS_TOKEN": "root:hush"}, Path("a"), Path("b"))
    assert (read.corpus, read.index) == (Path("a"), Path("b"))
    assert (read.milvus.uri, read.milvus.token) == ("http://db:19530", "root:hush")
    assert "hush" not in repr(read)


def test_another_address_is_refused():
    with pytest.raises(SettingsError, match="BOT_VECTORS is 'faiss'"):
        Settings.read({"BOT_VECTORS": "faiss"})


def test_commands_ask_the_milvus_that_is_set(orchids, tmp_path, monkeypatch, capsys):
    arguments = ["verify", "--corpus", str(orchids), "--index", str(tmp_path / "index")]
    with milvus_file(tmp_path) as address:
        build(orchids, tmp_path / "index", WordEncoder(), milvus=address)
        monkeypatch.setenv("BOT_VECTORS", address.text)
        assert main(arguments) == 0
    monkeypatch.setenv("BOT_VECTORS", f"milvus://127.0.0.1:{free_port()}")
    assert main(arguments) == 1
    assert capsys.readouterr().err.startswith("error: Milvus at milvus://127.0.0.1:")
