"""The conversation: what one browser session has said and been shown, and how it takes one more turn."""

import json
import logging
import re
import time
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from bot.answer import Explained, FaqBot
from bot.live import FAILURE, LiveBot
from bot.message import MAX_CHARACTERS, Asked
from bot.reply import Quote, Reply, ReplyKind
from bot.web.doubt import render_doubt
from bot.web.feedback import KEY
from bot.web.render import render_question, render_reply
from bot.web.thumbs import render_thumbs

if TYPE_CHECKING:
    from bot.question_log.recorder import Recorder

TURNS_KEPT = 20
"""Turns kept on the page and in memory: few scroll back further, and a session must not grow without end."""

_PRINT = '<p class="take"><button type="button" class="print-turn">Take this to your appointment</button></p>'

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """One message of the patient.

    Attributes:
        question: what the patient wrote.
        key: what feedback on the reply is sent with, or None where none is taken.
    """

    question: str
    key: str | None = None


@dataclass(frozen=True)
class Conversation:
    """One browser session.

    Attributes:
        said: the patient's own messages, oldest first.
        turns: what is on the page, as HTML, oldest first.
        seen: the latest quotes shown.
        suggested: what could be asked next, as reviewed questions.
        lead: what is said before the suggested questions.
        taken: turns taken in all.
    """

    said: tuple[Said, ...] = ()
    turns: tuple[str, ...] = ()
    seen: tuple[Quote, ...] = ()
    suggested: tuple[str, ...] = ()
    lead: str = ""
    taken: int = 0

    @property
    def asked(self) -> tuple[str, ...]:
        """The patient's own words, oldest first."""
        return tuple(said.question for said in self.said)

    def with_turn(
        self, said: Said, turn: str, quotes: tuple[Quote, ...] = (), suggested: tuple[str, ...] = (), lead: str = ""
    ) -> "Conversation":
        """Return the conversation with one more turn."""
        number = self.taken + 1
        shown = f'<section class="turn" data-turn="{number}"><h2 class="unseen">Question {number}</h2>{turn}</section>'
        return Conversation(
            (*self.said, said)[-TURNS_KEPT:],
            (*self.turns, shown)[-TURNS_KEPT:],
            (*self.seen, *quotes)[-TURNS_KEPT:],
            suggested,
            lead,
            number,
        )

    def to_html(self) -> str:
        """Render the conversation. It is no live region: chat.js tells each new reply, once and without its buttons."""
        said = escape(json.dumps([(said.question, said.key) for said in self.said]))
        return f'<div class="conversation" data-said="{said}">{"".join(self.turns)}</div>'


def converse(
    live: LiveBot, question: str | None, conversation: Conversation, recorder: "Recorder | None" = None
) -> Conversation:
    """Take one turn: answer a message with the bot that is in service now, and record it where a log is kept."""
    started, bot = time.perf_counter(), live.current
    asked = (question or "")[: MAX_CHARACTERS + 1]
    explained = explain_or_none(bot, Asked(asked, conversation.asked))
    key = recorder.record(explained, is_followup=bool(conversation.said)) if recorder and explained else None
    after = _with_turn(bot, conversation, Said(asked, key), explained)
    live.replied(explained.reply.kind if explained else FAILURE, time.perf_counter() - started)
    return after


def resume(live: LiveBot, stored: str | None, *, has_feedback: bool = False) -> Conversation:
    """Rebuild a conversation from the patient's own messages, as the browser tab stored them.

    Args:
        live: the bot in service.
        stored: the messages, each with its key; nothing of it is recorded a second time.
        has_feedback: whether feedback is taken.
    """
    bot = live.current
    conversation = Conversation()
    for said in _read_said(stored or ""):
        explained = explain_or_none(bot, Asked(said.question, conversation.asked))
        conversation = _with_turn(bot, conversation, said if has_feedback else Said(said.question), explained)
    return conversation


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


def _with_turn(bot: FaqBot, conversation: Conversation, said: Said, explained: Explained | None) -> Conversation:
    try:
        return _answered(bot, conversation, said, explained)
    except Exception:
        log.exception("could not render a reply")
        return _answered(bot, conversation, said, None)


def _answered(bot: FaqBot, conversation: Conversation, said: Said, explained: Explained | None) -> Conversation:
    """Render a turn and what may be asked next; the clinic's apology where there is no reply."""
    reply = explained.reply if explained else apology(bot, Asked(said.question))
    titles = {name: article.title for name, article in bot.articles.items()}
    following = bot.suggestions.after(explained, conversation.asked, conversation.seen) if explained else ()
    next_ones = [each for each in following if each.passage.article in bot.articles]
    doubt = render_doubt(reply, bot.clinic, [each.place(bot.articles) for each in next_ones])
    parts = (
        render_question(said.question),
        render_reply(reply, bot.clinic, titles, glossary=bot.glossary, doubt=doubt),
        _PRINT if reply.quotes else "",
        render_thumbs(said.key),
    )
    messages = bot.clinic.messages
    lead = messages.suggest_next if reply.kind is ReplyKind.ANSWER else messages.suggest_instead
    questions = tuple(each.question for each in next_ones)
    return conversation.with_turn(
        said, "".join(parts), reply.quotes, questions, bot.clinic.fill(lead) if questions else ""
    )


def _read_said(stored: str) -> list[Said]:
    """Read a stored list of messages; what is not one, for whatever reason, counts as none."""
    try:
        pairs: Any = json.loads(stored)
    except (ValueError, RecursionError):
        return []
    if not isinstance(pairs, list) or not all(map(_is_pair, pairs)):
        return []
    return [Said(question[: MAX_CHARACTERS + 1], key) for question, key in pairs[-TURNS_KEPT:]]


def _is_pair(pair: Any) -> bool:
    if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
        return False
    return pair[1] is None or (isinstance(pair[1], str) and re.fullmatch(KEY, pair[1]) is not None)
