"""Receipts: every passage is a slice of its article, nothing of an article is lost, and names are stable."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import load_articles
from index.passage import MAX_WORDS, is_same, passages
from tests.doubles import article, cut, sentences

ODD = st.sampled_from(["é", "“so”", "🌱", "*very*", "`x`", "3.5%", "a|b", "&amp;", "\\*", "no\u00a0break", "[x](y)"])
OPENINGS = [lambda line: line(), lambda line: f"{line(1, 3)}:", lambda line: f"{line(8, 12)}:", lambda line: ""]
MARKERS = st.sampled_from(["- ", "* ", "+ ", "-   ", "1. ", "12) "])


@st.composite
def documents(draw):
    """Draw a Markdown text and the words of it that a patient must be able to find, each of which it holds once."""
    count = iter(range(10_000))
    quotable = []

    def line(least=1, most=6):
        made = [f"w{next(count)}w" for _ in range(draw(st.integers(least, most)))]
        quotable.extend(made)
        return " ".join([*made, draw(ODD), draw(st.sampled_from(["end.", "End?", "end", "end!"]))])

    def paragraph(indent=""):
        return f"\n{indent}".join(line() for _ in range(draw(st.integers(1, 3))))

    def opening():
        return draw(st.sampled_from(OPENINGS))(line) + "\n\n"

    def items(depth):
        marker = draw(MARKERS)
        pad = " " * len(marker)
        gap = draw(st.sampled_from(["\n", "\n\n"]))
        made = []
        for _ in range(draw(st.integers(1, 4))):
            item = paragraph(pad)
            if depth and draw(st.booleans()):
                below = items(depth - 1) if draw(st.booleans()) else paragraph()
                item += f"\n\n{below}".replace("\n", f"\n{pad}")
            made.append(marker + item)
        return gap.join(made)

    def table():
        cells = [line(1, 2).replace("|", "/") for _ in range(2 * draw(st.integers(1, 3)))]
        rows = [f"| {left} | {right} |" for left, right in zip(cells[::2], cells[1::2], strict=True)]
        return "\n".join(["| Pot | Tub |", "|---|:-:|", *rows])

    def long_paragraph():
        return sentences(*[draw(st.integers(5, 60)) for _ in range(draw(st.integers(3, 12)))]) + f" {line()}"

    def block():
        heading = f"heading {next(count)}"
        return draw(
            st.sampled_from(
                [
                    lambda: " " * draw(st.integers(0, 3)) + paragraph(" " * draw(st.integers(0, 6))),
                    long_paragraph,
                    lambda: opening() + items(2),
                    table,
                    lambda: "> " + (opening() + items(1)).replace("\n", "\n> "),
                    lambda: "> " + paragraph("> ") + f"\n{line()}",
                    lambda: "#" * draw(st.integers(1, 6)) + f" {heading}",
                    lambda: f"{heading}\n{'-' * draw(st.integers(3, 9))}",
                    lambda: draw(st.sampled_from(["---", "![pot](pot.png)", "```\ncode\n```", "<!-- note -->"])),
                ]
            )
        )()

    blocks = [line(), *(block() for _ in range(draw(st.integers(0, 6))))]
    return draw(st.sampled_from(["", "\n", "\n\n"])) + "\n\n".join(blocks) + draw(st.sampled_from(["", "\n"])), quotable


@settings(max_examples=100, deadline=None, derandomize=True)
@given(documents())
def test_every_passage_is_a_slice_of_its_article_and_no_word_is_lost(document):
    markdown, quotable = document
    whole = article(markdown)
    found = passages(whole)
    for passage in found:
        assert passage.text == whole.text[passage.start : passage.end]
        assert whole.body <= passage.start < passage.end
        assert passage.text == passage.text.strip()
        assert all(lead_in.strip() and lead_in in whole.text for lead_in in passage.lead_in)
    assert len({passage.id for passage in found}) == len(found)
    said = " ".join(text for passage in found for text in (passage.text, *passage.lead_in))
    assert set(quotable) - set(re.findall(r"w\d+w", said)) == set()


def test_a_name_is_a_hash_of_article_section_kind_and_text():
    names = [
        found[0].id
        for found in (
            cut("clay\n"),
            cut("glass\n"),
            cut("clay\n", name="tubs"),
            cut("## Kinds\n\nclay\n"),
            cut("- clay\n"),
        )
    ]
    assert len(set(names)) == 5
    assert all(re.fullmatch(r"p-[0-9a-f]{10}", name) for name in names)
    assert cut("\n\nclay\n")[0].id == names[0]


def test_names_stay_when_another_part_of_the_article_changes():
    before = cut("Clay breathes.\n\n## Care\n\nAvoid:\n\n- frost\n- soap\n")
    after = cut("New.\n\nClay breathes.\n\n## More\n\nText.\n\n## Care\n\nAvoid:\n\n- frost\n- soap\n- sun\n")
    assert [p.text for p in before if p.id in {q.id for q in after}] == ["Clay breathes.", "frost", "soap"]
    assert all(p.start != q.start for p in before for q in after if p.id == q.id)


def test_equal_passages_have_names_of_their_own():
    found = cut("Clay.\n\nClay.\n\nClay.\n")
    assert len({p.id for p in found}) == 3
    assert [p.id for p in cut("Clay.\n\nClay.\n")] == [p.id for p in found[:2]]


LEAD_INS = {
    ("back-pain", "| Feature | Dry Needling | Acupuncture |"),
    ("herniated-disc", "Here’s how it works:"),
    ("spinal-stenosis", "Here’s the mechanism of action:"),
}
"""Lines of the clinic's articles that are shown only as the lead-in of other passages, or open a section."""


def uncovered(article):
    """List the runs of letters and digits below the headings that no passage covers, by line."""
    covered = {offset for passage in passages(article) for offset in range(passage.start, passage.end)}
    at = article.body
    for line in article.text[article.body :].split("\n"):
        words = re.finditer(r"[^\W_]+", line)
        lost = [word.group() for word in words if not covered.issuperset(range(at + word.start(), at + word.end()))]
        if lost and not line.startswith("#"):
            yield line, lost
        at += len(line) + 1


def test_every_line_of_the_clinics_articles_can_be_quoted_apart_from_short_lead_ins(real_corpus):
    lost = {(each.name, line): words for each in load_articles(real_corpus) for line, words in uncovered(each)}
    numbers = {key for key, words in lost.items() if all(word.isdigit() for word in words)}
    long = {key for key in lost if key[1].startswith("While dry needling therapy can be an effective tool")}
    assert set(lost) - numbers - long == LEAD_INS


def test_the_sentences_before_the_lead_in_of_a_long_list_can_be_quoted():
    bullets = "\n".join(f"- {sentences(35)}" for _ in range(4))
    markdown = f"Unglazed clay is not for everyone and {'really ' * 20}must be soaked. Avoid it if:\n\n{bullets}\n"
    assert any("Unglazed clay" in passage.text for passage in cut(markdown))


@pytest.mark.parametrize("markdown", [sentences(100, 100, 100), "\n".join(f"- {sentences(100)}" for _ in range(3))])
def test_no_passage_is_longer_than_a_quote_may_be_where_it_can_be_cut(markdown):
    assert max(len(passage.text.split()) for passage in cut(markdown)) <= MAX_WORDS


def test_a_bullet_that_goes_on_behind_a_tab_is_a_slice_of_its_article():
    assert cut("- clay\n\tbreathes\n- glass\n")[1].text == "clay\n\tbreathes"


def test_a_line_of_no_break_spaces_does_not_join_a_paragraph_to_a_later_one():
    assert [p.text for p in cut("Yes.\n\u00a0\n\nLater they say: Yes.\n")] == ["Yes.", "Later they say: Yes."]


@pytest.mark.parametrize("markdown", ["| a | b |\n|---|---|\n| | |\n| c | d |\n", "- \u00a0\n- clay\n"])
def test_a_blank_row_or_bullet_is_no_passage(markdown):
    assert all(p.text and p.start < p.end for p in cut(markdown))


def test_a_passage_is_never_the_same_as_one_without_text():
    (one,) = cut("clay\n")
    assert not is_same(one, replace(one, article="tubs", text="", end=one.start))


def test_an_image_is_no_lead_in():
    assert all(p.lead_in == () for p in cut("![a pot](pot.png)\n\n- clay\n- glass\n"))


def test_a_row_of_a_quoted_table_has_no_quote_marker():
    (row,) = cut("> | Pot | Weight |\n> |---|---|\n> | Clay | heavy |\n")
    assert (row.lead_in, row.text) == (("Pot | Weight",), "Clay | heavy")
