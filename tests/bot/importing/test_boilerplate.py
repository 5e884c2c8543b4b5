"""Boilerplate: what is left out, and what never."""

import logging
from pathlib import Path

import pytest

from bot.importing.blocks import parse
from bot.importing.boilerplate import without_endings, without_lines
from bot.importing.draft import import_article
from tests.bot.importing.drafting import FIXTURES


@pytest.mark.parametrize(
    "line",
    [
        "by walking every day",
        "By Massage",
        "Hold each stretch for 2 minutes",
        "Loading",
        "Next, rest the arm.",
        "Home exercises",
        "Share how you feel with your therapist.",
        "Contact sports such as rugby",
        "Comments about pain should be taken seriously.",
        "We use cookies as a reward for children who sit still during the needling, with their parents' leave, " * 3,
        "Page the doctor on call",
        "Book",
    ],
)
def test_a_line_of_the_article_is_no_boilerplate(line: str) -> None:
    blocks = parse(f"- {line}\n\nText.\n\n{line}\n\nMore text.")
    assert without_endings(without_lines(blocks)) == blocks


def test_an_article_that_goes_on_after_a_list_of_links_is_kept() -> None:
    blocks = parse("Text.\n\n## Related articles\n\nSix stretches\n\n" + "Heat may burn numb skin. " * 5)
    assert [block.text[:9] for block in without_endings(blocks)] == ["Text.", "Heat may "]


def test_readers_comments_go_however_long() -> None:
    blocks = parse("Text.\n\n### 2 thoughts on “Pain”\n\n" + "Throw away your pills! " * 9 + "\n\n## Dose\n\nOne.")
    assert [block.text for block in without_endings(blocks)] == ["Text.", "Dose", "One."]


def test_what_is_left_out_is_logged(corpus: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="bot.importing.boilerplate"):
        import_article(FIXTURES / "unspaced.txt", corpus)
    assert "left out after the article: Why Cats Purr" in caplog.messages
