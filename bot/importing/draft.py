"""Import: from a web page, Word document, PDF or text file to a draft in the corpus, for a person to review."""

import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.importing.blocks import Block, nest_between_numbers, parse, render
from bot.importing.boilerplate import without_endings, without_lines
from bot.importing.headings import level, mark_questions, promote, take_title
from index.article import load_article
from index.errors import CorpusError, SettingsError
from index.passage import passages

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_AN_ARTICLE = "readme"
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class _Source:
    """What a file holds: its text as Markdown, and what it says about itself."""

    markdown: str
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    topics: tuple[str, ...] = ()


def import_article(source: Path, corpus: Path, *, name: str | None = None, force: bool = False) -> Path:
    """Write a draft of an article into a corpus and return its path.

    What is left out as boilerplate is logged at level INFO.

    Args:
        source: a .html, .htm, .docx, .pdf, .md or .txt file.
        corpus: an existing corpus folder.
        name: the article's name, its file name without ``.md``; by default made from the source's name.
        force: replace an article of the same name.

    Raises:
        SettingsError: the source cannot be read, holds no text, or an article of that name exists.
    """
    read = _reader(source)
    path = _target(source, corpus, name)
    existing = sorted(found for found in corpus.glob("*.[mM][dD]") if found.stem.lower() == path.stem)
    if existing and not force:
        raise SettingsError(f"{existing[0]} exists; choose another name with --name, or replace it with --force")
    path = existing[0] if existing else path
    found = read(source)
    title, blocks = _draft(found, fallback=source.stem.replace("-", " ").replace("_", " ").strip().capitalize())
    if all(block.is_heading for block in blocks):
        scan = "; a scanned PDF holds only pictures of its text" if source.suffix.lower() == ".pdf" else ""
        raise SettingsError(f"{source}: no paragraph, list or table found{scan}; copy the text into a .txt file")
    _write(path, _front_matter(found, title) + render(blocks))
    return path


def _draft(found: _Source, fallback: str) -> tuple[str, list[Block]]:
    """Return the title and the blocks below it."""
    title, blocks = take_title(without_lines(parse(found.markdown)), found.title, fallback)
    blocks = without_endings(promote(nest_between_numbers(blocks)))
    return title, level(mark_questions(blocks))


def _reader(source: Path) -> Callable[[Path], _Source]:
    readers = {
        ".html": _read_page,
        ".htm": _read_page,
        ".docx": _read_docx,
        ".pdf": _read_pdf,
        ".md": _read_markdown,
        ".txt": _read_text,
    }
    if not source.is_file():
        raise SettingsError(f"{source}: no such file; name a file to import")
    suffix = source.suffix.lower()
    if suffix not in readers:
        hint = "; save it as .docx first" if suffix in {".doc", ".odt", ".rtf", ".pages"} else ""
        raise SettingsError(
            f"{source}: cannot import {suffix or 'a file without a suffix'}; use {', '.join(readers)}{hint}"
        )
    return readers[suffix]


def _target(source: Path, corpus: Path, name: str | None) -> Path:
    if not corpus.is_dir():
        raise SettingsError(f"{corpus}: no such corpus folder; make it, or name another with --corpus")
    chosen = name if name is not None else "-".join(re.findall(r"[a-z0-9]+", source.stem.lower()))
    if not _NAME.fullmatch(chosen) or chosen == _NOT_AN_ARTICLE:
        found = f"--name {chosen!r}" if name is not None else f"the file name {source.name!r}"
        raise SettingsError(f"{found} makes no article name; give --name in lower-case letters, digits and hyphens")
    return corpus / f"{chosen}.md"


def _read_page(source: Path) -> _Source:
    from bot.importing.web_page import read_page  # loads beautifulsoup4 and lxml, 0.2 s

    raw = source.read_bytes()
    try:
        page = read_page(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        page = read_page(raw)
    if "\ufffd" in page.markdown:
        raise SettingsError(f"{source}: some characters cannot be decoded; save the page again as UTF-8")
    return _Source(page.markdown, page.title, page.publisher, page.published)


def _read_docx(source: Path) -> _Source:
    import mammoth  # type: ignore[import-untyped]

    from bot.importing.web_page import html_to_markdown

    try:
        with source.open("rb") as file:
            html = mammoth.convert_to_html(file, style_map="p[style-name='Title'] => h1:fresh").value
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise SettingsError(f"{source}: not a Word document ({error}); open it in Word and save it as .docx") from error
    return _Source(html_to_markdown(html))


def _read_pdf(source: Path) -> _Source:
    from pdfplumber.utils.exceptions import PdfminerException

    from bot.importing.pdf import read_pdf

    try:
        return _Source(read_pdf(source))
    except PdfminerException as error:
        problem = f"damaged, locked with a password, or not a PDF ({type(error.args[0]).__name__})"
        raise SettingsError(f"{source}: {problem}; save it again without a password") from error


def _read_markdown(source: Path) -> _Source:
    text = _decoded(source)
    match = _FRONT_MATTER.match(text)
    if match is None:
        return _Source(text)
    meta = _metadata(source, match["yaml"])
    title, publisher, published, topics = map(meta.get, ("title", "publisher", "published", "topics"))
    return _Source(
        text[match.end() :],
        title.strip() or None if isinstance(title, str) else None,
        publisher.strip() or None if isinstance(publisher, str) else None,
        published if type(published) is date else None,
        tuple(topic for topic in topics if isinstance(topic, str)) if isinstance(topics, list) else (),
    )


def _metadata(source: Path, text: str) -> dict[str, Any]:
    try:
        meta = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SettingsError(f"{source}: its front matter is not valid YAML; correct or delete it") from error
    return meta if isinstance(meta, dict) else {}


def _read_text(source: Path) -> _Source:
    from bot.importing.text import read_text

    found = read_text(_decoded(source))
    return _Source(found.markdown, None, found.publisher, found.published)


def _decoded(source: Path) -> str:
    raw = source.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problem = f"line {line} is not UTF-8 (byte 0x{raw[error.start]:02x})"
        raise SettingsError(f"{source}: {problem}; save the file as UTF-8") from error
    if "\0" in text:
        raise SettingsError(f"{source}: not a text file (it holds a zero byte); save it as UTF-8 text")
    return text.replace("\r\n", "\n")


def _front_matter(found: _Source, title: str) -> str:
    meta = {
        "title": title,
        "publisher": found.publisher,
        "published": found.published,
        "topics": list(found.topics),
        "reviewed": None,
    }
    return f"---\n{yaml.safe_dump(meta, sort_keys=False, allow_unicode=True, width=10_000)}---\n\n"


def _write(path: Path, text: str) -> None:
    """Put an article into place once it has been read back, so that a draft in the corpus is always a whole one."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".import-") as folder:
        draft = Path(folder) / path.name
        draft.write_text(text, encoding="utf-8", newline="\n")
        try:
            passages(load_article(draft))
        except CorpusError as error:
            raise SettingsError(
                f"{path}: the draft could not be used ({error}); copy the text into a .txt file"
            ) from error
        draft.replace(path)
