"""Markdown and text."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.importing.blocks import LETTERS, Block, BlockKind, escape, parse, render
from index.passage import PassageKind
from tests.bot.importing.drafting import FIXTURES, body, draft_of, imported, quoted


def test_markdown_is_flattened_and_its_front_matter_kept(corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / "old.md"
    source.write_text(
        "---\ntitle: Hip pain\npublisher: Us\npublished: 2024-01-02\ntopics: [hip]\nreviewed: 2024-02-03\n---\n"
        "# Hip pain\n\nIt is **not**\n[rare](/x).\n\n* one\n\n## More\n\n> A patient said so.\n",
        encoding="utf-8",
    )
    article = imported(source, corpus)
    assert (article.title, article.publisher, article.published) == ("Hip pain", "Us", date(2024, 1, 2))
    assert (article.topics, article.reviewed) == (("hip",), None)  # a changed article is to be reviewed again
    assert body(article) == "It is not rare.\n\n- one\n\n## More\n\n> A patient said so.\n"


def test_a_table_with_an_empty_header_takes_its_first_row(corpus: Path) -> None:
    text = draft_of("Doses:\n\n|  |  |\n|--|--|\n| Drug | Dose |\n| A | 1 g |\n", corpus, "doses.md")
    assert text.endswith("| Drug | Dose |\n| --- | --- |\n| A | 1 g |\n")


def test_lines_wrapped_by_hand_are_joined(corpus: Path) -> None:
    text = (
        "Gout\n\nGout is a kind of arthritis that comes in sudden and very painful\nattacks, mostly in the big toe.\n\n"
        "It may follow:\n\n- much meat or seafood, or a lot of beer, or a full bottle of sweet\n  drinks\n- an injury\n"
    )
    assert draft_of(text, corpus, "gout.txt") == (
        "Gout is a kind of arthritis that comes in sudden and very painful attacks, mostly in the big toe.\n\n"
        "It may follow:\n\n- much meat or seafood, or a lot of beer, or a full bottle of sweet drinks\n- an injury\n"
    )


def test_half_a_sentence_is_no_heading(corpus: Path) -> None:
    text = "Gout\n\nIt comes with pain in the\n\nbig toe, at night.\n"
    assert draft_of(text, corpus, "gout.txt") == "It comes with pain in the\n\nbig toe, at night.\n"


def test_a_paragraph_between_numbers_never_introduces_the_next_item(corpus: Path) -> None:
    article = imported(FIXTURES / "spaced.txt", corpus)
    assert quoted(article, "Load: Come back", PassageKind.BULLET).lead_in == ("Treatment has two parts:",)


WORDS = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1), min_size=1).map(
    lambda words: " ".join(" ".join(words).translate(LETTERS).split())
)


@given(WORDS)
def test_any_words_are_read_as_they_are(words: str) -> None:
    assert [block.text for block in parse("so " + escape(words))] == [f"so {words}".rstrip()]


@pytest.mark.parametrize("kind", [BlockKind.PARAGRAPH, BlockKind.ITEM])
@given(words=WORDS)
def test_any_words_are_written_as_they_are(kind: BlockKind, words: str) -> None:
    assume(words and words[0] not in "•●▪◦‣∙·")  # a bullet typed in a source is one
    written = render([Block(kind, words, marker="-" * (kind is BlockKind.ITEM))])
    line = written.removesuffix("\n").removeprefix("- " * (kind is BlockKind.ITEM))
    escaped = [line[:at] + line[at + 1 :] for at, character in enumerate(line) if character == "\\"]
    assert words in (line, *escaped)
    assert [block.kind for block in parse(written)] == [kind]  # not a list in a list, a heading or a quotation
