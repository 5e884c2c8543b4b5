"""Coverage: which passages carry the load, which are never found, and which topics are asked of which article."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.question_log.entry import Entry
from bot.reply import ReplyKind
from bot.staff.heat_map import HeatMap, most_asked
from index.passage import Passage
from index.store import Index


@dataclass(frozen=True)
class PassageUse:
    """What became of a passage. A thumb goes to every passage of its reply.

    Attributes:
        passage: which.
        quoted: replies that quoted it.
        first: replies that quoted it first.
        liked: thumbs up on these replies.
        disliked: thumbs down.
        is_seen: whether it was quoted, or all of it stands in a passage that was.
    """

    passage: Passage
    quoted: int
    first: int
    liked: int
    disliked: int
    is_seen: bool


@dataclass(frozen=True)
class ArticleUse:
    """What became of an article.

    Attributes:
        article: its name.
        replies: replies that quoted it.
        passages: its passages in reading order.
    """

    article: str
    replies: int
    passages: tuple[PassageUse, ...]

    @property
    def never(self) -> tuple[PassageUse, ...]:
        """The passages that no patient has seen."""
        return tuple(use for use in self.passages if not use.is_seen)


@dataclass(frozen=True)
class Coverage:
    """What a log says of a corpus.

    Attributes:
        articles: by name.
        headings: replies by innermost heading of a passage that they quoted, and its article.
        left_out: refused messages by the topic that was nearest, and the article that was nearest.
        gone: quotes of passages that the index no longer holds.
    """

    articles: tuple[ArticleUse, ...]
    headings: HeatMap
    left_out: HeatMap
    gone: int

    @classmethod
    def of(cls, entries: Iterable[Entry], index: Index) -> "Coverage":
        """Count what entries say of the passages of an index; no words are needed."""
        counts = _Counts(entries)
        seen = _seen(index.passages, counts.quoted)
        uses = [
            PassageUse(
                each,
                counts.quoted[each.id],
                counts.first[each.id],
                counts.liked[each.id],
                counts.disliked[each.id],
                each.id in seen,
            )
            for each in index.passages
        ]
        known = {passage.id: passage for passage in index.passages}
        names = tuple(dict.fromkeys(index.articles))
        replies, headings = counts.replies(known)
        articles = tuple(
            ArticleUse(name, replies[name], tuple(use for use in uses if use.passage.article == name)) for name in names
        )
        labels = {topic.name: topic.label for topic in index.topics}
        left_out = Counter({(labels.get(row, row), name): count for (row, name), count in counts.left_out.items()})
        return cls(
            articles=articles,
            headings=HeatMap.of(headings, list(dict.fromkeys(map(heading, index.passages))), names),
            left_out=HeatMap.of(left_out, most_asked(left_out), names),
            gone=sum(count for name, count in counts.quoted.items() if name not in known),
        )

    @property
    def passages(self) -> tuple[PassageUse, ...]:
        """The passages of all articles."""
        return tuple(use for article in self.articles for use in article.passages)

    @property
    def seen_share(self) -> float:
        """Share of the passages that a patient has seen."""
        return sum(use.is_seen for use in self.passages) / len(self.passages)


class _Counts:
    """Counts of one pass over the entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.quoted: Counter[str] = Counter()
        self.first: Counter[str] = Counter()
        self.liked: Counter[str] = Counter()
        self.disliked: Counter[str] = Counter()
        self.left_out: Counter[tuple[str, str]] = Counter()
        self._shown: Counter[tuple[str, ...]] = Counter()
        for entry in entries:
            if entry.shown:
                self._count(entry)
            elif entry.kind is ReplyKind.NOT_FOUND and entry.topic and entry.nearest:
                self.left_out[entry.topic[0], entry.nearest[0].article] += 1

    def _count(self, entry: Entry) -> None:
        self._shown[entry.shown] += 1
        self.first[entry.shown[0]] += 1
        self.quoted.update(entry.shown)
        if entry.thumb:
            (self.liked if entry.thumb > 0 else self.disliked).update(entry.shown)

    def replies(self, known: Mapping[str, Passage]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
        """Count replies by article, and by heading and article."""
        articles: Counter[str] = Counter()
        headings: Counter[tuple[str, str]] = Counter()
        for shown, count in self._shown.items():
            passages = [known[name] for name in shown if name in known]
            articles.update(dict.fromkeys({passage.article for passage in passages}, count))
            headings.update(dict.fromkeys({(heading(passage), passage.article) for passage in passages}, count))
        return articles, headings


def heading(passage: Passage) -> str:
    """Return the innermost heading above a passage; where there is none, say so."""
    return passage.section[-1] if passage.section else "(no heading)"


def _seen(passages: Sequence[Passage], quoted: Mapping[str, int]) -> set[str]:
    """Name the passages that were quoted, and those that stand inside one that was."""
    shown = [passage for passage in passages if quoted.get(passage.id)]
    return {
        passage.id
        for passage in passages
        if any(
            passage.article == whole.article and whole.start <= passage.start and passage.end <= whole.end
            for whole in shown
        )
    }
