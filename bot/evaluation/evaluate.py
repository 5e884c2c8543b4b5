"""Evaluating: from a question set and a system to an evaluation."""

from pathlib import Path

from more_itertools import batched

from bot.answer import FaqBot
from bot.evaluation.bootstrap import Resampling
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.gold import FULL, GoldPassages, judged
from bot.evaluation.provenance import Provenance
from bot.evaluation.ranking import DEEPEST, DEPTH, measure
from bot.evaluation.recorded import Recorded
from bot.evaluation.run import Progress, replies
from bot.evaluation.score import Scored, score
from bot.evaluation.trec import TrecFiles
from bot.question_set import Question, QuestionKind, QuestionSet
from bot.receipts import ArticleFiles
from index.article import load_articles

_BATCH = 256
"""Questions whose rankings are measured together; more would only take memory."""


def evaluate_bot(
    bot: FaqBot,
    asked: QuestionSet,
    resampling: Resampling,
    *,
    trec: TrecFiles | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Run the bot over a question set.

    Args:
        bot: what is evaluated.
        asked: the questions; their gold quotes are in the bot's corpus.
        resampling: how intervals are drawn.
        trec: where runs and judgements are written, if anywhere.
        progress: told about every question done.
    """
    gold = GoldPassages(bot.index.passages)
    scored: list[Scored] = []
    unreachable: list[str] = []
    answered = replies(bot, asked.questions, progress, depth=DEPTH if trec else DEEPEST)
    for batch in batched(answered, _BATCH):
        grades = {question.id: gold.grades(question) for question, _, _ in batch if _has_gold(question)}
        unreachable += [name for name, found in grades.items() if FULL not in found.values()]
        judgements = {name: judged(found) for name, found in grades.items()}
        ranked = measure({question.id: found.ranking for question, _, found in batch}, judgements)
        for question, reply, found in batch:
            values = ranked.get(question.id)
            scored.append(score(question, reply, files=bot.files, retrieved=found, ranked=values))
            if trec:
                trec.write(scored[-1], found.ranking, judgements.get(question.id, {}))
    return Evaluation.of(
        scored,
        Provenance.of(str(asked.path), asked.sha256, resampling, manifest=bot.index.manifest),
        resampling,
        unreachable=unreachable,
        skipped=asked.problems,
    )


def evaluate_recorded(recorded: Recorded, asked: QuestionSet, corpus: Path, resampling: Resampling) -> Evaluation:
    """Score replies that some system gave earlier; a question without one scores 0.

    Args:
        recorded: the replies.
        asked: the questions.
        corpus: folder of articles, to cut every quote again.
        resampling: how intervals are drawn.
    """
    files = ArticleFiles({article.name: article.path for article in load_articles(corpus)})
    scored = [score(question, recorded.replies.get(question.id), files=files) for question in asked.questions]
    names = {question.id for question in asked.questions}
    return Evaluation.of(
        scored,
        Provenance.of(str(asked.path), asked.sha256, resampling),
        resampling,
        unknown=[name for name in recorded.replies if name not in names],
        skipped=asked.problems,
        notes=[f"Replies recorded in {recorded.path}; nothing is known of their retrieval."],
    )


def _has_gold(question: Question) -> bool:
    return question.kind is QuestionKind.ANSWERABLE
