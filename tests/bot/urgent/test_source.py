"""The reviewed file as YAML, and the files that it names."""

import pytest

from bot.urgent.errors import UrgentFileError
from bot.urgent.source import read_source


@pytest.fixture
def write(tmp_path):
    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
        return tmp_path / "main.yaml"

    return write


def test_the_sections_of_further_files_are_read_as_if_they_stood_in_the_first(write):
    source = read_source(write(main="with: [more.yaml]\ntiers: {a: b}", more="signs: {c: d}"))
    assert source.sections == {"tiers": {"a": "b"}, "signs": {"c": "d"}}


def test_a_change_in_any_file_changes_the_content(write):
    before = read_source(write(main="with: [more.yaml]", more="calm: a")).content
    assert read_source(write(main="with: [more.yaml]", more="calm: b")).content != before


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, r"main\.yaml: cannot be read as YAML"),
        ({"main": "a: [b"}, r"main\.yaml: cannot be read as YAML"),
        ({"main": b"a: \xff"}, r"main\.yaml: cannot be read as YAML"),
        ({"main": "- a"}, r"main\.yaml: expected sections .* found list"),
        ({"main": ""}, r"main\.yaml: expected sections .* found NoneType"),
        ({"main": "with: [more.yaml]"}, r"more\.yaml: cannot be read as YAML"),
        ({"main": "with: [more.yaml]\ncalm: a", "more": "calm: b"}, r"more\.yaml: the section 'calm' is in another"),
        ({"main": "signs:\n  a: {b: c}\n  a: {d: e}"}, "'a' is said twice"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_in_one_line(write, files, problem):
    with pytest.raises(UrgentFileError, match=problem) as caught:
        read_source(write(**files))
    assert "\n" not in str(caught.value)


def test_an_empty_section_is_refused(write):
    with pytest.raises(UrgentFileError, match=r"main\.yaml: the section 'signs' is missing or empty"):
        read_source(write(main="signs:\ntiers: a")).section("signs")
