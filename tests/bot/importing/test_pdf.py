"""PDFs: read by the place of their lines."""

from pathlib import Path

import pytest

from tests.bot.importing.drafting import body, imported


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
