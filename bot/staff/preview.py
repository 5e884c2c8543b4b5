"""A preview: what a draft would change, seen in seconds.

The new phrasing is added to the index in memory, with the adapter and the thresholds that serve now. Publishing learns
both again on the changed question bank, so a reply at the very edge of a threshold may still differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.answer import FaqBot
from bot.message import Asked
from bot.question_set import Question
from bot.reply import Reply, ReplyKind
from bot.staff.errors import DraftError
from bot.staff.fix import Draft
from index.encoder import Vectors, unit
from index.store import Index
from index.view import View, ViewKind


@dataclass(frozen=True)
class Change:
    """A question whose reply would change.

    Attributes:
        asked: the question.
        before: the reply as it is.
        after: the reply as it would be.
    """

    asked: Asked
    before: Reply
    after: Reply


@dataclass(frozen=True)
class Preview:
    """What a draft would change.

    Attributes:
        draft: the draft.
        before: the reply to the phrasing itself as it is.
        after: the reply to the phrasing itself as it would be.
        is_reached: whether that reply quotes a passage, or names the topic, that the phrasing was attached to.
        asked: number of questions that were asked again.
        changes: those whose reply would change, in the order asked.
        broken: golden questions that hold now and would not, each with what would be found, in one line.
    """

    draft: Draft
    before: Reply
    after: Reply
    is_reached: bool
    asked: int
    changes: tuple[Change, ...]
    broken: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, bot: FaqBot, draft: Draft, questions: Sequence[str] = (), golden: Path | None = None) -> "Preview":
        """Ask a bot and the same bot with a draft.

        Args:
            bot: the bot in service.
            draft: the change.
            questions: what patients asked lately.
            golden: a question set that must keep holding, or None.

        Raises:
            DraftError: the draft's passage or topic is not in the bot's index.
            SettingsError: the golden set cannot be read.
        """
        changed = replace(bot, index=changed_index(bot, draft))
        pinned = _load(golden)
        asked = [Asked(each.question, each.history, each.id) for each in pinned]
        asked += [Asked(text) for text in dict.fromkeys(questions)]
        every = [Asked(draft.phrasing), *asked]
        (before, *old), (after, *new) = ([each.reply for each in one.explain_all(every)] for one in (bot, changed))
        return cls(
            draft,
            before,
            after,
            _is_reached(changed, draft, after),
            len(asked),
            tuple(
                Change(question, one, other)
                for question, one, other in zip(asked, old, new, strict=True)
                if _shown(one) != _shown(other)
            ),
            _broken(pinned, old, new, bot),
        )


def changed_index(bot: FaqBot, draft: Draft) -> Index:
    """Return a bot's index with a draft in it, and with the adapter and the thresholds as they are.

    Raises:
        DraftError: the draft's passage or topic is not in the index.
    """
    index = bot.index
    drafted = _views(index, draft)
    kept = [row for row, view in enumerate(index.views) if not (draft.is_removal and view in drafted)]
    views = [index.views[row] for row in kept]
    encoded = np.array(index.encoded[kept])
    if not draft.is_removal:
        vector = bot.encoder.encode_queries([draft.phrasing])
        views += drafted
        encoded = np.concatenate((encoded, np.repeat(vector, len(drafted), axis=0)))
    if draft.topic is not None:
        _fill_topic(views, encoded, drafted[0].target)
    return Index.from_encoded(
        index.passages,
        index.topics,
        views,
        encoded,
        index.adapter,
        model=index.manifest.model,
        sources=index.manifest.sources,
        calibration=index.manifest.calibration,
    )


def _views(index: Index, draft: Draft) -> list[View]:
    if draft.topic is not None:
        kind, names, wanted = ViewKind.TOPIC_QUESTION, [topic.name for topic in index.topics], {draft.topic}
    else:
        kind, names, wanted = ViewKind.QUESTION, [passage.id for passage in index.passages], set(draft.passages)
    rows = [row for row, name in enumerate(names) if name in wanted]
    if len(rows) != len(wanted):
        raise DraftError("what the draft speaks of is not in the index that serves; restart the site")
    return [View(kind, row, draft.phrasing, draft.voice) for row in rows]


def _fill_topic(views: Sequence[View], encoded: Vectors, topic: int) -> None:
    """Give a topic the mean of its questions, as a build does."""
    rows = {
        kind: [row for row, view in enumerate(views) if (view.kind, view.target) == (kind, topic)] for kind in ViewKind
    }
    encoded[rows[ViewKind.TOPIC]] = unit(encoded[rows[ViewKind.TOPIC_QUESTION]].mean(axis=0))


def _is_reached(bot: FaqBot, draft: Draft, reply: Reply) -> bool:
    if draft.topic is not None:
        say = next(topic.say for topic in bot.index.topics if topic.name == draft.topic)
        return reply.kind is not ReplyKind.ANSWER and reply.message == bot.clinic.fill(say)
    wanted = [passage for passage in bot.index.passages if passage.id in draft.passages]
    shown = [(quote.article, quote.start, quote.end) for quote in reply.quotes]
    shown += [(twin.article, twin.start, twin.end) for quote in reply.quotes for twin in quote.also_in]
    return any((each.article, each.start, each.end) in shown for each in wanted)


def _shown(reply: Reply) -> tuple[object, ...]:
    """Return what a patient sees of a reply."""
    return reply.kind, reply.message, [(quote.link, quote.also_in) for quote in reply.quotes]


def _load(golden: Path | None) -> tuple[Question, ...]:
    from bot.question_set import load_questions

    return load_questions(golden) if golden is not None else ()


def _broken(
    pinned: Sequence[Question], old: Sequence[Reply], new: Sequence[Reply], bot: FaqBot
) -> tuple[tuple[str, str], ...]:
    # The evaluation is a part of its own; a preview without golden questions needs none of it.
    from bot.evaluation.golden import broken
    from bot.evaluation.score import score

    before, after = (
        {
            each.question.id: each
            for each in broken(
                score(question, reply, files=bot.files)
                for question, reply in zip(pinned, replies[: len(pinned)], strict=True)
            )
        }
        for replies in (old, new)
    )
    return tuple((each.question.question, each.why) for name, each in after.items() if name not in before)
