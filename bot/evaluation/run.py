"""Runs: what the bot replies to each question of a set, and what retrieval alone ranks for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.answer import FaqBot
from bot.decide import decide
from bot.evaluation.ranking import DEPTH, Ranking
from bot.followup import readings
from bot.message import MAX_TURNS, clean
from bot.question_set import Question
from bot.reply import Reply
from bot.retrieve import Found, named_conditions, retrieve

CHUNK = 256
"""Questions that are encoded together; memory for more than these is needed by the report alone."""

Progress = Callable[[int], object]
"""Told how many more questions are done, as ``tqdm.update`` is."""


@dataclass(frozen=True)
class Retrieved:
    """What retrieval alone found for a question.

    Attributes:
        ranking: passages, best first, whatever the decision makes of them.
        margin: what the decision is made by; higher is surer.
        reason: the decision and why, in one line.
    """

    ranking: Ranking
    margin: float
    reason: str


def replies(
    bot: FaqBot, questions: Sequence[Question], progress: Progress | None = None
) -> Iterator[tuple[Question, Reply, Retrieved]]:
    """Answer the questions of a set one after another, and look each one up by retrieval alone."""
    for first in range(0, len(questions), CHUNK):
        chunk = questions[first : first + CHUNK]
        for question, found in zip(chunk, _look_up(bot, chunk), strict=True):
            reply = bot.answer(question.question, question.history, id=question.id)
            yield question, reply, _retrieved(found, bot)
            if progress:
                progress(1)


def _look_up(bot: FaqBot, questions: Sequence[Question]) -> Iterator[Found]:
    """Retrieve for questions as the bot reads them: cleaned, with their history, in one call of the encoder."""
    turns = [
        [clean(turn) for turn in (*question.history, question.question)][-MAX_TURNS - 1 :] for question in questions
    ]
    read = [readings(said[-1], said[:-1]) for said in turns]
    vectors = bot.encoder.encode_queries([reading for each in read for reading in each])
    row = 0
    for said, each in zip(turns, read, strict=True):
        yield retrieve(bot.index, vectors[row : row + len(each)], named_conditions(said, bot.articles))
        row += len(each)


def _retrieved(found: Found, bot: FaqBot) -> Retrieved:
    top = found.hits[:DEPTH]
    ranking = Ranking.of([hit.passage.id for hit in top], [hit.score for hit in top])
    return Retrieved(ranking, found.margin, decide(found, bot.index.manifest.calibration).reason)
