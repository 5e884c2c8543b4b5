"""Articles: which are due for review, and what an edit would change of what patients are shown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.question_log.entry import Entry
from index.article import load_article, load_articles
from index.errors import CorpusError
from index.passage import Passage, passages
from index.question_bank import FOLDER, anchored
from index.source import LINE, entries
from index.topic import NOT_COVERED
from index.words import coverage

REVIEW_MONTHS = 12
"""After so many months an article is due for review: a year, as is usual for patient information."""

CHANGED = 0.5
"""A passage that shares this part of its words with a new one, both ways, has changed; below it, it has vanished."""


@dataclass(frozen=True)
class Review:
    """When an article was reviewed.

    Attributes:
        article: its name.
        title: its title.
        reviewed: when a clinician last reviewed it, or None.
        days: since then, or None.
        is_due: whether it was never reviewed, or REVIEW_MONTHS or more ago.
    """

    article: str
    title: str
    reviewed: date | None
    days: int | None
    is_due: bool


@dataclass(frozen=True)
class Fate:
    """A passage that an edit takes away.

    Attributes:
        passage: as it is.
        nearest: the new passage with most words in common, or None where none has any.
        likeness: how alike the two are, in [0, 1]: the harmonic mean of the share of words common to both.
        shown: how many logged replies quoted the passage.
        questions: logged questions that it was quoted for, at most three; empty where words are not kept.
    """

    passage: Passage
    nearest: Passage | None
    likeness: float
    shown: int
    questions: tuple[str, ...]

    @property
    def has_changed(self) -> bool:
        """Tell whether the nearest passage is the same one in other words; else the passage vanishes."""
        return self.likeness >= CHANGED


@dataclass(frozen=True)
class Edit:
    """What a new text of an article changes.

    Attributes:
        article: its name.
        kept: number of passages that stay as they are.
        changed: passages that read differently, most quoted first.
        vanished: passages that are gone, most quoted first.
        new: passages that come new, in reading order.
        unanchored: ``file:line`` of entries of the question files that fit no passage of the new text.
    """

    article: str
    kept: int
    changed: tuple[Fate, ...]
    vanished: tuple[Fate, ...]
    new: tuple[Passage, ...]
    unanchored: tuple[str, ...]

    @classmethod
    def of(cls, corpus: Path, article: str, text: str, logged: Iterable[Entry] = ()) -> "Edit":
        """Compare an article with a new text of it.

        Args:
            corpus: folder of articles.
            article: name of the article.
            text: the whole new file, front matter included.
            logged: the question log.

        Raises:
            CorpusError: the article does not exist, or its new text cannot be used; names the line.
        """
        before, after = passages(load_article(corpus / f"{article}.md")), _cut(corpus / f"{article}.md", text)
        old, new = ({passage.id: passage for passage in each} for each in (before, after))
        gone = [passage for passage in before if passage.id not in new]
        come = [passage for passage in after if passage.id not in old]
        fates = _fates(gone, come, list(logged))
        taken = {fate.nearest.id for fate in fates if fate.has_changed and fate.nearest}
        return cls(
            article,
            len(before) - len(gone),
            tuple(fate for fate in fates if fate.has_changed),
            tuple(fate for fate in fates if not fate.has_changed),
            tuple(passage for passage in come if passage.id not in taken),
            _unanchored(corpus, article, before, after, text),
        )


def reviews(corpus: Path, today: date) -> tuple[Review, ...]:
    """List all articles, the longest without a review first.

    Raises:
        CorpusError: an article cannot be used.
    """
    found = [
        Review(
            article.name,
            article.title,
            article.reviewed,
            (today - article.reviewed).days if article.reviewed else None,
            article.reviewed is None or _months_later(article.reviewed, REVIEW_MONTHS) <= today,
        )
        for article in load_articles(corpus)
    ]
    return tuple(sorted(found, key=lambda review: (review.reviewed or date.min, review.article)))


def _months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the first of the next month where that month is too short."""
    year, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + year, month=month + 1)
    except ValueError:
        return _months_later(day.replace(day=1), months + 1)


def _cut(path: Path, text: str) -> tuple[Passage, ...]:
    """Cut a text that is on no disk as if it stood in a file."""
    with TemporaryDirectory() as folder:
        draft = Path(folder) / path.name
        draft.write_text(text, encoding="utf-8", newline="")
        try:
            return passages(load_article(draft))
        except CorpusError as error:
            problem = str(error).removeprefix(f"{draft}").removeprefix(f":{error.line}").removeprefix(": ")
            raise CorpusError(path, problem, line=error.line) from error


def _fates(gone: Sequence[Passage], come: Sequence[Passage], logged: Sequence[Entry]) -> list[Fate]:
    shown = Counter(passage for entry in logged for passage in dict.fromkeys(entry.shown))
    fates = []
    for passage in gone:
        nearest = max(come, key=lambda other: _likeness(passage, other), default=None)
        likeness = _likeness(passage, nearest) if nearest else 0.0
        asked = dict.fromkeys(each.question for each in logged if passage.id in each.shown and each.question)
        fates.append(Fate(passage, nearest if likeness else None, likeness, shown[passage.id], tuple(asked)[:3]))
    return sorted(fates, key=lambda fate: (-fate.shown, fate.passage.start))


def _likeness(one: Passage, other: Passage) -> float:
    shared, back = coverage(one.text, other.text), coverage(other.text, one.text)
    return 2 * shared * back / (shared + back) if shared and back else 0.0


def _unanchored(
    corpus: Path, article: str, before: Sequence[Passage], after: Sequence[Passage], text: str
) -> tuple[str, ...]:
    """List the entries of the article's question file, and topics that point into it, which lose what they name."""
    path, topics = corpus / FOLDER / f"{article}.yaml", corpus / FOLDER / NOT_COVERED
    lost = [
        f"{path}:{entry[LINE]}"
        for entry in (entries(path) if path.is_file() else [])
        if anchored(path, entry, article, before) and not anchored(path, entry, article, after)
    ]
    near = [(entry, entry.get("near") or {}) for entry in (entries(topics) if topics.is_file() else [])]
    lost += [
        f"{topics}:{entry[LINE]}"
        for entry, place in near
        if place.get("article") == article and str(place.get("quote")) not in text
    ]
    return tuple(lost)
