"""Import: which words of a source reach the draft, which do not, and how they stand there."""

import logging
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.importing.blocks import LETTERS, Block, BlockKind, escape, parse, render
from bot.importing.boilerplate import without_endings, without_lines
from bot.importing.draft import import_article
from index.article import Article, load_article
from index.errors import SettingsError
from index.passage import Passage, PassageKind, passages

FIXTURES = Path(__file__).parent / "fixtures" / "importing"
SOURCES = sorted(path for path in FIXTURES.iterdir() if path.suffix in {".html", ".txt"})


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def imported(source: Path, corpus: Path) -> Article:
    return load_article(import_article(source, corpus))


def body(article: Article) -> str:
    return article.text[article.body :].lstrip("\n")


def draft_of(text: str, corpus: Path, name: str = "source.html") -> str:
    source = corpus.parent / name
    source.write_text(text, encoding="utf-8")
    return body(imported(source, corpus))


def page(inside: str) -> str:
    return f"<html><head><title>T</title></head><body><h1>Knee pain</h1>{inside}</body></html>"


def quoted(article: Article, text: str, kind: PassageKind | None = None) -> Passage:
    found = [p for p in passages(article) if p.text.startswith(text) and kind in {None, p.kind}]
    assert len(found) == 1, (text, [p.text for p in passages(article)])
    return found[0]


# Whole sources: every word of the article, in its form, and no other word


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


# Drafts make good passages


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


# Web pages


@pytest.mark.parametrize(
    "html",
    [
        "<aside class='callout'><p>Call 999 if you cannot breathe.</p></aside>",
        "<div id='social'><p>Call 999 if you cannot breathe.</p><p>" + "Friends help a lot. " * 6 + "</p></div>",
        "<div hidden class='collapse'><p>Call 999 if you cannot breathe.</p></div>",
        "<p>You should:</p><ul><li><a href='/999'>Call 999 if you cannot breathe.</a></li></ul>",
        "<h2>Contact us</h2><p>Call 999 if you cannot breathe.</p>",
        "<h2>Related conditions</h2><p>Call 999 if you cannot breathe.</p>",
        "<form id='aspnetForm'><p>Call 999 if you cannot breathe.</p><p>" + "It is common. " * 20 + "</p></form>",
        "<table role='presentation'><tr><td><p>Call 999 if you cannot breathe.</p></td><td></td></tr></table>",
    ],
)
def test_advice_survives_in_parts_that_look_like_furniture(html: str, corpus: Path) -> None:
    assert "Call 999 if you cannot breathe." in draft_of(page(f"<p>Rest the knee.</p>{html}"), corpus)


@pytest.mark.parametrize(
    "html",
    [
        "<nav>Buy shoes</nav>",
        "<div class='cookie-banner'><p>Buy shoes</p></div>",
        "<ul class='share-buttons'><li>Buy shoes</li></ul>",
        "<div id='comments'><p>Buy shoes " + "and throw away your pills " * 3 + "</p></div>",
        "<section class='newsletter'><h2>Buy shoes</h2></section>",
        "<footer><p>Buy shoes</p></footer>",
        "<div class='toc'>Buy shoes</div>",
        "<ul><li><a href='#1'>Buy shoes</a></li><li><a href='#2'>Buy socks</a></li></ul>",
        "<script>'Buy shoes'</script>",
        "<p>Read on.</p><button>Buy shoes</button>",
        "<img alt='Buy shoes' src='x.png'>",
        "<h3>You may also like</h3><ul><li>Buy shoes</li></ul>",
    ],
)
def test_furniture_goes(html: str, corpus: Path) -> None:
    text = draft_of(page(f"<p>{'Rest the knee and keep it warm. ' * 8}</p>{html}"), corpus)
    assert "Rest the knee" in text
    assert "Buy" not in text


def test_sections_under_several_h1_lose_nothing(corpus: Path) -> None:
    sections = "".join(f"<h1>{name}</h1><p>{name} it.</p>" for name in ("Cool", "Move the sore knee a little", "Rest"))
    text = draft_of(f"<title>Knee pain</title><div>Menu of ours</div>{sections}", corpus)
    assert (
        text == "Cool it.\n\n## Move the sore knee a little\n\nMove the sore knee a little it.\n\n## Rest\n\nRest it.\n"
    )


def test_an_introduction_above_the_heading_stays(corpus: Path) -> None:
    introduction = (
        "Please read this before you come to see us, and bring it with you on the day that we agreed on the phone."
    )
    text = draft_of(f"<ul><li>Menu</li></ul><p>{introduction}</p>" + page("<p>" + "Rest. " * 40 + "</p>"), corpus)
    assert text.startswith(introduction)


def test_text_is_plain_and_exact(corpus: Path) -> None:
    html = (
        "Take <b>no</b> more than 3&nbsp;* 2 <a href='/x'>tablets</a> [daily]\nif x_y &lt; 5 &amp; &lt;mild&gt; |\nrest"
    )
    text = draft_of(page(f"<p>{html}</p>"), corpus)
    assert text == "Take no more than 3 * 2 tablets [daily] if x_y < 5 & <mild> | rest\n"


def test_powers_stay_powers_and_references_go(corpus: Path) -> None:
    text = draft_of(page("<p>Below 25 kg/m<sup>2</sup>, or 10<sup>6</sup> cells<sup>[4]</sup>.</p>"), corpus)
    assert text == "Below 25 kg/m², or 10⁶ cells.\n"


def test_a_cell_that_spans_rows_stands_in_each_of_them(corpus: Path) -> None:
    rows = "<tr><th>Drug</th><th>Age</th><th>Dose</th></tr><tr><td rowspan='2'>A</td><td>child</td><td>5 ml</td></tr>"
    text = draft_of(page(f"<table>{rows}<tr><td>adult</td><td>10 ml | 2x</td></tr></table>"), corpus)
    assert text.splitlines()[2:] == ["| A | child | 5 ml |", r"| A | adult | 10 ml \| 2x |"]


def test_bullets_typed_into_a_page_are_a_list(corpus: Path) -> None:
    html = "<p>Call us for:<br>• a fever<br>•&nbsp;a rash</p><p><span>·<span>&nbsp;&nbsp;</span></span>a cough</p>"
    assert draft_of(page(html), corpus) == "Call us for:\n\n- a fever\n- a rash\n- a cough\n"


def test_a_definition_list_of_questions_is_an_faq(corpus: Path) -> None:
    text = draft_of(page("<h2>FAQ</h2><dl><dt>Does it hurt?</dt><dd>A little.</dd></dl>"), corpus)
    assert text == "## FAQ\n\n### Does it hurt?\n\nA little.\n"


@pytest.mark.parametrize(
    "opener",
    [
        "<details><summary>Before your visit</summary><p>Eat.</p></details>",
        "<button aria-expanded='false'>Before your visit</button><div>Eat.</div>",
        "<div role='button' aria-expanded='true'><h3>Before your visit</h3></div><div aria-hidden='true'>Eat.</div>",
    ],
)
def test_what_opens_an_accordion_is_a_heading(opener: str, corpus: Path) -> None:
    text = draft_of(page(f"<h2>Visits</h2><p>We are open.</p>{opener}"), corpus)
    assert text == "## Visits\n\nWe are open.\n\n### Before your visit\n\nEat.\n"


def test_a_table_of_one_row_is_layout(corpus: Path) -> None:
    assert draft_of(page("<table><tr><td>Rest.</td><td>Ice.</td></tr></table>"), corpus) == "Rest.\n\nIce.\n"


def test_the_charset_that_a_page_names_is_used(corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / "page.htm"
    source.write_bytes(b"<meta charset='windows-1252'><h1>Knee</h1><p>It\x92s over 38\xb0C \x96 call.</p>")
    assert body(imported(source, corpus)) == "It’s over 38°C – call.\n"


# Word documents


def word_document(path: Path) -> Path:
    import docx

    document = docx.Document()
    document.add_paragraph("Tennis Elbow: A Patient Guide", style="Title")
    document.add_paragraph("It heals well with the right load.")
    document.add_heading("Causes", 1)
    emphasis = document.add_paragraph("The tendon is ")
    emphasis.add_run("overloaded").bold = True
    emphasis.add_run(", often by ")
    emphasis.add_run("gripping").italic = True
    document.add_heading("At work", 2)
    document.add_paragraph("Avoid it if you have:")
    for text in ("a fever,", "a wound."):
        document.add_paragraph(text, style="List Bullet")
    document.add_paragraph("Do this:")
    for text in ("Rest for 2 minutes", "Lift 1 kg"):
        document.add_paragraph(text, style="List Number")
    table = document.add_table(rows=0, cols=2)
    for row in (("Week", "Load"), ("1", "none"), ("3", "1 kg | twice a day")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_heading("Frequently Asked Questions", 1)
    document.add_paragraph("Can I keep playing?")
    document.add_paragraph("Yes, if the pain stays mild.")
    document.sections[0].header.paragraphs[0].text = "Leaflet 12"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.save(str(path))
    return path


def test_a_word_document_keeps_its_form(corpus: Path, tmp_path: Path) -> None:
    article = imported(word_document(tmp_path / "elbow.docx"), corpus)
    assert article.title == "Tennis Elbow: A Patient Guide"
    assert body(article) == (
        "It heals well with the right load.\n\n"
        "## Causes\n\nThe tendon is overloaded, often by gripping\n\n"
        "### At work\n\nAvoid it if you have:\n\n- a fever,\n- a wound.\n\n"
        "Do this:\n\n1. Rest for 2 minutes\n2. Lift 1 kg\n\n"
        "| Week | Load |\n| --- | --- |\n| 1 | none |\n| 3 | 1 kg \\| twice a day |\n\n"
        "## Frequently Asked Questions\n\n### Can I keep playing?\n\nYes, if the pain stays mild.\n"
    )


def test_a_word_document_without_heading_styles_gets_headings(corpus: Path, tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    for text in ("Back pain", "It is common.", "What helps", "Keep moving, and go to bed at night only."):
        document.add_paragraph(text)
    document.save(str(tmp_path / "back.docx"))
    article = imported(tmp_path / "back.docx", corpus)
    assert article.title == "Back pain"
    assert body(article) == "It is common.\n\n## What helps\n\nKeep moving, and go to bed at night only.\n"


# PDFs


def pdf(path: Path, *, columns: bool = False) -> Path:
    from fpdf import FPDF

    class Leaflet(FPDF):
        def header(self) -> None:
            self.line_of("Northvale Clinic", 8)

        def footer(self) -> None:
            self.set_y(-15)
            self.line_of(f"Page {self.page_no()} of 2", 8)

        def line_of(self, text: str, size: int, style: str = "", width: float = 0) -> None:
            self.set_font("helvetica", style, size)
            self.multi_cell(width, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")

    leaflet = Leaflet()
    leaflet.add_page()
    leaflet.line_of("Neck Pain: What Helps", 20, "B")
    leaflet.ln(3)
    if columns:
        _two_columns(leaflet)
    else:
        _one_column(leaflet)
    leaflet.output(str(path))
    return path


def _one_column(leaflet) -> None:
    leaflet.line_of("Neck pain is common and nearly always gets better. " * 3, 11)
    leaflet.ln(4)
    leaflet.line_of("When to call", 14, "B")
    leaflet.ln(2)
    leaflet.line_of("Call your doctor the same day if you have:", 11)
    leaflet.ln(2)
    for text in (
        "numbness in an arm,",
        "a fever together with a stiff neck, or pain after a fall " * 2 + "that stays.",
    ):
        leaflet.cell(6, 5.5, "\x95")
        leaflet.multi_cell(0, 5.5, text, new_x="LMARGIN", new_y="NEXT")
    leaflet.ln(3)
    leaflet.line_of("1. Turn your head to one side.\n2. Bring your ear to your shoulder.", 11)
    leaflet.add_page()
    leaflet.line_of("Medicines", 14, "B")
    leaflet.ln(2)
    leaflet.set_font("helvetica", size=11)
    with leaflet.table() as table:
        for cells in (("Medicine", "Dose"), ("Paracetamol", "1 g, up to 4 times a day"), ("Ibuprofen", "with food")):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    leaflet.ln(2)
    leaflet.line_of("Usually it is gone in a week.", 11)


def _two_columns(leaflet) -> None:
    top = leaflet.get_y()
    leaflet.line_of("The left side tells what neck pain is and how it starts in most people. " * 4, 11, width=85)
    leaflet.set_xy(110, top)
    leaflet.set_left_margin(110)
    leaflet.line_of("The right side tells what to do about it at home and also at work. " * 4, 11, width=85)


def test_a_pdf_is_read_by_the_place_of_its_lines(corpus: Path, tmp_path: Path) -> None:
    article = imported(pdf(tmp_path / "neck.pdf"), corpus)
    assert article.title == "Neck Pain: What Helps"
    assert body(article) == (
        ("Neck pain is common and nearly always gets better. " * 3).strip() + "\n\n"
        "## When to call\n\nCall your doctor the same day if you have:\n\n- numbness in an arm,\n- "
        + "a fever together with a stiff neck, or pain after a fall "
        * 2
        + "that stays.\n1. Turn your head to one side.\n2. Bring your ear to your shoulder.\n\n"
        "## Medicines\n\n| Medicine | Dose |\n| --- | --- |\n| Paracetamol | 1 g, up to 4 times a day |\n"
        "| Ibuprofen | with food |\n\nUsually it is gone in a week.\n"
    )


def empty_pdf():
    from fpdf import FPDF

    leaflet = FPDF()
    leaflet.add_page()
    leaflet.set_font("helvetica", size=11)
    return leaflet


def read_back(leaflet, corpus: Path, tmp_path: Path) -> str:
    leaflet.output(str(tmp_path / "leaflet.pdf"))
    return body(imported(tmp_path / "leaflet.pdf", corpus))


def test_words_set_without_spaces_are_parted(corpus: Path, tmp_path: Path) -> None:
    leaflet = empty_pdf()
    x = 10.0
    for word in ["Keep", "your", "neck", "warm", "and", "move", "it", "often."]:
        leaflet.text(x, 20, word)  # as TeX sets words: no space between them, and a narrow gap
        x += leaflet.get_string_width(word) + 0.9
    assert read_back(leaflet, corpus, tmp_path) == "Keep your neck warm and move it often.\n"


def test_bullets_that_are_drawn_are_bullets(corpus: Path, tmp_path: Path) -> None:
    leaflet = empty_pdf()
    leaflet.text(10, 20, "Do not come in if you have:")
    for y, text, indent in ((26, "a fever", 0), (32, "a wound, such as:", 0), (38, "a burn", 8)):
        leaflet.ellipse(12 + indent, y - 1.8, 1, 1, style="F")
        leaflet.text(16 + indent, y, text)
    expected = "Do not come in if you have:\n\n- a fever\n- a wound, such as:\n  - a burn\n"
    assert read_back(leaflet, corpus, tmp_path) == expected


@pytest.mark.parametrize("repeat_headings", [0, 1])
def test_a_table_that_goes_on_over_the_page_is_one_table(repeat_headings: int, corpus: Path, tmp_path: Path) -> None:
    leaflet = empty_pdf()
    with leaflet.table(repeat_headings=repeat_headings) as table:
        for cells in [("Day", "Dose"), *((f"Day {day}", f"{day} mg") for day in range(1, 61))]:
            row = table.row()
            for cell in cells:
                row.cell(cell)
    rows = "".join(f"| Day {day} | {day} mg |\n" for day in range(1, 61))
    assert leaflet.page_no() > 1
    assert read_back(leaflet, corpus, tmp_path) == f"| Day | Dose |\n| --- | --- |\n{rows}"


def test_the_columns_of_a_pdf_are_read_one_after_the_other(corpus: Path, tmp_path: Path) -> None:
    text = body(imported(pdf(tmp_path / "neck.pdf", columns=True), corpus))
    assert text.index("The left side") < text.rindex("in most people.") < text.index("The right side")


# Markdown and text


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


# Boilerplate


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


# Refusals, each in one line


def test_an_article_is_replaced_only_by_force(corpus: Path) -> None:
    path = import_article(FIXTURES / "unspaced.txt", corpus, name="desk")
    path.write_text("reviewed by hand", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"desk\.md exists; choose another name with --name, .* --force"):
        import_article(FIXTURES / "unspaced.txt", corpus, name="desk")
    assert path.read_text(encoding="utf-8") == "reviewed by hand"
    import_article(FIXTURES / "unspaced.txt", corpus, name="desk", force=True)
    assert load_article(path).title == "How To Sit At A Desk"


def test_an_article_is_replaced_by_a_whole_file(corpus: Path) -> None:
    path = import_article(FIXTURES / "unspaced.txt", corpus)
    earlier = corpus / "earlier"
    earlier.hardlink_to(path)
    path.write_text("edited", encoding="utf-8")
    import_article(FIXTURES / "unspaced.txt", corpus, force=True)
    assert earlier.read_text(encoding="utf-8") == "edited"  # not written over, but renamed away
    assert sorted(found.name for found in corpus.iterdir()) == ["earlier", "unspaced.md"]


def test_an_article_that_differs_only_in_case_is_the_same(corpus: Path) -> None:
    (corpus / "Desk.md").write_text("reviewed by hand", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"Desk\.md exists"):
        import_article(FIXTURES / "unspaced.txt", corpus, name="desk")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.doc", b"x", r"cannot import \.doc; use \.html, .* save it as \.docx first"),
        ("a", b"x", "cannot import a file without a suffix; use"),
        ("a.txt", b"ok\ncaf\xe9", r"line 2 is not UTF-8 \(byte 0xe9\); save the file as UTF-8"),
        ("a.md", b"Text\0.", "zero byte"),
        ("a.md", b"---\ntitle: [\n---\nText.", "front matter is not valid YAML; correct or delete it"),
        ("a.txt", b"", "no paragraph, list or table found; copy the text"),
        ("a.html", b"<h1>Only a title</h1>", "no paragraph, list or table found; copy the text"),
        (
            "a.html",
            "<meta charset=utf-16><p>\ufffd gone</p>".encode(),
            "cannot be decoded; save the page again as UTF-8",
        ),
        ("a.docx", b"hello", r"not a Word document \(File is not a zip file\); open it in Word"),
        ("a.pdf", b"hello", r"not a PDF \(PDFSyntaxError\); save it again without a password"),
        ("readme.txt", b"Text here.", "the file name 'readme.txt' makes no article name; give --name"),
    ],
)
def test_a_source_that_cannot_be_used_is_refused_in_one_line(
    name: str, content: bytes, problem: str, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingsError, match=problem) as refused:
        import_article(tmp_path / name, corpus)
    assert "\n" not in str(refused.value)
    assert list(corpus.iterdir()) == []


def test_a_zip_file_is_no_word_document(corpus: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as file:
        file.writestr("x", "y")
    with pytest.raises(SettingsError, match="not a Word document"):
        import_article(tmp_path / "a.docx", corpus)


def test_a_pdf_of_pictures_is_refused(corpus: Path, tmp_path: Path) -> None:
    from fpdf import FPDF

    scan = FPDF()
    scan.add_page()
    scan.output(str(tmp_path / "scan.pdf"))
    with pytest.raises(SettingsError, match="a scanned PDF holds only pictures of its text"):
        import_article(tmp_path / "scan.pdf", corpus)


def test_a_missing_file_corpus_or_name_is_refused(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no\.txt: no such file"):
        import_article(tmp_path / "no.txt", corpus)
    with pytest.raises(SettingsError, match="no such corpus folder; make it, or name another with --corpus"):
        import_article(FIXTURES / "spaced.txt", tmp_path / "elsewhere")
    with pytest.raises(SettingsError, match=r"--name '\.\./x' makes no article name"):
        import_article(FIXTURES / "spaced.txt", corpus, name="../x")


def test_a_draft_that_cannot_be_quoted_leaves_no_file(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Title\n\nSee below:\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="the draft could not be used"):
        import_article(tmp_path / "a.txt", corpus)
    assert list(corpus.iterdir()) == []


def test_importing_the_module_loads_no_reader() -> None:
    code = "import sys, bot.importing.draft; print(sorted({'bs4', 'lxml', 'mammoth', 'pdfplumber'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
