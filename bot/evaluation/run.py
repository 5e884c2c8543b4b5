"""Runs: what the bot replies to each question of a set, and what retrieval alone ranks for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.answer import FaqBot
from bot.decide import decide
from bot.evaluation.ranking import DEPTH, Ranking
from bot.message import Asked
from bot.question_set import Question
from bot.reply import Reply
from bot.retrieve import Found

TIMED = 200
"""Questions that are asked one at a time: enough for the percentiles of latency, quick beside a set of thousands."""

Progress = Callable[[int], object]
"""Told how many more questions are done, as ``tqdm.update`` is."""


@dataclass(frozen=True)
class Retrieved:
    """What retrieval alone found for a question.

    Attributes:
        ranking: passages, best first, whatever the decision makes of them.
        margin: what the decision is made by; higher is surer.
        reason: the decision and why, in one line.
        is_timed: whether the reply's time is what a patient would have waited.
    """

    ranking: Ranking
    margin: float
    reason: str
    is_timed: bool = True


def replies(
    bot: FaqBot, questions: Sequence[Question], progress: Progress | None = None, *, depth: int = DEPTH
) -> Iterator[tuple[Question, Reply, Retrieved]]:
    """Answer the questions of a set in order, and look each one up by retrieval alone.

    The first TIMED questions are asked one at a time, as patients do. The others are encoded in chunks, and the time
    that their replies tell is not what a patient would have waited. Of each, `depth` passages are ranked.
    """
    asked = [Asked(each.question, each.history, each.id) for each in questions]
    explained = chain(map(bot.explain, asked[:TIMED]), bot.explain_all(asked[TIMED:]))
    for row, (question, said, each) in enumerate(zip(questions, asked, explained, strict=True)):
        found = each.found or bot.find(said.message, said.turns)
        yield question, each.reply, _retrieved(found, bot, depth, is_timed=row < TIMED)
        if progress:
            progress(1)


def _retrieved(found: Found, bot: FaqBot, depth: int, *, is_timed: bool) -> Retrieved:
    ranking = Ranking.of(found.hits.ids(depth), found.hits.scores[:depth])
    return Retrieved(ranking, found.margin, decide(found, bot.index.manifest.calibration).reason, is_timed)
