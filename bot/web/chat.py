"""The chat: a Gradio page of three things, the suggested questions, the conversation and the message box."""

import json
import logging
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from bot.answer import FaqBot
from bot.message import MAX_CHARACTERS
from bot.reply import Reply, ReplyKind
from bot.web.pages import display_name
from bot.web.render import render_question, render_reply

if TYPE_CHECKING:
    import gradio as gr

TURNS_KEPT = 20
"""Turns kept on the page and in memory: few scroll back further, and a session must not grow without end."""

WAITING = 200
"""Messages that may wait for their turn; at 12 ms a reply, the last of them waits two or three seconds."""

_RECALL = "() => { try { return sessionStorage.getItem('asked') ?? ''; } catch { return ''; } }"
"""Reads what chat.js stored: the patient's own messages, so that a way to an article and back loses nothing."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Conversation:
    """One browser session.

    Attributes:
        asked: the patient's own messages, oldest first.
        turns: what is on the page, as HTML, oldest first.
    """

    asked: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()

    def with_turn(self, question: str, turn: str) -> "Conversation":
        """Return the conversation with one more turn."""
        return Conversation((*self.asked, question)[-TURNS_KEPT:], (*self.turns, turn)[-TURNS_KEPT:])

    def to_html(self) -> str:
        """Render the conversation; screen readers announce what is added to it, once."""
        asked = escape(json.dumps(self.asked))
        return (
            '<div class="conversation" role="log" aria-live="polite" aria-label="Conversation" '
            f'data-asked="{asked}">{"".join(self.turns)}</div>'
        )


def build_chat(bot: FaqBot) -> "gr.Blocks":
    """Build the chat page of a bot."""
    # Importing gradio takes 3 s; a command that only builds an index must not wait for it.
    import gradio as gr

    clinic = bot.clinic
    chat = gr.Blocks(title=f"{display_name(clinic)} – questions and answers", analytics_enabled=False)
    with chat:
        state = gr.State(Conversation())
        greeting = f'<p class="greeting">{escape(clinic.fill(clinic.greeting))}</p>'
        # apply_default_css and js_on_load are off: the HTML is ours as it stands, and a click is nobody's event.
        gr.HTML(greeting, apply_default_css=False, js_on_load=None, elem_id="greeting")
        with gr.Row(elem_id="suggestions"):
            suggestions = [gr.Button(question, elem_classes="suggestion") for question in clinic.suggestions]
        shown = gr.HTML(Conversation().to_html(), apply_default_css=False, js_on_load=None, elem_id="transcript")
        over = gr.Button("Start over", elem_id="start-over", size="sm")
        with gr.Row(elem_id="composer"):
            # One character more than the pipeline reads: a longer pasted text is refused in words, not cut in silence.
            box = gr.Textbox(
                label="Your question",
                placeholder="Type your question",
                show_label=False,
                container=False,
                max_lines=5,
                max_length=MAX_CHARACTERS + 1,
                elem_id="question",
            )
            send = gr.Button("Send", variant="primary", elem_id="send", scale=0)
        memory = gr.Textbox(visible=False)
        # One reply at a time: a fast tokenizer refuses to be used by two threads at once ("Already borrowed").
        quiet: dict[str, Any] = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_id": "reply",
            "concurrency_limit": 1,
        }
        for suggestion in suggestions:
            suggestion.click(partial(converse, bot), [suggestion, state], [state, shown], **quiet)
        gr.on([box.submit, send.click], partial(converse_and_clear, bot), [box, state], [state, shown, box], **quiet)
        over.click(start_over, None, [state, shown], **quiet)
        chat.load(partial(resume, bot), memory, [state, shown], js=_RECALL, **quiet)
    chat.queue(max_size=WAITING)
    return chat


def converse(bot: FaqBot, question: str | None, conversation: Conversation) -> tuple[Conversation, str]:
    """Take one turn: answer a message and return the conversation with it, and its HTML."""
    asked = (question or "")[: MAX_CHARACTERS + 1]
    titles = {name: article.title for name, article in bot.articles.items()}
    reply = answer_or_apologise(bot, asked, conversation.asked)
    turn = f'<section class="turn">{render_question(asked)}{render_reply(reply, bot.clinic, titles)}</section>'
    after = conversation.with_turn(asked, turn)
    return after, after.to_html()


def converse_and_clear(bot: FaqBot, question: str | None, conversation: Conversation) -> tuple[Conversation, str, str]:
    """Take one turn and empty the message box."""
    return (*converse(bot, question, conversation), "")


def resume(bot: FaqBot, stored: str | None) -> Any:
    """Rebuild a conversation from the patient's own messages, as the browser tab stored them, or leave all as it is."""
    asked = _read_asked(stored or "")
    if not asked:
        # Importing gradio: see build_chat.
        import gradio as gr

        return gr.skip()
    conversation = Conversation()
    for question in asked:
        conversation, _ = converse(bot, question, conversation)
    return conversation, conversation.to_html()


def start_over() -> tuple[Conversation, str]:
    """Forget the conversation."""
    return Conversation(), Conversation().to_html()


def _read_asked(stored: str) -> list[str]:
    """Read a stored list of messages; what is not one, for whatever reason, counts as none."""
    try:
        asked = json.loads(stored)
    except (ValueError, RecursionError):
        return []
    is_list = isinstance(asked, list) and all(isinstance(question, str) for question in asked)
    return asked[-TURNS_KEPT:] if is_list else []


def answer_or_apologise(bot: FaqBot, question: str, history: tuple[str, ...]) -> Reply:
    """Answer a message; whatever goes wrong, the patient reads the clinic's own words and the log has the rest."""
    try:
        return bot.answer(question, history)
    except Exception:
        log.exception("could not answer a message of %d characters", len(question))
        clinic, fingerprint = bot.clinic, bot.index.manifest.fingerprint
        message, footer = clinic.fill(clinic.messages.failure), clinic.fill(clinic.footer)
        return Reply("failure", question, ReplyKind.NOT_FOUND, message, None, (), footer, fingerprint, 0.0)
