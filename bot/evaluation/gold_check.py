"""Checking gold quotes against the corpus: a set written for other articles must not be scored in silence."""

from collections.abc import Iterable, Mapping

from bot.question_set import Gold, Question, QuestionKind
from index.article import Article
from index.words import coverage, words

SHOWN = 160
"""Characters of the nearest text that a problem shows."""


class GoldCheck:
    """Looks for gold quotes in the articles, word by word: markup, case and punctuation may differ."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self._said = {name: _said(article.text) for name, article in articles.items()}
        self._known: dict[tuple[str, str], str | None] = {}

    def problems(self, questions: Iterable[Question]) -> dict[str, list[str]]:
        """List what is wrong with the gold answers of questions, by question id."""
        found = {question.id: self._problems(question) for question in questions}
        return {name: texts for name, texts in found.items() if texts}

    def _problems(self, question: Question) -> list[str]:
        if question.kind is QuestionKind.ANSWERABLE and not question.answers:
            return ["answerable without a gold answer; add 'answers' or another 'kind'"]
        return [problem for gold in question.answers if (problem := self._problem(gold))]

    def _problem(self, gold: Gold) -> str | None:
        key = (gold.article, gold.quote)
        if key not in self._known:
            self._known[key] = self._look(gold)
        return self._known[key]

    def _look(self, gold: Gold) -> str | None:
        if gold.article not in self._articles:
            return f"no article {gold.article!r}; the corpus has {', '.join(sorted(self._articles))}"
        said = _said(gold.quote)
        if said.strip() and said in self._said[gold.article]:
            return None
        elsewhere = [name for name, text in self._said.items() if said.strip() and said in text]
        if elsewhere:
            return (
                f"{_short(gold.quote)!r} is not in {gold.article}, it is in {', '.join(elsewhere)}; correct 'article'"
            )
        nearest = _nearest(gold.quote, self._articles[gold.article].text)
        return f"{_short(gold.quote)!r} is not in {gold.article}; the nearest text is {_short(nearest)!r}"


def _said(text: str) -> str:
    return f" {' '.join(words(text))} "


def _nearest(quote: str, text: str) -> str:
    """Return the line that covers most of a quote, the shortest of equals."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return max(lines, key=lambda line: (coverage(quote, line), -len(line)))


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= SHOWN else f"{one_line[:SHOWN].rstrip()} ..."
