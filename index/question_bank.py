"""The question bank: how patients ask for each passage, from ``questions/<article>.yaml`` beside the articles.

An entry is anchored to its passage by the passage's exact text. When an article changes, an entry that no longer
matches is reported with file and line and left out; it is never attached to another passage.
"""

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import CorpusError
from index.passage import Passage, PassageKind
from index.source import LINE, entries, texts

FOLDER = "questions"
NOT_OF_AN_ARTICLE = frozenset({"not-covered", "smalltalk"})
"""Files of the folder that topics are read from."""


@dataclass(frozen=True)
class PatientQuestion:
    """One way in which patients ask for a passage.

    Attributes:
        text: the question in a patient's words.
        voice: who writes like that (short, plain, worried ...); whole voices are held out to judge the adapter.
        passages: rows of the passages that answer it: one, or the parts of a long list.
    """

    text: str
    voice: str
    passages: tuple[int, ...]


@dataclass(frozen=True)
class QuestionBank:
    """All patient questions of a corpus.

    Attributes:
        questions: in file order.
        problems: one line per entry that fits no passage, with file and line.
    """

    questions: tuple[PatientQuestion, ...]
    problems: tuple[str, ...]


def load_question_bank(corpus: Path, passages: Sequence[Passage]) -> QuestionBank:
    """Load the question bank of a corpus folder; a folder without one has an empty bank.

    Raises:
        CorpusError: a file is not valid YAML or an entry is malformed.
    """
    questions: list[PatientQuestion] = []
    problems: list[str] = []
    of_article: dict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        of_article[passage.article].append(row)
    for name, rows in sorted(of_article.items()):
        bank = load_questions(bank_file(corpus, name), name, [passages[row] for row in rows])
        questions.extend(
            replace(question, passages=tuple(rows[row] for row in question.passages)) for question in bank.questions
        )
        problems.extend(bank.problems)
    return QuestionBank(tuple(questions), (*problems, *strays(corpus, of_article)))


def load_questions(path: Path, article: str, passages: Sequence[Passage]) -> QuestionBank:
    """Load the question file of one article; the rows are those of its passages, which are given alone.

    Raises:
        CorpusError: the file is not valid YAML or an entry is malformed.
    """
    questions: list[PatientQuestion] = []
    problems: list[str] = []
    for entry in entries(path) if path.is_file() else []:
        rows = anchored(path, entry, article, passages)
        if rows:
            questions.extend(_questions(path, entry, rows))
        else:
            problems.append(f"{path}:{entry[LINE]}: no passage of {article} reads {_shown(entry)}; entry left out")
    return QuestionBank(tuple(questions), tuple(problems))


def strays(corpus: Path, articles: Container[str]) -> tuple[str, ...]:
    """Tell of each question file that belongs to none of the articles."""
    others = [path for path in question_files(corpus) if path.stem not in NOT_OF_AN_ARTICLE]
    return tuple(
        f"{path}:1: there is no article {path.stem}; file left out" for path in others if path.stem not in articles
    )


def bank_file(corpus: Path, article: str) -> Path:
    """Name the question file of an article."""
    return corpus / FOLDER / f"{article}.yaml"


def question_files(corpus: Path) -> list[Path]:
    """List the files of the question bank and of the topics, sorted."""
    return sorted((corpus / FOLDER).glob("*.yaml"))


def anchored(path: Path, entry: dict[str, Any], article: str, passages: Sequence[Passage]) -> tuple[int, ...]:
    """Find the passages that an entry speaks of: the exact text, or the parts of the list that a text introduces."""
    section = entry.get("section")
    if not isinstance(section, str | None):
        raise CorpusError(path, "section: expected a heading as text", line=entry[LINE])
    inside = [
        (row, passage)
        for row, passage in enumerate(passages)
        if passage.article == article and section in {None, *passage.section[-1:]}
    ]
    if isinstance(text := entry.get("passage"), str):
        exact = [row for row, passage in inside if passage.text == text and passage.kind is not PassageKind.LIST]
        return tuple(exact[:1])
    if isinstance(text := entry.get("list"), str):
        return tuple(row for row, passage in inside if _is_part_of_list(passage, text))
    raise CorpusError(path, "expected an entry with 'passage: ...' or 'list: ...'", line=entry[LINE])


def _is_part_of_list(passage: Passage, opening: str) -> bool:
    """Tell whether a passage is a list that starts with a text, or a part of the list which that text introduces."""
    if passage.kind is not PassageKind.LIST:
        return False
    opens = passage.text.startswith(f"{opening}\n")
    return opens or bool(passage.lead_in and opening.endswith(passage.lead_in[-1]))


def _questions(path: Path, entry: dict[str, Any], rows: tuple[int, ...]) -> list[PatientQuestion]:
    voices = entry.get("questions")
    if not isinstance(voices, dict) or not all(isinstance(voice, str) for voice in voices):
        raise CorpusError(path, "questions: expected lists by voice, such as 'plain:'", line=entry[LINE])
    return [
        PatientQuestion(text, voice, rows)
        for voice, asked in voices.items()
        if voice != LINE
        for text in texts(path, entry, asked, voice)
    ]


def _shown(entry: dict[str, Any]) -> str:
    text = str(entry.get("passage") or entry.get("list"))
    return repr(text if len(text) <= 60 else text[:57] + "...")
