"""Word documents."""

from pathlib import Path

from tests.bot.importing.drafting import body, imported


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
