"""A phrasing that staff attach: what is refused, and where it stands already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.message import clean, has_words
from bot.staff.errors import DraftError
from bot.staff.question_lines import NO_VOICE, Line, QuestionLines
from index.article import Article, load_articles
from index.passage import Passage, passages
from index.question_bank import anchored, question_files
from index.source import LINE, entries, texts
from index.topic import NOT_COVERED, SMALLTALK

MAX_CHARACTERS = 300
"""A longer phrasing mixes several questions; the longest that the bank's writers needed have about as many."""


@dataclass(frozen=True)
class Stands:
    """A phrasing of the corpus and where it stands.

    Attributes:
        path: the question file.
        line: the phrasing and its place in the file.
        entry: the entry as read.
        rows: the passages that it asks for; empty for a topic's, and where the entry fits no passage.
        topic: the topic that it asks for, or None.
    """

    path: Path
    line: Line
    entry: Mapping[str, Any] = field(repr=False)
    rows: tuple[int, ...] = ()
    topic: str | None = None

    @property
    def where(self) -> str:
        """The place as file and line."""
        return f"{self.path}:{self.line.line}"


@dataclass(frozen=True)
class Phrasings:
    """A corpus as staff change it: its articles, its passages and every phrasing of its question files.

    Attributes:
        corpus: the folder.
        articles: all articles by name.
        passages: all passages, by article and in reading order, as an index has them.
        stand: every phrasing.
    """

    corpus: Path
    articles: Mapping[str, Article]
    passages: Sequence[Passage]
    stand: tuple[Stands, ...]

    @classmethod
    def read(cls, corpus: Path) -> "Phrasings":
        """Read a corpus folder.

        Raises:
            CorpusError: an article or question file cannot be used.
        """
        articles = {article.name: article for article in load_articles(corpus)}
        found = [passage for article in articles.values() for passage in passages(article)]
        stand = tuple(each for path in question_files(corpus) for each in _of_file(path, found))
        return cls(corpus, articles, found, stand)

    def row(self, passage: str) -> int:
        """Find a passage by its id or its exact text.

        Raises:
            DraftError: there is none, or the text stands several times.
        """
        rows = [row for row, each in enumerate(self.passages) if passage in {each.id, each.text}]
        if not rows:
            raise DraftError(f"no passage {passage[:60]!r} in {self.corpus}; it may have changed, look it up again")
        if len(rows) > 1:
            raise DraftError(f"{len(rows)} passages read {passage[:60]!r}; name one by its id")
        return rows[0]

    def checked(self, phrasing: str, *, row: int | None = None, topic: str | None = None) -> str:
        """Return a phrasing, cleaned, that can be attached to a passage or a topic.

        Raises:
            DraftError: it is empty, too long, holds personal data, or stands in the corpus already; says where.
        """
        cleaned = clean(phrasing)
        if not has_words(cleaned):
            raise DraftError("the phrasing is empty; write how a patient asks")
        if len(cleaned) > MAX_CHARACTERS:
            raise DraftError(f"the phrasing has {len(cleaned)} characters, at most {MAX_CHARACTERS}; shorten it")
        _refuse_personal(cleaned)
        for each in self.stand:
            if each.line.text.casefold() == cleaned.casefold():
                raise DraftError(_told(each, is_wanted=row in each.rows if topic is None else each.topic == topic))
        return cleaned


def _of_file(path: Path, found: Sequence[Passage]) -> Iterator[Stands]:
    read = entries(path)
    is_topics = path.name in {NOT_COVERED, SMALLTALK}
    rows = [() if is_topics else anchored(path, entry, path.stem, found) for entry in read]
    for entry in read:
        listed = entry.get("questions")
        for voice, asked in listed.items() if isinstance(listed, dict) and not is_topics else [(NO_VOICE, listed)]:
            if voice != LINE:
                texts(path, entry, asked, voice or "questions")
    for line in QuestionLines(path.read_bytes().decode("utf-8")):
        entry = read[line.entry]
        topic = str(entry["topic"]).strip() if line.voice == NO_VOICE and is_topics else None
        yield Stands(path, line, entry, rows[line.entry], topic)


def _refuse_personal(phrasing: str) -> None:
    # The question log is a part of its own; a corpus is changed by hand without it.
    from bot.question_log.redact import redact

    redacted = redact(phrasing)
    if redacted != phrasing:
        raise DraftError(f"the phrasing holds personal data; without it: {redacted!r}")


def _told(each: Stands, *, is_wanted: bool) -> str:
    if is_wanted:
        return f"{each.where}: this phrasing is there already"
    if each.topic is not None:
        return f"{each.where}: this is how patients ask for the topic {each.topic!r}; remove it there first"
    if not each.rows:
        return f"{each.where}: this phrasing stands in an entry that fits no passage; correct that entry first"
    return f"{each.where}: this is how patients ask for another passage; remove it there first"
