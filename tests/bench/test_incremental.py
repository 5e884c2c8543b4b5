"""Measuring an incremental build: each change is one file's, and a byte of difference is seen."""

import pytest

from bench.corpus import write_corpus
from bench.incremental import changes, same


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_change_is_of_one_file_alone(tmp_path):
    write_corpus(tmp_path, 12, banked=2)
    seen = []
    for change in changes(12, 2).values():
        before = files(tmp_path)
        change(tmp_path)
        after = files(tmp_path)
        seen.append([str(name) for name in sorted({*before, *after}) if before.get(name) != after.get(name)])
    assert seen == [
        ["article-00006.md"],
        ["article-00012.md"],
        ["article-00011.md"],
        ["questions/article-00000.yaml"],
    ]
    assert "a question of one article" not in changes(12, 0)


@pytest.fixture
def folders(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_bytes(b"1234")
        (tmp_path / name / "b").write_bytes(b"")
    return tmp_path / "one", tmp_path / "other"


def test_folders_of_the_same_bytes_are_the_same(folders):
    assert same(*folders)


@pytest.mark.parametrize("differ", [lambda f: (f / "a").write_bytes(b"1235"), lambda f: (f / "b").unlink()])
@pytest.mark.parametrize("which", [0, 1])
def test_a_byte_or_a_file_of_difference_is_seen(folders, differ, which):
    differ(folders[which])
    assert not same(*folders)
