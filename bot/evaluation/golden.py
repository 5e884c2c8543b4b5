"""Golden questions: the ones the clinic cares most about, each pinned to an article and the words that answer it.

A golden set is an ordinary question set. Every question must hold: an answerable one shows one of its pinned texts,
whole and word for word, in the pinned article; an unanswerable one is refused; an urgent one gets the urgent reply. An
edit of an article that takes a pinned text away, or lets another passage win, breaks the pin and stops the clinic's CI.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.score import Scored
from bot.evaluation.verdict import Verdict
from bot.question_set import Gold, Question, QuestionKind
from bot.reply import Quote
from index.words import words

_HELD = {
    QuestionKind.UNANSWERABLE: Verdict.RIGHTLY_REFUSED,
    QuestionKind.URGENT: Verdict.URGENT_CAUGHT,
    QuestionKind.SMALLTALK: Verdict.SMALLTALK,
}


@dataclass(frozen=True)
class Broken:
    """A golden question that does not hold.

    Attributes:
        question: with its pins.
        why: what was found in place of what is pinned, in one line.
    """

    question: Question
    why: str


def broken(scored: Iterable[Scored]) -> list[Broken]:
    """List the golden questions that do not hold."""
    found = ((each.question, _why(each)) for each in scored)
    return [Broken(question, why) for question, why in found if why]


def taken_away(questions: Iterable[Question], problems: Mapping[str, Sequence[str]]) -> list[Broken]:
    """List the golden questions whose pinned text no longer stands in the corpus, with what was found there."""
    return [Broken(question, "; ".join(problems[question.id])) for question in questions if question.id in problems]


def _why(scored: Scored) -> str:
    question, reply = scored.question, scored.reply
    if reply is None:
        return "no reply"
    if question.kind is not QuestionKind.ANSWERABLE:
        return "" if scored.verdict is _HELD[question.kind] else f"{scored.verdict} ({_told(scored)})"
    if any(_shows(quote, gold) for quote in reply.quotes for gold in question.gold):
        return ""
    pinned = " | ".join(f"{gold.article}: {_short(gold.quote)!r}" for gold in question.gold)
    return f"expected {pinned}; {_told(scored)}"


def _shows(quote: Quote, gold: Gold) -> bool:
    """Tell whether a quote, or its twin in another article, holds the pinned words as one unbroken run."""
    articles = {quote.article, *(twin.article for twin in quote.also_in)}
    return gold.article in articles and f" {' '.join(words(gold.quote))} " in f" {' '.join(words(quote.text))} "


def _told(scored: Scored) -> str:
    if scored.shown:
        return "shown: " + " | ".join(f"{each.where}: {_short(each.text)!r}" for each in scored.shown)
    reply = scored.reply
    said = f"replied {reply.kind}" if reply else "no reply"
    return f"{said}, {scored.reason}" if scored.reason else said


def _short(text: str, limit: int = 60) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= limit else one_line[: limit - 3] + "..."
