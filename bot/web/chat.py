"""The chat: a Gradio page of the suggested questions, the conversation, and the message box.

The server keeps nothing of a conversation, so the page needs no connection that stays open and any replica can answer:
a message goes out with what the page remembers of those before it, and comes back as one turn in HTML, which chat.js
adds to the conversation.
"""

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from bot.clinic import Clinic
from bot.live import LiveBot
from bot.message import MAX_CHARACTERS
from bot.web.assets import asset_link
from bot.web.client_endpoint import add_ask
from bot.web.conversation import TURNS_KEPT, converse, read_said, resume
from bot.web.gradio_app import PRIVATE
from bot.web.gradio_door import Frame
from bot.web.pages import display_name, embed_link, head_links, render_header
from bot.web.phone import call_link, link_numbers
from bot.web.suggestions import render_suggestions
from bot.web.turnstile import Turnstile

if TYPE_CHECKING:
    import gradio as gr

    from bot.question_log.recorder import Recorder

WAITING = 200
"""Messages that may wait for their turn."""

REPLIES_AT_ONCE = 2
"""Replies that are made side by side; each keeps about a core busy, and a patient waits for nobody's long message."""

SESSIONS = 500
"""Pages of which Gradio remembers the components; nothing here depends on them, so an old one may go at any time; one
takes 24 kB."""

_SPOKEN = (
    '<div id="spoken" class="unseen" role="status" aria-live="polite"></div>'
    '<div id="alarm" class="unseen" role="alert" aria-live="assertive"></div>'
)
"""What screen readers are told: chat.js puts each new reply here, an urgent one into the second."""

_PRINTED = '<p class="printed">Questions and answers, printed on <time id="printed-on"></time></p>'
"""Stands above a print; chat.js fills in the day."""

_CONVERSATION = f'<div class="conversation" data-kept="{TURNS_KEPT}"></div>'
"""Where chat.js puts the turns, and how many it keeps."""

_AFTER = (
    '<button type="button" id="start-over">Start over</button>'
    '<button type="button" class="print-all">Print the whole conversation</button>'
)


def build_chat(
    live: LiveBot,
    recorder: "Recorder | None" = None,
    notice: str | None = None,
    turnstile: Turnstile | None = None,
) -> "gr.Blocks":
    """Build the chat page of the bot in service.

    Args:
        live: the bot; the greeting and the suggestions are those of the bot in service now.
        recorder: the question log, or None.
        notice: one sentence that tells patients of the question log, or None.
        turnstile: what keeps the replies in bounds; by default one of this page's own.
    """
    # Importing gradio takes 3 s; a command that only builds an index must not wait for it.
    import gradio as gr

    clinic, turnstile = live.current.clinic, turnstile or chat_turnstile()
    chat = gr.Blocks(title=_title(clinic), analytics_enabled=False)
    # apply_default_css and js_on_load are off: the HTML is ours as it stands, and a click is nobody's event.
    html = partial(gr.HTML, apply_default_css=False, js_on_load=None)
    with chat:
        html(greeting(clinic, notice), elem_id="greeting")
        html(render_suggestions(clinic.suggestions), elem_id="suggestions")
        html(_CONVERSATION, elem_id="transcript")
        html(_AFTER, elem_id="after")
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
        # What chat.js presses to send something else than what is in the box, and what comes and goes unseen.
        other = gr.Button("", visible="hidden", elem_id="send-other")
        said, turns = gr.Textbox(visible=False), gr.Textbox(visible=False)
        quiet: dict[str, Any] = {**PRIVATE, "queue": False}
        ask = partial(reply, live, recorder, turnstile)
        for triggers, sent in (([box.submit, send.click], "sendTyped"), ([other.click], "sendOther")):
            asked = gr.on(triggers, ask, [box, said], turns, js=f"(typed) => conversation.{sent}(typed)", **quiet)
            asked.success(None, turns, None, js="(html) => conversation.show(html)", **quiet)
        chat.load(None, None, None, js="() => conversation.open()", **quiet)
        add_ask(live, recorder, turnstile)
    chat.queue(max_size=WAITING)
    chat.state_session_capacity = SESSIONS
    return chat


def chat_turnstile() -> Turnstile:
    """Return what keeps the replies of one chat page in bounds."""
    return Turnstile(REPLIES_AT_ONCE, WAITING)


async def reply(
    live: LiveBot, recorder: "Recorder | None", turnstile: Turnstile, question: str | None, stored: str | None
) -> str:
    """Answer a message.

    Args:
        live: the bot in service.
        recorder: the question log, or None.
        turnstile: gives each message its turn.
        question: the message; None to have the turns again that a tab has stored.
        stored: what the page remembers of the messages before it.

    Returns:
        The new turn, or the turns before, as HTML.
    """

    def work() -> str:
        before = read_said(stored)
        if question is None:
            return "".join(turn.to_html() for turn in resume(live, before, has_feedback=recorder is not None))
        return converse(live, question, before, recorder).to_html()

    return await turnstile.in_turn(work)


def greeting(clinic: Clinic, notice: str | None = None) -> str:
    """Render the first words of the chat, and what becomes of the patient's."""
    heading = f'<h1 class="unseen">{escape(_title(clinic))}</h1>'
    said = f'{heading}<p class="greeting">{escape(clinic.fill(clinic.greeting))}</p>'
    return f'{said}<p class="notice">{escape(clinic.fill(notice))}</p>' if notice else said


def chat_frame(clinic: Clinic, *, has_feedback: bool = False, embedders: tuple[str, ...] = ()) -> Frame:
    """Return what the chat page loads, and what it shows before any script has run."""
    without_script = (
        '<noscript><p class="no-script">The chat needs JavaScript. You can read <a href="/articles">our articles</a> '
        f"without it, or call {escape(clinic.name)}: {call_link(clinic.phone)}.</p></noscript>"
    )
    names = ("chat.js", "busy.js", *(["feedback.js"] if has_feedback else []))
    scripts = "\n".join(f'<script src="{asset_link(name)}" defer></script>' for name in names)
    links = head_links("site.css", "gradio.css", "chat.css", "print.css")
    head = f"{links}\n{embed_link()}\n{scripts}"
    top = render_header(clinic) + _SPOKEN + _PRINTED + without_script + busy_words(clinic)
    return Frame(_title(clinic), head, top, embedders=embedders)


def busy_words(clinic: Clinic) -> str:
    """Render what busy.js shows when a message cannot be taken."""
    return f'<template id="busy-words">{link_numbers(clinic.fill(clinic.messages.busy), clinic)}</template>'


def _title(clinic: Clinic) -> str:
    return f"{display_name(clinic)} – questions and answers"
