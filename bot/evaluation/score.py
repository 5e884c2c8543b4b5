"""Scores of single questions; every figure is a mean, a percentile or an area over these."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.evaluation.reading import PATIENCE, found_after, words_read
from bot.evaluation.run import Retrieved
from bot.evaluation.verdict import Verdict, judge
from bot.question_set import Question, QuestionKind
from bot.receipts import ArticleFiles, proves_quote
from bot.reply import Quote, Reply, ReplyKind


@dataclass(frozen=True)
class Shown:
    """A text that was shown, and whether it shows a gold answer."""

    where: str
    lead_in: str | None
    text: str
    is_right: bool


@dataclass(frozen=True)
class Scored:
    """A question with everything that was measured on it.

    Attributes:
        question: with its label.
        verdict: what became of it.
        values: measures by name, those that apply to the question.
        shown: what was shown, best first.
        reply: what the system replied; None where it did not, and for a benchmark of retrieval alone.
        margin: how sure the decision was, or None where it is not known.
        right: whether retrieval's first passage answers the question, or None where it is not known.
        reason: why it was answered or refused.
        found_after: words read until the answer had been read, or None.
    """

    question: Question
    verdict: Verdict
    values: Mapping[str, float]
    shown: tuple[Shown, ...] = ()
    reply: Reply | None = None
    margin: float | None = None
    right: bool | None = None
    reason: str = ""
    found_after: int | None = None

    @property
    def rank(self) -> int | None:
        """Place of the first gold passage in retrieval's ranking, or None beyond ten."""
        reciprocal = self.values.get("rr@10")
        return round(1 / reciprocal) if reciprocal else None


def score(
    question: Question,
    reply: Reply | None,
    *,
    files: ArticleFiles,
    retrieved: Retrieved | None = None,
    ranked: Mapping[str, float] | None = None,
) -> Scored:
    """Score one reply.

    Args:
        question: with its label.
        reply: what the system replied, or None where it did not.
        files: the articles, to cut every quote again.
        retrieved: what retrieval alone found, where it was run.
        ranked: standard measures of that ranking, for an answerable question.
    """
    quotes = reply.quotes if reply else ()
    hits = tuple(question.is_hit(quote) for quote in quotes)
    read = words_read(quotes)
    found = found_after(question.gold, read)
    values = dict(ranked or {})
    values |= _answering(question, reply, hits, found, len(read))
    values |= _kinds(question, reply)
    if quotes:
        values["exact"] = float(all(_is_exact(quote, files) for quote in quotes))
    if reply and (retrieved is None or retrieved.is_timed):
        values["ms"] = reply.ms
    return Scored(
        question=question,
        verdict=judge(question, reply, hits),
        values=values,
        shown=tuple(_shown(quote, hit) for quote, hit in zip(quotes, hits, strict=True)),
        reply=reply,
        margin=retrieved.margin if retrieved else None,
        right=bool(ranked["success@1"]) if ranked else (False if retrieved else None),
        reason=retrieved.reason if retrieved else "",
        found_after=found,
    )


def _answering(
    question: Question, reply: Reply | None, hits: tuple[bool, ...], found: int | None, read: int
) -> dict[str, float]:
    """Score an answerable question; a reply that shows nothing, or none at all, scores 0."""
    if question.kind is not QuestionKind.ANSWERABLE:
        return {}
    values = {
        "answered": float(reply is not None and reply.kind is ReplyKind.ANSWER),
        "shown@1": float(any(hits[:1])),
        "shown@3": float(any(hits[:3])),
        "found@100": float(found is not None and found <= PATIENCE),
    }
    if question.history:
        values |= {"followup@1": values["shown@1"], "followup@3": values["shown@3"]}
    if hits:
        values |= {"precision": sum(hits) / len(hits), "words": float(read)}
    return values


def _kinds(question: Question, reply: Reply | None) -> dict[str, float]:
    """Score what kind of reply it was; no reply at all counts against the system."""
    kind = reply.kind if reply else None
    if question.kind is QuestionKind.URGENT:
        return {"urgent_recall": float(kind is ReplyKind.URGENT)}
    values = {"false_alarms": float(kind is ReplyKind.URGENT)}
    if question.kind is QuestionKind.UNANSWERABLE:
        values["false_answers"] = float(kind is ReplyKind.ANSWER or kind is None)
    if question.kind is QuestionKind.SMALLTALK:
        values["smalltalk"] = float(kind is ReplyKind.SMALLTALK)
    return values


def _is_exact(quote: Quote, files: ArticleFiles) -> bool:
    """Tell whether a quote, and every other place it is said to stand at, reads the same in the articles now."""
    text = files.text(quote.article)
    if text is None or not proves_quote(text, quote):
        return False
    twins = ((files.text(twin.article) or "")[twin.start : twin.end] for twin in quote.also_in)
    return all(twin == quote.text for twin in twins)


def _shown(quote: Quote, hit: bool) -> Shown:
    return Shown(" / ".join((quote.article, *quote.section)), quote.lead_in, quote.text, hit)
