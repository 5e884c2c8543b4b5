"""The clinic's own words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.clinic import load_clinic
from index.errors import CorpusError

Write = Callable[..., Path]


def test_a_folder_without_a_clinic_file_gets_neutral_words(plain: Path) -> None:
    clinic = load_clinic(plain)
    assert clinic.name == "the clinic"
    assert "consult your therapist" in clinic.footer


def test_own_entries_replace_the_defaults_one_by_one(write_corpus: Write) -> None:
    corpus = write_corpus({"clinic.yaml": "name: Knees\nphone: '1'\nmessages:\n  empty: Ask!\n"})
    clinic = load_clinic(corpus)
    assert (clinic.name, clinic.messages.empty) == ("Knees", "Ask!")
    assert clinic.messages.not_found == load_clinic(Path("nowhere")).messages.not_found


def test_placeholders_are_filled_and_other_braces_kept(write_corpus: Write) -> None:
    clinic = load_clinic(write_corpus({"clinic.yaml": "name: Knees\nphone: '1'\n"}))
    assert clinic.fill("{name}: {phone}, {smile} {") == "Knees: 1, {smile} {"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name: [unclosed", r"clinic.yaml:1: not valid YAML"),
        ("- a list", "expected 'key: value' lines"),
        ("phon: '1'", "phon: Extra inputs"),
        ("name: Knees\nsuggestions: 3", "suggestions"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_file(write_corpus: Write, text: str, problem: str) -> None:
    with pytest.raises(CorpusError, match=problem) as caught:
        load_clinic(write_corpus({"clinic.yaml": text}))
    assert "\n" not in str(caught.value)


def test_the_clinics_own_file_is_complete(real_corpus: Path) -> None:
    clinic = load_clinic(real_corpus)
    assert clinic.phone == "+91 89510 47001"
    assert (clinic.emergency_number, clinic.crisis_number) == ("112", "14416")
    assert "consult your therapist" in clinic.footer
