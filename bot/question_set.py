"""Question sets: labelled patient questions, one JSON object per line or one CSV row (see docs/evaluation.md)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from bot.question_rows import Problem, Row, read_rows
from bot.reply import Quote
from index.errors import SettingsError
from index.passage import MAX_WORDS
from index.words import coverage

HIT_COVERAGE = 0.6
"""A quote hits when it covers this part of a gold quote's words and is at most MAX_WORDS long."""


class QuestionKind(StrEnum):
    """What a good reply to the question is."""

    ANSWERABLE = "answerable"
    UNANSWERABLE = "unanswerable"
    URGENT = "urgent"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True)
class Gold:
    """A passage that answers a question; grade 2 fully, grade 1 in part."""

    article: str
    quote: str
    grade: int


@dataclass(frozen=True)
class Question:
    """A labelled question."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    kind: QuestionKind = QuestionKind.ANSWERABLE
    answers: tuple[Gold, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def gold(self) -> tuple[Gold, ...]:
        """The answers of grade 2, or all where there is none."""
        return tuple(answer for answer in self.answers if answer.grade == 2) or self.answers

    def is_hit(self, quote: Quote) -> bool:
        """Tell whether a quote, or its twin in another article, shows a gold answer."""
        if len(quote.text.split()) > MAX_WORDS:
            return False
        articles = {quote.article, *(receipt.article for receipt in quote.also_in)}
        return any(gold.article in articles and coverage(gold.quote, quote.text) >= HIT_COVERAGE for gold in self.gold)


class QuestionSetError(SettingsError):
    """A question set with lines that cannot be used.

    Attributes:
        path: the file.
        problems: all of them, by line.
    """

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{path}:{problem.line}: {problem.text}" for problem in self.problems))


@dataclass(frozen=True)
class QuestionSet:
    """A question set as read, with everything that is wrong with it.

    Attributes:
        path: the file.
        sha256: hash of the file, in hexadecimal.
        questions: the questions of all good lines, in file order.
        lines: line of each question, by question id.
        problems: what is wrong with the other lines.
    """

    path: Path
    sha256: str
    questions: tuple[Question, ...]
    lines: Mapping[str, int]
    problems: tuple[Problem, ...]

    @classmethod
    def read(cls, path: Path) -> "QuestionSet":
        """Read a question set to its end, whatever is wrong with single lines.

        Raises:
            SettingsError: the file cannot be read at all.
        """
        questions: list[Question] = []
        lines: dict[str, int] = {}
        problems: list[Problem] = []
        for row in read_rows(path):
            found = _question(row) if isinstance(row, Row) else (row,)
            if isinstance(found, tuple):
                problems.extend(found)
            elif found.id in lines:
                problems.append(Problem(row.line, f"id {found.id!r} is on line {lines[found.id]} too; rename one"))
            else:
                questions.append(found)
                lines[found.id] = row.line
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return cls(path, digest, tuple(questions), lines, _by_line(problems))

    def without(self, problems: Mapping[str, Iterable[str]]) -> "QuestionSet":
        """Return the set without the questions that have further problems, given by question id."""
        more = [Problem(self.lines[name], text) for name, texts in problems.items() for text in texts]
        every = _by_line((*self.problems, *more))
        kept = tuple(question for question in self.questions if question.id not in problems)
        return replace(self, questions=kept, problems=every)

    def require_sound(self) -> None:
        """Refuse a set with problems.

        Raises:
            QuestionSetError: listing all of them.
        """
        if self.problems:
            raise QuestionSetError(self.path, self.problems)


def _by_line(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line))


def load_questions(path: Path) -> tuple[Question, ...]:
    """Read a question set.

    Raises:
        SettingsError: the file cannot be read or a line is not a question; lists every such line.
    """
    found = QuestionSet.read(path)
    found.require_sound()
    return found.questions


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Answer(BaseModel):
    article: _Text
    quote: _Text
    grade: Literal[1, 2] = 2


class _Fields(BaseModel):
    """A question's fields as files may write them."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: _Text
    question: Annotated[str, StringConstraints(min_length=1)]
    history: Annotated[list[str], BeforeValidator(lambda given: given or [])] = []
    kind: QuestionKind = QuestionKind.ANSWERABLE
    answers: Annotated[list[_Answer], BeforeValidator(lambda given: given or [])] = []
    tags: Annotated[list[str], BeforeValidator(lambda given: given or [])] = []


def _question(row: Row) -> Question | tuple[Problem, ...]:
    """Make a question of a row, or say everything that is wrong with it."""
    fields: dict[str, Any] = {"id": str(row.line), **row.fields}
    try:
        read = _Fields.model_validate(fields)
    except ValidationError as error:
        return tuple(Problem(row.line, _told(found["loc"], found["msg"], found["input"])) for found in error.errors())
    answers = tuple(Gold(answer.article, answer.quote, answer.grade) for answer in read.answers)
    return Question(read.id, read.question, tuple(read.history), read.kind, answers, tuple(read.tags))


def _told(place: tuple[int | str, ...], message: str, found: object) -> str:
    name = ".".join(str(part + 1 if isinstance(part, int) else part) for part in place)
    if message == "Field required":
        return f"{name} is missing"
    shown = repr(found)
    return f"{name} is {shown if len(shown) <= 60 else shown[:57] + '...'}; {message[0].lower()}{message[1:]}"
