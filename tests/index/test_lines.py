"""Lines: rows are read where they are asked for; slices and joins hold the same bytes as rows written at once."""

import json

import pytest

from index.lines import Lines

WORDS = ["clay", 'a "tin"\nlid', "", "b\u2028c", "é"]


def of(items):
    return Lines.of(items, str)


def test_rows_come_back_as_they_were_written(tmp_path):
    written = of(WORDS)
    (tmp_path / "rows").write_bytes(written.lines)
    assert list(Lines.load(tmp_path / "rows", str)) == list(written) == WORDS
    assert written == WORDS
    assert written != WORDS[:-1]
    assert written != [*WORDS[:-1], "e"]


@pytest.mark.parametrize("large", [1, 7, 20])
def test_the_rows_of_a_large_file_stay_on_the_disk(tmp_path, monkeypatch, large):
    monkeypatch.setattr("index.lines.LARGE", large)
    (tmp_path / "rows").write_bytes(of(WORDS).lines)
    rows = Lines.load(tmp_path / "rows", str)
    (tmp_path / "rows").unlink()
    assert list(rows) == WORDS
    assert rows[1:3].lines == of(WORDS[1:3]).lines
    assert list(Lines.joined([rows[3:], rows], str)) == WORDS[3:] + WORDS


def test_a_row_is_one_line_of_json():
    assert [json.loads(line) for line in bytes(of(WORDS).lines).splitlines()] == WORDS


def test_only_what_is_asked_for_is_read():
    seen = []
    rows = Lines.of(WORDS, lambda row: seen.append(row) or row)
    assert (rows[1], rows[-1], len(rows)) == (WORDS[1], WORDS[-1], 5)
    assert seen == [WORDS[1], WORDS[-1]]


@pytest.mark.parametrize("part", [slice(1, 3), slice(None), slice(2, 2), slice(4, 1), slice(-2, None), slice(3, 9)])
def test_a_slice_has_the_rows_and_bytes_of_its_part(part):
    assert list(of(WORDS)[part]) == WORDS[part]
    assert of(WORDS)[part].lines == of(WORDS[part]).lines


def test_joined_rows_are_those_of_the_whole():
    rows = of(WORDS)
    joined = Lines.joined([rows[3:], of([]), rows[:2]], str)
    assert list(joined) == WORDS[3:] + WORDS[:2]
    assert joined.lines == of(WORDS[3:] + WORDS[:2]).lines
    assert list(Lines.joined([], str)) == []


def test_rows_outlive_their_file(tmp_path):
    path = tmp_path / "rows"
    path.write_bytes(of(WORDS).lines)
    rows = Lines.load(path, str)
    path.write_bytes(b"\0" * 5)
    assert list(rows) == WORDS


def test_no_rows_can_be_read(tmp_path):
    (tmp_path / "rows").write_bytes(b"")
    assert list(Lines.load(tmp_path / "rows", str)) == []


@pytest.mark.parametrize(("content", "problem"), [(b'"a"\n"b"', "last line of rows has no end"), (b"a\n", "value")])
def test_a_file_of_something_else_is_refused_at_once(tmp_path, content, problem):
    (tmp_path / "rows").write_bytes(content)
    with pytest.raises(ValueError, match=problem):
        Lines.load(tmp_path / "rows", str)


def test_rows_are_not_taken_in_steps():
    with pytest.raises(ValueError, match="steps of 2"):
        of(WORDS)[::2]


def test_a_row_that_comes_back_is_read_once():
    seen = []
    rows = Lines.of(WORDS, lambda row: seen.append(row) or row)
    assert [rows[1], rows[1], rows[-4]] == [WORDS[1]] * 3
    assert seen == [WORDS[1]]
