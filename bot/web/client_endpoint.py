"""The endpoint ``/ask`` of the chat page, for ``gradio_client``: the same reply as that of ``POST /api/ask``."""

from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bot.live import LiveBot
from bot.web.api.ask import reply_to
from bot.web.api.problem import first_line
from bot.web.api.question import Question
from bot.web.turnstile import Turnstile

if TYPE_CHECKING:
    from bot.question_log.recorder import Recorder

INFO = "/gradio_api/info"
"""What ``gradio_client`` reads first: the names and types of the public endpoints, and nothing of the private ones."""


def add_ask(live: LiveBot, recorder: "Recorder | None", turnstile: Turnstile) -> None:
    """Add the endpoint to the page that is being built.

    Args:
        live: the bot in service.
        recorder: the question log, or None.
        turnstile: gives each message its turn.
    """
    # Importing gradio takes 3 s; see bot.web.chat.
    import gradio as gr
    from gradio.events import api

    async def ask(question: str, history: list[str] | None = None, id: str | None = None) -> dict[str, Any]:
        """Answer one message with the passages of the clinic's articles, word for word."""
        try:
            asked = Question.model_validate({"question": question, "history": tuple(history or ()), "id": id})
        except (ValidationError, TypeError) as error:
            said = first_line(error, Question) if isinstance(error, ValidationError) else "history: expected a list"
            raise gr.Error(said, print_exception=False) from None
        reply = await turnstile.in_turn(partial(reply_to, live, recorder, asked.asked()))
        return reply.to_dict()

    api(ask, api_name="ask")  # programs come one at a time, by Gradio's own default
