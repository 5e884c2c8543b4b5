"""Whole sources: every word of the article, in its form, and no other word; and drafts that make good passages."""

from datetime import date
from pathlib import Path

import pytest

from bot.importing.draft import import_article
from index.article import load_article
from index.passage import PassageKind
from tests.bot.importing.drafting import FIXTURES, SOURCES, body, imported, quoted


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_a_draft_is_the_article_and_nothing_else(source: Path, corpus: Path) -> None:
    assert body(imported(source, corpus)) == source.with_suffix(".md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "title", "publisher", "published"),
    [
        (
            "clinic-page.html",
            "Plantar Fasciitis: Causes, Treatment & Exercises",
            "Stepwell Physiotherapy",
            None,  # the page states no date, only a copyright year
        ),
        ("blog-post.html", "Frozen Shoulder: What Works at Every Stage", "Movewell Blog", date(2025, 3, 4)),
        ("leaflet.html", "Knee osteoarthritis", None, date(2024, 6, 18)),
        ("accordion-page.html", "Whiplash: recovery and exercises", None, date(2024, 11, 2)),
        ("old-page.html", "Carpal tunnel syndrome", None, None),
        ("spaced.txt", "Shin Splints: What Helps", None, None),
        ("unspaced.txt", "How To Sit At A Desk", "desknotes", date(2025, 11, 16)),
    ],
)
def test_the_front_matter_says_what_the_source_states(
    name: str, title: str, publisher: str | None, published: date | None, corpus: Path
) -> None:
    article = imported(FIXTURES / name, corpus)
    assert (article.title, article.publisher, article.published) == (title, publisher, published)
    assert (article.topics, article.reviewed) == ((), None)
    assert "topics: []\nreviewed: null\n---\n" in article.text


def test_a_draft_is_named_after_its_source(corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / "Frozen_Shoulder (2).TXT"
    source.write_text("It takes time to heal.\n", encoding="utf-8")
    path = import_article(source, corpus)
    assert path == corpus / "frozen-shoulder-2.md"
    assert load_article(path).title == "Frozen shoulder (2)"


def test_a_bullet_keeps_the_sentence_that_leads_into_it(corpus: Path) -> None:
    article = imported(FIXTURES / "leaflet.html", corpus)
    ulcer = quoted(article, "a stomach ulcer")
    assert ulcer.lead_in == ("Do not take anti-inflammatory tablets if you have:",)
    assert ulcer.section == ("Medicines",)


def test_a_nested_bullet_keeps_both_of_its_lead_ins(corpus: Path) -> None:
    sandals = quoted(imported(FIXTURES / "clinic-page.html", corpus), "flat sandals")
    assert sandals.lead_in == ("You are more likely to develop it if:", "You wear shoes without support, such as:")


def test_a_table_row_keeps_its_header(corpus: Path) -> None:
    row = quoted(imported(FIXTURES / "blog-post.html", corpus), "Freezing |")
    assert row.kind is PassageKind.ROW
    assert row.lead_in == ("Stage | How long | What helps",)


@pytest.mark.parametrize(
    ("name", "answer", "question"),
    [
        ("clinic-page.html", "Usually not.", "Do I need an X-ray?"),  # divs with "FAQ Icon" pictures
        ("blog-post.html", "Rarely in the same shoulder", "Will it come back?"),  # details and summary
        ("accordion-page.html", "Only when you can turn", "Can I drive with whiplash?"),  # buttons in headings
        ("accordion-page.html", "Ask your GP", "How do I get a sick note?"),  # a div with aria-expanded
        ("spaced.txt", "Yes.", "Can I swim?"),
    ],
)
def test_an_answer_stands_under_its_question(name: str, answer: str, question: str, corpus: Path) -> None:
    found = quoted(imported(FIXTURES / name, corpus), answer)
    assert found.section[-1] == question
    assert "asked" in found.section[0].lower() or found.section[0] == "FAQs"


def test_questions_in_a_list_are_not_headings(corpus: Path) -> None:
    for name in ("blog-post.html", "spaced.txt"):
        article = imported(FIXTURES / name, corpus)
        assert quoted(article, "When can I", PassageKind.BULLET).section[-1].startswith("Questions to")
