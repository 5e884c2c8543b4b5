"""TREC files: the same rankings and judgements for any tool of information retrieval.

Three runs and two sets of judgements are written beside each other:

* ``dev.run`` and ``dev.qrels``: for every answerable question the passages as retrieval ranks them. Grade 2 answers
  fully, 1 in part; measures other than nDCG take grade 2 alone (``-l 2``). A question that no passage answers is
  judged with a passage that does not exist, so that no tool drops it.
* ``dev.replies.run``: the passages shown, in the order shown; judged by the same ``dev.qrels``.
* ``dev.system.run`` and ``dev.system.qrels``: one "topic" per measure of the whole system, one "document" per question.
  The score is the question's value. ``margin`` ranks the questions by how sure the decision was; its judgements tell
  where the first passage is right. ``margin.answerable`` ranks them alike; judged is which an article answers. So risk
  at a coverage is 1 - P@k of ``margin``.
"""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import quote

from bot.evaluation.ranking import Ranking
from bot.evaluation.risk import DECIDED
from bot.evaluation.score import Scored
from bot.question_set import QuestionKind

TAG = "patient-faq-bot"
_SYSTEM = {
    "answered", "shown@1", "shown@3", "found@100", "precision", "words", "followup@1", "followup@3", "false_answers",
    "urgent_recall", "false_alarms", "smalltalk", "exact", "ms", "in_scope", "oos_recall",
}  # fmt: skip


class TrecFiles:
    """Writes TREC files question by question, so that memory does not grow with the set."""

    def __init__(self, run: Path | None, qrels: Path | None) -> None:
        self._run, self._qrels = run, qrels
        self._files: dict[str, IO[str]] = {}
        self._open = ExitStack()

    def __enter__(self) -> "TrecFiles":
        for base, kinds in (
            (self._run, ("run", "replies.run", "system.run")),
            (self._qrels, ("qrels", "system.qrels")),
        ):
            if base:
                base.parent.mkdir(parents=True, exist_ok=True)
                for kind in kinds:
                    file = sibling(base, kind).open("w", encoding="utf-8", newline="\n")
                    self._files[kind] = self._open.enter_context(file)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def write(self, scored: Scored, ranking: Ranking, judgements: Mapping[str, int]) -> None:
        """Write one question; judgements are empty unless it is answerable."""
        topic = name(scored.question.id)
        if judgements:
            self._ranked("run", topic, zip(ranking.names, ranking.scores, strict=True))
            self._judged("qrels", topic, judgements)
            shown = (
                [link.rpartition("#")[2] for link in (quote.link for quote in scored.reply.quotes)]
                if scored.reply
                else []
            )
            self._ranked("replies.run", topic, [(passage, float(-place)) for place, passage in enumerate(shown, 1)])
        for measure in sorted(_SYSTEM & scored.values.keys()):
            self._ranked("system.run", measure, [(topic, scored.values[measure])])
        if scored.margin is not None and scored.question.kind in DECIDED:
            answerable = scored.question.kind is QuestionKind.ANSWERABLE
            for label, relevant in (("margin", bool(scored.right)), ("margin.answerable", answerable)):
                self._ranked("system.run", label, [(topic, scored.margin)])
                self._judged("system.qrels", label, {topic: int(relevant)})

    def _ranked(self, file: str, topic: str, scores: Iterable[tuple[str, float]]) -> None:
        if file in self._files:
            lines = (
                f"{topic} Q0 {name(each)} {place} {score:.9g} {TAG}\n" for place, (each, score) in enumerate(scores, 1)
            )
            self._files[file].writelines(lines)

    def _judged(self, file: str, topic: str, judgements: Mapping[str, int]) -> None:
        if file in self._files:
            self._files[file].writelines(f"{topic} 0 {name(each)} {grade}\n" for each, grade in judgements.items())


def sibling(path: Path, ending: str) -> Path:
    """Name the file of one kind beside the one that was asked for: ``dev.run`` to ``dev.replies.run``."""
    kind = ending.rpartition(".")[2]
    if ending == kind:
        return path
    stem = path.name.removesuffix(f".{kind}")
    return path.with_name(f"{stem}.{ending}")


def name(text: str) -> str:
    """Write an id without the white space that would split a TREC line."""
    return quote(text, safe="!#$&'()*+,/:;=?@[]-._~")
