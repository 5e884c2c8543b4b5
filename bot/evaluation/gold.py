"""Gold passages: which passages of an index answer a question, judged by the quotes of the question set."""

from collections import defaultdict
from collections.abc import Sequence

from bot.question_set import HIT_COVERAGE, Gold, Question
from index.passage import MAX_WORDS, Passage
from index.words import coverage

FULL, PART = 2, 1
"""Grades of a passage; the measures other than nDCG count full ones alone (trec_eval's ``-l 2``)."""

UNREACHABLE = "no-passage-shows-it"
"""Judged relevant where no passage is: the question then scores 0 with every tool and is dropped by none."""


class GoldPassages:
    """Judges passages as `Question.is_hit` judges quotes; remembers what it has judged."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        articles_of_text: dict[str, set[str]] = defaultdict(set)
        for passage in passages:
            articles_of_text[passage.text].add(passage.article)
        self._by_article: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            if len(passage.text.split()) <= MAX_WORDS:
                for article in articles_of_text[passage.text]:
                    self._by_article[article].append(passage)
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def grades(self, question: Question) -> dict[str, int]:
        """Return the passages that answer a question: FULL for the question's gold, PART for its other answers."""
        full = {name for gold in question.gold for name in self._showing(gold)}
        every = {name for answer in question.answers for name in self._showing(answer)}
        return {name: FULL if name in full else PART for name in sorted(every)}

    def _showing(self, gold: Gold) -> frozenset[str]:
        key = (gold.article, gold.quote)
        if key not in self._known:
            inside = self._by_article.get(gold.article, [])
            shown = (each.id for each in inside if coverage(gold.quote, each.text) >= HIT_COVERAGE)
            self._known[key] = frozenset(shown)
        return self._known[key]


def judged(grades: dict[str, int]) -> dict[str, int]:
    """Return the relevance judgements of one question for a TREC tool, never without a full one."""
    return grades if FULL in grades.values() else {**grades, UNREACHABLE: FULL}
