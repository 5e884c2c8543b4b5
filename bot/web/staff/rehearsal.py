"""A rehearsal: a draft is made and tried on the questions that were asked lately, without making patients wait."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.answer import FaqBot
from bot.followup import readings
from bot.message import Asked
from bot.question_set import load_questions
from bot.reply import ReplyKind
from bot.staff.fix import Draft
from bot.staff.preview import Preview
from bot.web.staff.changes import render_preview
from bot.web.staff.desk import Desk
from bot.web.staff.panel import note
from bot.web.staff.target import draft_of
from index.errors import FaqError

GOLDEN = "golden.jsonl"
"""In the corpus folder: questions that must keep their answers."""

RECENT = 100
"""Recent questions that are asked again; they take about ten seconds."""

RECENT_DAYS = 30
STEP = 10
"""Questions between two reports."""


def rehearse(desk: Desk, target: str, phrasing: str) -> Iterator[tuple[Draft | None, str]]:
    """Make a draft and try it; yield how far that is, as HTML, and at last the draft with what it would change.

    A problem is the last thing that is yielded, in its one line and without a draft.
    """
    try:
        yield None, note("Reading the question files.")
        draft = draft_of(desk.settings.corpus, target, phrasing)
        bot, golden = desk.live.current, _golden(desk.settings.corpus)
        questions = recent_questions(desk)
        asked = [Asked(each.question, each.history) for each in load_questions(golden)] if golden else []
        for done, count in _heard(bot, [*asked, *map(Asked, questions)]):
            yield None, note(f"Asking {count} questions again: {done} read.")
        yield None, note(f"Asking {len(asked) + len(questions)} questions again, with the change and without.")
        preview = Preview.of(bot, draft, questions, golden)
        yield draft, render_preview(preview, bot, has_golden=golden is not None)
    except (FaqError, OSError) as error:
        yield None, note(str(error), is_problem=True)


def recent_questions(desk: Desk) -> tuple[str, ...]:
    """Return the latest questions that were asked on their own, each once, the latest first.

    Raises:
        QuestionLogError: the log could not be read.
    """
    latest: dict[str, None] = {}
    for entry in reversed(desk.entries(RECENT_DAYS)):
        if entry.question and not entry.is_followup and entry.kind in {ReplyKind.ANSWER, ReplyKind.NOT_FOUND}:
            latest[entry.question] = None
        if len(latest) == RECENT:
            break
    return tuple(latest)


def _heard(bot: FaqBot, asked: Sequence[Asked]) -> Iterator[tuple[int, int]]:
    """Encode questions one by one, so that a patient's comes in between; the bot remembers them and asks no more."""
    for number, each in enumerate(asked):
        if number % STEP == 0:
            yield number, len(asked)
        bot.urgent.check(each.message, each.turns)
        bot.encoder.encode_queries(readings(each.message, each.turns))


def _golden(corpus: Path) -> Path | None:
    path = corpus / GOLDEN
    return path if path.is_file() else None
