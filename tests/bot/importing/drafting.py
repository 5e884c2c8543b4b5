"""Drafts: a source put into a corpus and read back."""

from pathlib import Path

from bot.importing.draft import import_article
from index.article import Article, load_article
from index.passage import Passage, PassageKind, passages

FIXTURES = Path(__file__).parent.parent / "fixtures" / "importing"
SOURCES = sorted(path for path in FIXTURES.iterdir() if path.suffix in {".html", ".txt"})


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
