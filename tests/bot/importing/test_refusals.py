"""Refusals, each in one line."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.importing.draft import import_article
from index.article import load_article
from index.errors import SettingsError
from tests.bot.importing.drafting import FIXTURES


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
