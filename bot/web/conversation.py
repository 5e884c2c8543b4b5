"""The conversation: what the page remembers of it and sends with each message, and how it takes one more turn.

Nothing of it is kept on the server. Each turn carries what the page has to remember; chat.js sends that of all turns
with the next message, and stores it in the browser's tab.
"""

import json
import logging
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from bot.answer import Explained, FaqBot
from bot.compose import MAX_QUOTES
from bot.live import FAILURE, LiveBot
from bot.message import MAX_CHARACTERS, Asked
from bot.reply import Quote, Reply, ReplyKind
from bot.suggest import Suggestion
from bot.web.doubt import render_doubt
from bot.web.feedback import KEY
from bot.web.render import render_question, render_reply
from bot.web.suggestions import render_suggestions
from bot.web.thumbs import render_thumbs

if TYPE_CHECKING:
    from bot.question_log.recorder import Recorder

TURNS_KEPT = 20
"""Turns kept on the page and read from it: few scroll back further, and a message must not grow without end."""

_PRINT = '<p class="take"><button type="button" class="print-turn">Take this to your appointment</button></p>'

_PLACE = re.compile(r"[\w-]{1,255}#[\w-]{1,40}")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """One message of the patient, as the page remembers it.

    Attributes:
        question: what the patient wrote.
        key: what feedback on the reply is sent with, or None where none is taken.
        shown: the passages quoted in the reply, as ``article#id``.
    """

    question: str
    key: str | None = None
    shown: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return what chat.js sends back, a list: no bytes are lost on names."""
        return json.dumps([self.question, self.key, self.shown])


@dataclass(frozen=True)
class Turn:
    """A message and its reply.

    Attributes:
        said: what the page is to remember of it.
        content: the question and the reply, as HTML.
    """

    said: Said
    content: str

    def to_html(self) -> str:
        """Render the turn. It is no live region: chat.js tells each new reply, once and without its buttons.

        chat.js numbers it, as only the page knows how many were before.
        """
        said = escape(self.said.to_json())
        return f'<section class="turn" data-said="{said}"><h2 class="unseen">Question</h2>{self.content}</section>'


def converse(
    live: LiveBot, question: str | None, before: Sequence[Said] = (), recorder: "Recorder | None" = None
) -> Turn:
    """Take one turn: answer a message with the bot that is in service now, and record it where a log is kept."""
    started, bot = time.perf_counter(), live.current
    asked = _asked((question or "")[: MAX_CHARACTERS + 1], before)
    explained = explain_or_none(bot, asked)
    key = recorder.record(explained, is_followup=bool(before)) if recorder and explained else None
    turn = _turn(bot, asked, key, before, explained)
    live.replied(explained.reply.kind if explained else FAILURE, time.perf_counter() - started)
    return turn


def resume(live: LiveBot, before: Sequence[Said], *, has_feedback: bool = False) -> tuple[Turn, ...]:
    """Rebuild a conversation from the patient's own messages; nothing of it is recorded a second time.

    Args:
        live: the bot in service.
        before: the messages, each with its key.
        has_feedback: whether feedback is taken.
    """
    bot = live.current
    turns: list[Turn] = []
    for said in before:
        rebuilt = [turn.said for turn in turns]
        asked = _asked(said.question, rebuilt)
        turns.append(_turn(bot, asked, said.key if has_feedback else None, rebuilt, explain_or_none(bot, asked)))
    return tuple(turns)


def read_said(stored: str | None) -> tuple[Said, ...]:
    """Read the messages that a page remembers; what is not a list of such, for whatever reason, counts as none."""
    try:
        found: Any = json.loads(stored or "")
    except (ValueError, RecursionError):
        return ()
    if not isinstance(found, list) or not all(map(_is_said, found)):
        return ()
    return tuple(
        Said(question[: MAX_CHARACTERS + 1], key, tuple(shown)) for question, key, shown in found[-TURNS_KEPT:]
    )


def explain_or_none(bot: FaqBot, asked: Asked) -> Explained | None:
    """Answer a message; whatever goes wrong is logged, without the patient's words, and gives None."""
    try:
        return bot.explain(asked)
    except Exception:
        log.exception("could not answer a message of %d characters", len(asked.question))
        return None


def apology(bot: FaqBot, asked: Asked) -> Reply:
    """Return the clinic's own words for when something went wrong on its side."""
    clinic, fingerprint = bot.clinic, bot.index.manifest.fingerprint
    message, footer = clinic.fill(clinic.messages.failure), clinic.fill(clinic.footer)
    name = asked.id or "failure"
    return Reply(name, asked.question, ReplyKind.NOT_FOUND, message, None, (), footer, fingerprint, 0.0)


def _asked(question: str, before: Sequence[Said]) -> Asked:
    return Asked(question, tuple(said.question for said in before))


def _turn(bot: FaqBot, asked: Asked, key: str | None, before: Sequence[Said], explained: Explained | None) -> Turn:
    made = partial(_answered, bot, asked, key, before)
    try:
        return made(explained)
    except Exception:
        log.exception("could not render a reply")
        return made(None)


def _answered(bot: FaqBot, asked: Asked, key: str | None, before: Sequence[Said], explained: Explained | None) -> Turn:
    """Render a turn and what may be asked next; the clinic's apology where there is no reply."""
    reply = explained.reply if explained else apology(bot, asked)
    titles = {name: article.title for name, article in bot.articles.items()}
    following = _following(bot, asked, before, explained) if explained else ()
    doubt = render_doubt(reply, bot.clinic, [each.place(bot.articles) for each in following])
    lead = bot.clinic.messages.suggest_next if reply.kind is ReplyKind.ANSWER else bot.clinic.messages.suggest_instead
    parts = (
        render_question(asked.question),
        render_reply(reply, bot.clinic, titles, glossary=bot.glossary, doubt=doubt),
        _PRINT if reply.quotes else "",
        render_thumbs(key),
        render_suggestions([each.question for each in following], bot.clinic.fill(lead)),
    )
    return Turn(Said(asked.question, key, tuple(map(_place, reply.quotes))), "".join(parts))


def _following(bot: FaqBot, asked: Asked, before: Sequence[Said], explained: Explained) -> tuple[Suggestion, ...]:
    """Choose what may be asked next, apart from what the patient has asked or been shown."""
    places = {place for said in before for place in said.shown}
    articles = {place.partition("#")[0] for place in places}
    every = (passage for article in articles for passage in bot.index.passages_of(article))
    seen = [passage for passage in every if f"{passage.article}#{passage.id}" in places]
    after = bot.suggestions.after(explained, asked.history, seen)
    return tuple(each for each in after if each.passage.article in bot.articles)


def _place(quote: Quote) -> str:
    """Name the passage that a quote shows, and its article, so that it is found without reading all."""
    return quote.link.rpartition("/")[2]


def _is_said(said: Any) -> bool:
    if not isinstance(said, list) or len(said) != 3:
        return False
    question, key, shown = said
    is_key = key is None or (isinstance(key, str) and re.fullmatch(KEY, key) is not None)
    return isinstance(question, str) and is_key and _are_places(shown)


def _are_places(shown: Any) -> bool:
    return (
        isinstance(shown, list)
        and len(shown) <= MAX_QUOTES
        and all(isinstance(place, str) and _PLACE.fullmatch(place) for place in shown)
    )
