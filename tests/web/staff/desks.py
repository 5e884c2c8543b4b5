"""Desks: what the staff's pages work with, on a log of a few entries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.answer import FaqBot
from bot.live import LiveBot
from bot.question_log.entry import Entry
from bot.question_log.store import QuestionLog
from bot.settings import Settings
from bot.staff.publish import Publisher
from bot.web.serve import load_bot
from bot.web.staff.desk import Desk
from tests.bot.staff.publishing import Calm
from tests.doubles import WordEncoder

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
"""Some hours after the entries of tests.bot.staff.samples."""


def desk_on(bot: FaqBot, settings: Settings, log: QuestionLog | None = None) -> Desk:
    """Make a desk of a bot that has not been built from its settings: nothing can be published."""
    return Desk(Publisher(LiveBot(bot), settings, WordEncoder()), log, lambda: NOW)


def working_desk(settings: Settings, log: QuestionLog | None = None) -> Desk:
    """Make a desk whose index is built from its corpus, with a bot that finds nothing urgent."""
    encoder = WordEncoder()
    bot = replace(load_bot(settings, encoder), urgent=Calm())
    return Desk(Publisher(LiveBot(bot), settings, encoder), log, lambda: NOW)


def log_of(folder: Path, entries: Sequence[Entry]) -> QuestionLog:
    """Write entries into a log of their own."""
    log = QuestionLog(f"sqlite:///{folder}/log.db")
    log.append(entries)
    return log
