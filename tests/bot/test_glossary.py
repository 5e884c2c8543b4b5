"""The glossary: which terms stand in a text, and which files are refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.answer import FaqBot
from bot.glossary import Glossary, Term, load_glossary
from index.errors import CorpusError
from index.passage import passages

Write = Callable[..., Path]

TWITCH = Term("twitch response", "A jump.", ("LTR",))
LOCAL = Term("local twitch response", "A jump right there.")
QI = Term("Qi", "Energy.")
GLOSSARY = Glossary((TWITCH, LOCAL, QI))


def names(*texts: str) -> list[str]:
    return [term.name for term in GLOSSARY.explain(*texts)]


def test_terms_are_listed_once_in_the_order_in_which_they_are_read() -> None:
    assert names("The qi, then an LTR.", "A twitch response and Qi.") == ["Qi", "twitch response"]


def test_longer_of_two_overlapping_terms_is_meant() -> None:
    assert names("A local twitch response is felt.") == ["local twitch response"]


def test_term_inside_another_word_is_none() -> None:
    assert names("Qigong and LTRs and untwitch responses") == []


def test_term_may_be_broken_by_a_line_end() -> None:
    assert names("a local\n  twitch response") == ["local twitch response"]


def test_empty_glossary_explains_nothing() -> None:
    assert Glossary().explain("Qi") == ()


def test_folder_without_a_glossary_has_an_empty_one(plain: Path) -> None:
    assert load_glossary(plain) == Glossary()


def test_glossary_is_read_with_spellings_and_date(write_corpus: Write) -> None:
    entry = "- term: Knee\n  also: [knees]\n  plain: >-\n    Bends\n    well.\n"
    corpus = write_corpus({"glossary.yaml": f"reviewed: 2026-01-31\nterms:\n{entry}"})
    assert load_glossary(corpus) == Glossary((Term("Knee", "Bends well.", ("knees",)),), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("- term: a", "glossary.yaml:1: expected 'reviewed:'"),
        ("terms: 3", "glossary.yaml:1: terms: expected a list"),
        ("reviewed: soon\nterms: []", "reviewed: expected a date"),
        ("terms:\n- term: a\n  plain: b\n- term: c\n", "glossary.yaml:4: expected a term with"),
        ("terms:\n- term: a\n  plain: b\n  more: c\n", "glossary.yaml:2: expected a term with"),
        ("terms:\n- term: a\n  plain: b\n  also: c\n", "glossary.yaml:2: also: expected a list"),
        (
            "terms:\n- {term: A, plain: b}\n- {term: c, plain: d, also: [a]}\n",
            "glossary.yaml:3: 'a' is explained twice",
        ),
        ("terms: [", "not valid YAML"),
    ],
)
def test_unusable_file_is_named_with_its_line(write_corpus: Write, content: str, problem: str) -> None:
    with pytest.raises(CorpusError) as raised:
        load_glossary(write_corpus({"glossary.yaml": content}))
    assert problem in str(raised.value)


def test_every_term_of_the_clinic_stands_in_an_article_and_says_something_else_than_itself(real_corpus: Path) -> None:
    from index.article import load_articles

    glossary = load_glossary(real_corpus)
    quotes = [
        text for article in load_articles(real_corpus) for p in passages(article) for text in (*p.lead_in, p.text)
    ]
    assert set(glossary.terms) == set(glossary.explain(*quotes))
    assert all(term.name.lower() not in term.plain.lower() for term in glossary.terms)
    assert all(len(term.plain.split()) <= 25 for term in glossary.terms)


@pytest.mark.slow
def test_bot_takes_the_glossary_of_its_folder_and_of_another(
    real_corpus, real_index_folder, real_encoder, plain
) -> None:
    bot = FaqBot.load(real_corpus, real_index_folder, real_encoder)
    assert "trigger point" in [term.name for term in bot.glossary.terms]
    assert bot.with_corpus(plain).glossary == Glossary()
