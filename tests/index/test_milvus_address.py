"""The address of a Milvus: what is read, and what is told."""

import pytest

from index.errors import SettingsError
from index.milvus_address import MilvusAddress


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("milvus://db.example", "http://db.example"),
        ("milvus://10.0.0.5:19530/", "http://10.0.0.5:19530"),
        ("milvus+tls://db.example:443/clinic", "https://db.example:443/clinic"),
    ],
)
def test_an_address_is_read(text, uri):
    address = MilvusAddress.read(text, "root:secret")
    assert (address.text, address.uri, address.token, address.is_file) == (text, uri, "root:secret", False)
    assert "secret" not in repr(address)


def test_a_files_name_is_made_whole(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    address = MilvusAddress.read("var/vectors.db")
    assert (address.uri, address.is_file) == (str(tmp_path / "var" / "vectors.db"), True)


@pytest.mark.parametrize(
    "text", ["milvus", "http://db", "milvus://", "milvus://db:x", "milvus://db/a/b", "milvus://db?x=1"]
)
def test_another_address_is_told(text):
    with pytest.raises(SettingsError, match=r"^BOT_VECTORS is '.*'; expected milvus://host:19530, "):
        MilvusAddress.read(text)


def test_a_password_in_the_address_is_told_and_not_shown():
    with pytest.raises(SettingsError, match="put it into BOT_VECTORS_TOKEN") as raised:
        MilvusAddress.read("milvus://root:hush@db")
    assert "hush" not in str(raised.value)
