"""A file on the disk: what is read is what stands there, whatever happens to its name."""

import os

import pytest

from index.on_disk import OnDisk


@pytest.fixture
def path(tmp_path):
    (tmp_path / "letters").write_bytes(b"abcdefghij")
    return tmp_path / "letters"


@pytest.mark.parametrize("part", [slice(0, 3), slice(3, 3), slice(7, None), slice(0, 99), slice(5, 2)])
def test_a_part_is_what_stands_there(path, part):
    assert OnDisk(path)[part] == b"abcdefghij"[part]
    assert len(OnDisk(path)) == 10


def test_reads_that_come_short_go_on(path, monkeypatch):
    read = os.preadv
    monkeypatch.setattr(os, "preadv", lambda file, places, start: read(file, [places[0][:3]], start))
    assert OnDisk(path)[1:10] == b"bcdefghij"


def test_a_file_that_was_replaced_stays_readable(path, tmp_path):
    file = OnDisk(path)
    (tmp_path / "new").write_bytes(b"0123456789")
    (tmp_path / "new").rename(path)
    assert file[2:5] == b"cde"


def test_a_file_that_has_become_shorter_is_named(path):
    file = OnDisk(path)
    path.write_bytes(b"abc")
    with pytest.raises(OSError, match="letters has become shorter"):
        file.read_into(memoryview(bytearray(5)), 0)
