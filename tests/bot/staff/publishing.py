"""A small site whose publishing can be killed at any step, in a process of its own."""

import os
import signal
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from bot.answer import FaqBot
from bot.clinic import load_clinic
from bot.live import LiveBot
from bot.receipts import ArticleFiles
from bot.settings import Settings
from bot.staff.files import Files
from bot.staff.fix import Draft
from bot.staff.publish import Publisher
from index.store import Index
from tests.doubles import WordEncoder

ARTICLE = """---
title: Pots
---

Clay pots breathe through their walls.

Glass pots let you see the roots.
"""

QUESTIONS = """# Two voices are too few to learn from, so this builds in no time.
- passage: Clay pots breathe through their walls.
  questions:
    short:
    - which pot is airy
    plain:
    - what lets the air in
"""

GLASS = "Glass pots let you see the roots."
PHRASING = "transparent vessel wanted"
VOICE = "plain"


class Calm:
    """Finds nothing urgent: the real check reads word counts as it pleases, and these tests are not about it."""

    def check(self, message: str, history: Sequence[str] = ()) -> None:
        """Find nothing."""

    def check_all(self, messages: Sequence[str], histories: Sequence[Sequence[str]]) -> list[None]:
        """Find nothing in any of them."""
        return [None for _ in zip(messages, histories, strict=True)]


def write_site(folder: Path) -> Settings:
    """Write a corpus whose index is not built yet."""
    corpus = folder / "corpus"
    (corpus / "questions").mkdir(parents=True)
    (corpus / "pots.md").write_text(ARTICLE)
    (corpus / "questions" / "pots.yaml").write_text(QUESTIONS)
    return Settings(corpus=corpus, index=folder / "var" / "index", model="words")


def publisher(settings: Settings, step: Callable[[str], object] = str) -> Publisher:
    """Make a publisher on what is on the disk."""
    index, clinic = Index.load(settings.index), load_clinic(settings.corpus)
    bot = FaqBot(index, WordEncoder(), {}, ArticleFiles({}), clinic, urgent=Calm())
    return Publisher(LiveBot(bot), settings, WordEncoder(), Files(step))


def die_at(settings: Settings, act: str, last: int) -> None:
    """Publish, or take back, until the given step, and be killed there."""
    steps = count()

    def step(_what: str) -> None:
        if next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    made = publisher(settings, step)
    if act == "publish":
        made.publish(Draft.attach(settings.corpus, GLASS, PHRASING, VOICE))
    else:
        made.undo()
