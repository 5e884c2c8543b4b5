"""Chapters: what becomes of one article and its question file, whatever else is in the corpus.

An index tells how much of it is of which article, so that a build takes over every chapter whose files are unchanged.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.article import ArticleFile
from index.passage import Passage, passages
from index.question_bank import QuestionBank, bank_file, load_questions


@dataclass(frozen=True)
class Chapter:
    """How much of an index is of one article.

    Attributes:
        article: name of the article.
        passages: number of its passages.
        questions: number of views that show them as patients ask for them.
        is_clean: whether every entry of its question file fits a passage.
    """

    article: str
    passages: int
    questions: int
    is_clean: bool


def counted(passages: Sequence[Passage], asked: Sequence[int]) -> tuple[Chapter, ...]:
    """Count the chapters of an index that no build has made; nobody knows whether their question files fit.

    Args:
        passages: all passages, by article.
        asked: row of the passage of each view that is a patient's question.
    """
    articles = [passage.article for passage in passages]
    questions = Counter(articles[row] for row in asked)
    return tuple(Chapter(name, count, questions[name], is_clean=False) for name, count in Counter(articles).items())


@dataclass(frozen=True)
class Fresh:
    """A chapter as its files read now.

    Attributes:
        article: name of the article.
        passages: in reading order.
        bank: how patients ask for them; rows count from the first of them.
    """

    article: str
    passages: tuple[Passage, ...]
    bank: QuestionBank

    @classmethod
    def read(cls, file: ArticleFile, corpus: Path) -> "Fresh":
        """Cut an article into passages and attach its questions to them.

        Raises:
            CorpusError: one of the two files cannot be used.
        """
        found = passages(file.article())
        return cls(file.name, found, load_questions(bank_file(corpus, file.name), file.name, found))

    @property
    def chapter(self) -> Chapter:
        """How much that is."""
        questions = sum(len(question.passages) for question in self.bank.questions)
        return Chapter(self.article, len(self.passages), questions, not self.bank.problems)
