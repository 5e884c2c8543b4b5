"""Drafts: documents that staff import as articles, kept beside the index until a person has read them."""

import shutil
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.importing.draft import import_article
from bot.settings import Settings
from bot.web.article_body import render_body
from bot.web.staff.panel import figures
from index.article import load_article
from index.errors import SettingsError
from index.passage import passages

FOLDER = "drafts"
"""Beside the index: nothing in it is ever served or indexed."""

SUFFIXES = [".html", ".htm", ".docx", ".pdf", ".md", ".txt"]
"""What can be imported."""


def drafts_folder(settings: Settings) -> Path:
    """Name the folder of drafts."""
    return settings.index.parent / FOLDER


def take_draft(settings: Settings, document: Path, name: str) -> Path:
    """Make a draft of a document that was sent, and delete the document.

    Args:
        settings: where the corpus is, and the drafts.
        document: the document; its suffix says what it is.
        name: name of the article; empty for one made from the document's name.

    Raises:
        SettingsError: the document cannot be read, or there is a draft or an article of that name.
    """
    try:
        return _imported(settings, document, name.strip() or None)
    except SettingsError as error:
        raise SettingsError(str(error).replace(f"{document.parent}/", "").replace("--name", "a name")) from error
    finally:
        document.unlink(missing_ok=True)


def _imported(settings: Settings, document: Path, name: str | None) -> Path:
    if document.suffix.lower() not in SUFFIXES:
        raise SettingsError(f"{document.name}: cannot be imported; expected {', '.join(SUFFIXES)}")
    folder = drafts_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as aside:
        made = import_article(document, Path(aside), name=name)
        taken = next((place for place in (settings.corpus, folder) if (place / made.name).exists()), None)
        if taken:
            raise SettingsError(f"{taken / made.name} is there already and stays as it is; give another name")
        shutil.copyfile(made, folder / made.name)
    return folder / made.name


def render_draft(path: Path, corpus: Path) -> str:
    """Render a draft as the article that it would be, with what is to be done with it.

    Args:
        path: the draft.
        corpus: where it goes once it is reviewed.

    Raises:
        CorpusError: the draft cannot be used.
    """
    article = load_article(path)
    numbers = figures([("Passages", str(len(passages(article)))), ("Words", f"{len(article.text.split()):,}")])
    todo = (
        f"This is a draft in {path}; patients do not see it. Compare it with the document. Correct the file, add when "
        f"a clinician has reviewed it, move it to {corpus}/{path.name} and restart the site."
    )
    return (
        f'<p class="verdict">{escape(todo)}</p>{numbers}'
        f'<article class="article shaded"><h2>{escape(article.title)}</h2>{render_body(article)}</article>'
    )
