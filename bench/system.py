"""What a system of the benchmark must do. Imports nothing but the standard library: its costs would be everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

TOP = 3
"""Texts that a system may show for a question: as many as a reply has quotes."""


@dataclass(frozen=True)
class Article:
    """An article as a peer gets it: the Markdown below the front matter."""

    name: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A text that a system shows for a question.

    Attributes:
        article: name of the article it is from.
        text: as shown.
        lead_in: what is shown before it, or None.
        also_in: names of other articles in which the system says it stands.
    """

    article: str
    text: str
    lead_in: str | None = None
    also_in: tuple[str, ...] = ()


class System(Protocol):
    """A system under test. A process either builds or loads."""

    def build(self, corpus: Path, folder: Path) -> None:
        """Index the articles of a corpus and keep the index in a folder, which is not there yet."""

    def load(self, folder: Path) -> None:
        """Get ready to answer from an index."""

    def ask(self, question: str, history: Sequence[str]) -> Sequence[Shown]:
        """Return what is shown for a question, best first, at most TOP texts."""


def read_articles(corpus: Path) -> list[Article]:
    """Read the articles of a corpus, sorted by name."""
    paths = sorted(path for path in corpus.glob("*.md") if path.name.lower() != "readme.md")
    return [Article(path.stem, _body(path.read_text(encoding="utf-8"))) for path in paths]


def in_context(question: str, history: Sequence[str]) -> str:
    """Return what a peer searches for: a follow-up is put behind the turn before."""
    return f"{history[-1]} {question}" if history else question


def _body(text: str) -> str:
    """Return what stands below the front matter."""
    return text.split("\n---\n", 1)[1].lstrip("\n") if text.startswith("---\n") else text
