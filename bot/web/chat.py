"""The chat: a Gradio page of the suggested questions, the conversation, what to ask next, and the message box."""

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from bot.clinic import Clinic
from bot.live import LiveBot
from bot.message import MAX_CHARACTERS
from bot.suggest import MAX_SUGGESTIONS
from bot.web.assets import asset_link
from bot.web.client_endpoint import add_ask
from bot.web.conversation import Conversation, converse, resume
from bot.web.gradio_app import PRIVATE
from bot.web.gradio_door import Frame
from bot.web.pages import display_name, embed_link, head_links, render_header
from bot.web.phone import call_link, link_numbers

if TYPE_CHECKING:
    import gradio as gr

    from bot.question_log.recorder import Recorder

WAITING = 200
"""Messages that may wait for their turn; at the 14 replies a second of docs/site.md ("Load"), the last waits 14 s."""

REPLIES_AT_ONCE = 2
"""Replies that are made side by side; each keeps about a core busy, and a patient waits for nobody's long message."""

_SPOKEN = (
    '<div id="spoken" class="unseen" role="status" aria-live="polite"></div>'
    '<div id="alarm" class="unseen" role="alert" aria-live="assertive"></div>'
)
"""What screen readers are told: chat.js puts each new reply here, an urgent one into the second."""

_PRINTED = '<p class="printed">Questions and answers, printed on <time id="printed-on"></time></p>'
"""Stands above a print; chat.js fills in the day."""

_PRINT_ALL = '<button type="button" class="print-all">Print the whole conversation</button>'

_RECALL = "() => { try { return sessionStorage.getItem('said') ?? ''; } catch { return ''; } }"
"""Reads what chat.js stored: the patient's own messages, so that a way to an article and back loses nothing."""


def build_chat(live: LiveBot, recorder: "Recorder | None" = None, notice: str | None = None) -> "gr.Blocks":
    """Build the chat page of the bot in service.

    Args:
        live: the bot; the greeting and the suggestions are those of the bot in service now.
        recorder: the question log, or None.
        notice: one sentence that tells patients of the question log, or None.
    """
    # Importing gradio takes 3 s; a command that only builds an index must not wait for it.
    import gradio as gr

    clinic = live.current.clinic
    chat = gr.Blocks(title=_title(clinic), analytics_enabled=False)
    with chat:
        state = gr.State(Conversation())
        # apply_default_css and js_on_load are off: the HTML is ours as it stands, and a click is nobody's event.
        gr.HTML(greeting(clinic, notice), apply_default_css=False, js_on_load=None, elem_id="greeting")
        with gr.Row(elem_id="suggestions"):
            suggestions = [gr.Button(question, elem_classes="suggestion") for question in clinic.suggestions]
        shown = gr.HTML(Conversation().to_html(), apply_default_css=False, js_on_load=None, elem_id="transcript")
        with gr.Column(elem_id="next"):
            lead = gr.HTML("", apply_default_css=False, js_on_load=None, elem_id="next-said")
            following = [gr.Button("", visible=False, elem_classes="suggestion") for _ in range(MAX_SUGGESTIONS)]
        with gr.Row(elem_id="after"):
            over = gr.Button("Start over", elem_id="start-over", size="sm")
            gr.HTML(_PRINT_ALL, apply_default_css=False, js_on_load=None, elem_id="print-all")
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
        quiet: dict[str, Any] = {**PRIVATE, "concurrency_id": "reply", "concurrency_limit": REPLIES_AT_ONCE}
        ask = partial(take_turn, live, recorder)
        turn = [state, shown, lead, *following]
        for suggestion in (*suggestions, *following):
            suggestion.click(ask, [suggestion, state], turn, **quiet)
        gr.on([box.submit, send.click], lambda *said: (*ask(*said), ""), [box, state], [*turn, box], **quiet)
        over.click(start_over, None, turn, **quiet)
        chat.load(partial(take_up, live, recorder), memory, turn, js=_RECALL, **quiet)
        add_ask(live, recorder, concurrency_id="reply", concurrency_limit=REPLIES_AT_ONCE)
    chat.queue(max_size=WAITING)
    return chat


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


def take_turn(
    live: LiveBot, recorder: "Recorder | None", question: str | None, conversation: Conversation
) -> tuple[Any, ...]:
    """Answer a message; return the conversation with it, and all that the page shows of it."""
    return _shown(converse(live, question, conversation, recorder))


def take_up(live: LiveBot, recorder: "Recorder | None", stored: str | None) -> Any:
    """Rebuild a conversation that the browser tab has stored, or leave all as it is."""
    conversation = resume(live, stored, has_feedback=recorder is not None)
    if not conversation.turns:
        # Importing gradio: see build_chat.
        import gradio as gr

        return gr.skip()
    return _shown(conversation)


def start_over() -> tuple[Any, ...]:
    """Forget the conversation."""
    return _shown(Conversation())


def _shown(conversation: Conversation) -> tuple[Any, ...]:
    """Return a conversation, its HTML, the words before the suggested questions, and a button for each of these."""
    # Importing gradio: see build_chat.
    import gradio as gr

    questions = (*conversation.suggested, *[""] * MAX_SUGGESTIONS)[:MAX_SUGGESTIONS]
    buttons = (gr.update(value=question, visible=bool(question)) for question in questions)
    lead = f"<p>{escape(conversation.lead)}</p>" if conversation.lead else ""
    return conversation, conversation.to_html(), lead, *buttons


def _title(clinic: Clinic) -> str:
    return f"{display_name(clinic)} – questions and answers"
