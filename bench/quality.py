"""Quality: what is shown for answerable questions, judged as the evaluation judges replies (docs/evaluation.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.system import Article, Shown
from bot.evaluation.reading import PATIENCE, found_after, words_read
from bot.question_set import HIT_COVERAGE, Question
from bot.reply import Confidence, Quote, Receipt
from index.words import coverage


@dataclass(frozen=True)
class Quality:
    """Shares of a set's answerable questions; one for which nothing is shown counts as wrong.

    Attributes:
        n: number of questions.
        first: the first text hits: from the article, 60 % of the gold quote's words, at most 150 words long.
        three: one of the first three does.
        first_any: the first text would hit if it could be of any length.
        three_any: one of the first three would.
        found: 60 % of a gold quote has been read within 100 words, from the top.
    """

    n: int
    first: float
    three: float
    first_any: float
    three_any: float
    found: float

    @classmethod
    def of(
        cls, questions: Sequence[Question], shown: Sequence[Sequence[Shown]], articles: Sequence[Article]
    ) -> "Quality":
        """Judge what was shown for each question.

        Args:
            questions: answerable ones, at least one.
            shown: texts by question, best first.
            articles: the corpus: a text that stands in several articles counts as from each of them.
        """
        texts = {article.name: article.text for article in articles}
        quotes = [[_quote(each, texts) for each in row] for row in shown]
        pairs = list(zip(questions, quotes, strict=True))
        hits = [[question.is_hit(quote) for quote in row] for question, row in pairs]
        shows = [[_shows(question, quote) for quote in row] for question, row in pairs]
        read = [found_after(question.gold, words_read(row)) for question, row in pairs]
        return cls(
            n=len(pairs),
            first=_share([any(row[:1]) for row in hits]),
            three=_share([any(row) for row in hits]),
            first_any=_share([any(row[:1]) for row in shows]),
            three_any=_share([any(row) for row in shows]),
            found=_share([words is not None and words <= PATIENCE for words in read]),
        )


def _shows(question: Question, quote: Quote) -> bool:
    """Tell whether a quote of any length shows a gold answer."""
    articles = {quote.article, *(twin.article for twin in quote.also_in)}
    return any(gold.article in articles and coverage(gold.quote, quote.text) >= HIT_COVERAGE for gold in question.gold)


def _quote(shown: Shown, texts: Mapping[str, str]) -> Quote:
    """Make a quote, for the evaluation's own functions, of a text that has no receipt."""
    twins = {*shown.also_in, *(name for name, text in texts.items() if shown.text in text)} - {shown.article}
    return Quote(
        article=shown.article,
        title="",
        publisher=None,
        section=(),
        lead_in=shown.lead_in,
        text=shown.text,
        file="",
        start=0,
        end=0,
        sha256="",
        score=0.0,
        confidence=Confidence.LOW,
        link="",
        also_in=tuple(Receipt(name, "", 0, 0) for name in sorted(twins)),
    )


def _share(verdicts: Sequence[bool]) -> float:
    return sum(verdicts) / len(verdicts)
