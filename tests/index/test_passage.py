"""Cutting: which parts of an article become passages, under which section and behind which lead-in."""

from dataclasses import replace

import pytest

from index.errors import CorpusError
from index.passage import MAX_WORDS, is_same, passages
from tests.doubles import article, cut, sentences


def shown(markdown):
    """Cut a text and tell each passage as (kind, section, lead-in, text)."""
    return [(p.kind.value, p.section, p.lead_in, p.text) for p in cut(markdown)]


def test_paragraphs_are_passages_in_reading_order():
    markdown = "Pots drain.\n\n  Tubs\nhold *water*.\n\n---\n\nCans pour.\n"
    assert shown(markdown) == [
        ("paragraph", (), (), "Pots drain."),
        ("paragraph", (), (), "Tubs\nhold *water*."),
        ("paragraph", (), (), "Cans pour."),
    ]


def test_a_section_is_the_open_headings_outermost_first():
    markdown = "# A\n\na\n\n### B ##\n\nb\n\n## C\n\nc\n\n# D\n\nd\n"
    assert [(p.section, p.text) for p in cut(markdown)] == [
        (("A",), "a"),
        (("A", "B"), "b"),
        (("A", "C"), "c"),
        (("D",), "d"),
    ]


def test_underlined_headings_are_headings():
    assert shown("Clay\n====\n\nheavy\n\nGlazed\n------\n\nshiny\n") == [
        ("paragraph", ("Clay",), (), "heavy"),
        ("paragraph", ("Clay", "Glazed"), (), "shiny"),
    ]


def test_a_heading_that_repeats_the_title_is_no_section():
    assert shown("# Pots\n\na\n\n## Clay\n\nb\n") == [("paragraph", (), (), "a"), ("paragraph", ("Clay",), (), "b")]


def test_an_empty_heading_closes_deeper_ones_and_names_nothing():
    assert [p.section for p in cut("## Clay\n\na\n\n##\n\nb\n")] == [("Clay",), ()]


def test_an_answer_stands_under_its_question():
    assert shown("## FAQ\n\n### Do pots rot?\n\nNo.\n\n### Do tubs?\n\nYes.\n") == [
        ("paragraph", ("FAQ", "Do pots rot?"), (), "No."),
        ("paragraph", ("FAQ", "Do tubs?"), (), "Yes."),
    ]


def test_bullets_that_ask_are_bullets_not_headings():
    assert shown("## Ask the potter\n\n- Is it fired?\n- Is it glazed?\n\nThen buy.\n") == [
        ("list", ("Ask the potter",), (), "Is it fired?\n- Is it glazed?"),
        ("bullet", ("Ask the potter",), (), "Is it fired?"),
        ("bullet", ("Ask the potter",), (), "Is it glazed?"),
        ("paragraph", ("Ask the potter",), (), "Then buy."),
    ]


def test_a_list_is_one_passage_with_its_opening_and_each_bullet_carries_it():
    assert shown("Avoid a pot if:\n\n- it is cracked\n* it leaks\n") == [
        ("bullet", (), ("Avoid a pot if:",), "it is cracked"),
        ("bullet", (), (), "it leaks"),
    ]
    assert shown("Avoid a pot if:\n\n- it is cracked\n- it leaks\n") == [
        ("list", (), (), "Avoid a pot if:\n\n- it is cracked\n- it leaks"),
        ("bullet", (), ("Avoid a pot if:",), "it is cracked"),
        ("bullet", (), ("Avoid a pot if:",), "it leaks"),
    ]


def test_an_introduction_without_colon_is_a_passage_of_its_own_and_the_lead_in_of_its_list():
    assert shown("Pots differ.\n\n- Clay breathes.\n- Glass does not.\n") == [
        ("paragraph", (), (), "Pots differ."),
        ("list", (), ("Pots differ.",), "Clay breathes.\n- Glass does not."),
        ("bullet", (), ("Pots differ.",), "Clay breathes."),
        ("bullet", (), ("Pots differ.",), "Glass does not."),
    ]


def test_a_heading_between_a_paragraph_and_a_list_cuts_the_lead_in():
    assert [p.lead_in for p in cut("Never:\n\n## Rather\n\n- clay\n- glass\n")] == [(), (), ()]


def test_a_single_bullet_makes_no_list_passage():
    assert shown("Avoid:\n\n- cracks\n") == [("bullet", (), ("Avoid:",), "cracks")]


def test_a_long_introduction_is_cut_to_the_sentence_that_leads_into_the_list():
    opening = sentences(21) + " Never take a pot if:"
    found = cut(f"{opening}\n\n- it leaks\n- it is cracked\n")
    assert [p.lead_in for p in found] == [(), ("Never take a pot if:",), ("Never take a pot if:",)]
    assert found[0].text.startswith(opening)


def test_nested_bullets_carry_the_bullets_above_them():
    assert shown("Take:\n- Clay, which breathes\n  - red\n    - deep red\n  - white\n- Glass\n") == [
        ("bullet", (), ("Take:",), "Clay, which breathes"),
        ("bullet", (), ("Take:", "Clay, which breathes"), "red"),
        ("bullet", (), ("Take:", "Clay, which breathes", "red"), "deep red"),
        ("bullet", (), ("Take:", "Clay, which breathes"), "white"),
        ("bullet", (), ("Take:",), "Glass"),
    ]


def test_a_bullet_that_only_introduces_its_nested_list_is_no_passage():
    assert shown("- Never:\n  - soak\n  - freeze\n- Always dry\n") == [
        ("bullet", (), ("Never:",), "soak"),
        ("bullet", (), ("Never:",), "freeze"),
        ("bullet", (), (), "Always dry"),
    ]


def test_a_further_paragraph_of_a_numbered_item_carries_the_items_label():
    markdown = "This is how:\n\n1. Soak: fill it.\n\n   Why: dry clay drinks.\n\n2. Dry the pot\n\n   in the sun.\n"
    assert shown(markdown) == [
        ("bullet", (), ("This is how:",), "Soak: fill it."),
        ("bullet", (), ("This is how:", "Soak:"), "Why: dry clay drinks."),
        ("bullet", (), ("This is how:",), "Dry the pot"),
        ("bullet", (), ("This is how:", "Dry the pot"), "in the sun."),
    ]


def test_a_list_inside_a_numbered_item_carries_all_that_leads_into_it():
    markdown = "This is how:\n\n1. Soak: fill it.\n\n   Never use:\n\n   - milk\n   - tea\n"
    assert [(p.lead_in, p.text) for p in cut(markdown)] == [
        (("This is how:",), "Soak: fill it."),
        (("This is how:", "Soak:"), "Never use:\n\n   - milk\n   - tea"),
        (("This is how:", "Soak:", "Never use:"), "milk"),
        (("This is how:", "Soak:", "Never use:"), "tea"),
    ]


def test_a_bullet_over_several_lines_is_one_passage_without_its_marker():
    assert cut("- clay\n  breathes\n- glass\n")[1].text == "clay\n  breathes"


def test_a_table_row_carries_the_header_of_its_table():
    markdown = "| Pot | Weight |\n|---|---:|\n| Clay | heavy |\n| Tin |  |\n"
    assert shown(markdown) == [
        ("row", (), ("Pot | Weight",), "Clay | heavy"),
        ("row", (), ("Pot | Weight",), "Tin"),
    ]
    assert shown("Pot | Weight\n--|--\nClay | heavy") == [("row", (), ("Pot | Weight",), "Clay | heavy")]


def test_a_quoted_block_is_cut_like_the_text_around_it():
    assert shown("> Clay breathes,\n> they say:\n>\n> - red\n> - white\n") == [
        ("list", (), (), "Clay breathes,\n> they say:\n>\n> - red\n> - white"),
        ("bullet", (), ("Clay breathes,\n> they say:",), "red"),
        ("bullet", (), ("Clay breathes,\n> they say:",), "white"),
    ]


def test_a_paragraph_of_images_alone_is_no_passage():
    assert shown("![a pot](pot.png)\n![a tub](tub.png)\n\nClay ![here](c.png) breathes.\n") == [
        ("paragraph", (), (), "Clay ![here](c.png) breathes.")
    ]


def test_a_short_line_that_only_opens_what_follows_is_no_passage():
    markdown = "Here is the glaze:\n\n## Red\n\nThis longer line says something of its own worth quoting:\n\nLead.\n"
    assert [p.text for p in cut(markdown)] == ["This longer line says something of its own worth quoting:", "Lead."]


def test_a_long_paragraph_is_cut_into_even_runs_of_whole_sentences():
    found = cut(sentences(*[20] * 10) + "\n")
    assert [len(p.text.split()) for p in found] == [100, 100]
    assert all(p.text.startswith("So") and p.text.endswith("words.") for p in found)
    assert [p.kind.value for p in found] == ["paragraph", "paragraph"]


def test_a_paragraph_of_the_longest_length_is_not_cut():
    assert [len(p.text.split()) for p in cut(sentences(100, MAX_WORDS - 100))] == [MAX_WORDS]
    assert [len(p.text.split()) for p in cut(sentences(100, MAX_WORDS - 99))] == [100, MAX_WORDS - 99]


def test_a_long_list_is_cut_into_even_parts_and_the_later_ones_carry_its_opening():
    bullets = "\n".join(f"- {sentences(30)}" for _ in range(8))
    parts = [p for p in cut(f"Avoid:\n\n{bullets}\n") if p.kind == "list"]
    assert [p.text.count("So") for p in parts] == [4, 4]
    assert parts[0].text.startswith("Avoid:\n\n- So")
    assert [p.lead_in for p in parts] == [(), ("Avoid:",)]


def test_a_list_that_fits_only_without_its_opening_is_one_passage_behind_it():
    bullets = "\n".join(f"- {sentences(35)}" for _ in range(4))
    parts = [p for p in cut(f"Never take a pot if one of these is true of it:\n\n{bullets}\n") if p.kind == "list"]
    assert [p.text.count("So") for p in parts] == [4]
    assert parts[0].lead_in == ("Never take a pot if one of these is true of it:",)


@pytest.mark.parametrize("markdown", ["# Pots\n", "![pot](pot.png)\n", "```\nclay\n```\n", "Glazes:\n", "***\n"])
def test_an_article_with_nothing_to_quote_is_refused(markdown):
    with pytest.raises(CorpusError, match=r"pots\.md: no paragraph, list or table that can be quoted; add some text"):
        passages(article(markdown))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Clay breathes and drains.", "Clay breathes and drains.", True),
        ("one two three four five six seven eight nine ten", "one two three four five six seven eight nine", True),
        ("one two three four five six seven eight nine", "one two three four five six seven eight nine ten", True),
        ("one two three four five six seven eight nine ten", "one two three four five six seven eight", False),
        ("clay clay glass", "clay glass glass", False),
    ],
)
def test_passages_of_two_articles_are_the_same_when_nine_tenths_of_their_words_are(one, other, same):
    (first,), (second,) = cut(one, name="pots"), cut(other, name="tubs")
    assert is_same(first, second) is same


def test_passages_of_one_article_are_never_the_same():
    first, second = cut("Clay.\n\nClay.\n")
    assert not is_same(first, second)


def test_passages_overlap_where_they_share_characters_of_one_article():
    whole, first, second = cut("- a\n- b\n")
    assert whole.overlaps(first)
    assert second.overlaps(whole)
    assert not first.overlaps(second)
    assert not first.overlaps(replace(second, start=first.end))
    assert not whole.overlaps(cut("- a\n- b\n", name="tubs")[0])
