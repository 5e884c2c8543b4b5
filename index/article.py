"""An article: one Markdown file with YAML front matter, and its exact text."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from index.errors import CorpusError
from index.source import SafeLoader, yaml_problem

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Article:
    r"""A published article.

    Attributes:
        name: the file's stem, unique in a corpus, used in links.
        path: the Markdown file.
        text: the file's whole content, decoded as UTF-8 with line ends read as ``\n``. Every offset in the project
            counts code points into it, so ``path.read_text(encoding="utf-8")[start:end]`` is a quote.
        body: offset at which the Markdown starts, after the front matter.
        title: as the clinic published it.
        publisher: who published it, or None where the article does not say.
        published: date of publication, or None.
        topics: the conditions the article is about, as patients name them, the main name first.
        reviewed: when a clinician last reviewed it, or None.
    """

    name: str
    path: Path
    text: str
    body: int
    title: str
    publisher: str | None = None
    published: date | None = None
    topics: tuple[str, ...] = ()
    reviewed: date | None = None

    @property
    def sha256(self) -> str:
        """Hash of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def line(self, offset: int) -> int:
        """Return the 1-based line on which an offset lies."""
        return self.text.count("\n", 0, offset) + 1


@dataclass(frozen=True)
class ArticleFile:
    """An article's file as it stands, before its front matter is read: enough to tell whether it has changed.

    Attributes:
        path: the Markdown file.
        text: as in `Article`.
    """

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> "ArticleFile":
        """Read one article's file.

        Raises:
            CorpusError: a name that makes no link, unreadable, or not UTF-8.
        """
        if not _NAME.fullmatch(path.stem.lower()):
            problem = f"file name {path.name!r} makes no good link; use lower-case letters, digits and single hyphens"
            raise CorpusError(path, problem)
        return cls(path, _read(path))

    @property
    def name(self) -> str:
        """Name of the article."""
        return self.path.stem.lower()

    @cached_property
    def sha256(self) -> str:
        """Hash of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def article(self) -> Article:
        """Read the front matter.

        Raises:
            CorpusError: there is none, it is not valid YAML, has no title, or no text stands below it.
        """
        path, text = self.path, self.text
        match = _FRONT_MATTER.match(text)
        if match is None:
            raise CorpusError(path, "no front matter; the file must start with '---', a title line, and '---'", line=1)
        meta = _metadata(path, match["yaml"])
        if not text[match.end() :].strip():
            problem = "the article is empty below its front matter; add its text"
            raise CorpusError(path, problem, line=text.count("\n") + 1)
        return Article(
            name=self.name,
            path=path,
            text=text,
            body=match.end(),
            title=_title(path, meta),
            publisher=_optional_text(path, meta, "publisher"),
            published=_optional_date(path, meta, "published"),
            topics=_topics(path, meta),
            reviewed=_optional_date(path, meta, "reviewed"),
        )


def read_articles(folder: Path) -> tuple[ArticleFile, ...]:
    """Read the file of every article of a corpus folder, sorted by name.

    ``README.md`` is for people and is left out.

    Raises:
        CorpusError: the folder is missing or holds no article, a file cannot be read, or two share a name.
    """
    if not folder.is_dir():
        raise CorpusError(folder, "no such corpus folder; name a folder of Markdown articles with --corpus")
    paths = sorted(p for p in folder.glob("*.[mM][dD]") if p.name.lower() != "readme.md")
    if not paths:
        raise CorpusError(folder, "no article (*.md) in this corpus folder; see corpus/README.md for how to add one")
    files = [ArticleFile.read(path) for path in paths]
    _refuse_twins(files)
    return tuple(sorted(files, key=lambda file: file.name))


def load_articles(folder: Path) -> tuple[Article, ...]:
    """Load every article of a corpus folder, sorted by name.

    Raises:
        CorpusError: the folder is missing or holds no article, two files share a name, or an article cannot be used.
    """
    return tuple(file.article() for file in read_articles(folder))


def load_article(path: Path) -> Article:
    """Load one article.

    Raises:
        CorpusError: not UTF-8, no front matter, front matter that is not valid YAML, no title, or no text.
    """
    return ArticleFile.read(path).article()


def _read(path: Path) -> str:
    """Read a text as ``path.read_text`` does, in a third of its time: a large corpus has ten thousand."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = f"not UTF-8 (byte 0x{error.object[error.start]:02x}); save the file as UTF-8"
        raise CorpusError(path, problem, line=line) from error
    except OSError as error:
        raise CorpusError(path, f"cannot be read ({error.strerror}); check the file and its permissions") from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _metadata(path: Path, source: str) -> dict[str, Any]:
    try:
        meta = yaml.load(source, Loader=SafeLoader)  # noqa: S506 (it is safe)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = f"front matter is not valid YAML ({yaml_problem(error)}); correct it"
        raise CorpusError(path, problem, line=mark.line + 2 if mark else 1) from error
    if not isinstance(meta, dict):
        raise CorpusError(path, "front matter must be 'key: value' lines with at least a title", line=2)
    return meta


def _title(path: Path, meta: dict[str, Any]) -> str:
    title = meta.get("title")
    if not isinstance(title, str) or not title.strip():
        raise CorpusError(path, "no title in the front matter; add 'title: ...'", line=1)
    return title.strip()


def _optional_text(path: Path, meta: dict[str, Any], key: str) -> str | None:
    value = meta.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value.strip() if value else None
    raise CorpusError(path, f"{key} is {value!r}; expected a text or null", line=1)


def _optional_date(path: Path, meta: dict[str, Any], key: str) -> date | None:
    value = meta.get(key)
    if value is None or (isinstance(value, date) and type(value) is date):
        return value
    raise CorpusError(path, f"{key} is {value!r}; expected a date such as 2025-11-16, or null", line=1)


def _topics(path: Path, meta: dict[str, Any]) -> tuple[str, ...]:
    value = meta.get("topics") or []
    if not isinstance(value, list) or not all(isinstance(topic, str) and topic.strip() for topic in value):
        raise CorpusError(path, f"topics is {value!r}; expected a list of names", line=1)
    return tuple(topic.strip() for topic in value)


def _refuse_twins(articles: Sequence[ArticleFile]) -> None:
    seen: dict[str, ArticleFile] = {}
    for article in articles:
        if article.name in seen:
            problem = f"two articles are named {article.name!r} (the other is {seen[article.name].path}); rename one"
            raise CorpusError(article.path, problem)
        seen[article.name] = article
