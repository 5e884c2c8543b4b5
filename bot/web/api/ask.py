"""``POST /api/ask``: takes a question and gives the reply that the chat would give."""

import time
from functools import partial
from typing import TYPE_CHECKING

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.live import FAILURE, LiveBot
from bot.message import Asked
from bot.reply import Reply
from bot.web.api.problem import first_line, problem
from bot.web.api.published import published
from bot.web.api.question import MAX_BYTES, Question
from bot.web.client_address import scope_key
from bot.web.conversation import apology, explain_or_none
from bot.web.incoming import read_body
from bot.web.rate_limit import RateLimit
from bot.web.turnstile import TooManyWaitError, Turnstile

if TYPE_CHECKING:
    from bot.question_log.recorder import Recorder

AT_ONCE = 1
"""Messages answered at a time: the model is used by one thread at a time anyway, and the chat must have its turn."""

WAITING = 50
"""Messages that may wait; at 12 ms a reply, the last of them waits well under a second."""

BUSY_S = 5
"""Seconds after which to try again when too many wait: several times what those who wait need."""


def reply_to(live: LiveBot, recorder: "Recorder | None", asked: Asked) -> Reply:
    """Answer a message with the bot in service and record it where a log is kept; a failure gets the fixed reply."""
    started, bot = time.perf_counter(), live.current
    explained = explain_or_none(bot, asked)
    if recorder and explained:
        recorder.record(explained, is_followup=bool(asked.history))
    live.replied(explained.reply.kind if explained else FAILURE, time.perf_counter() - started)
    return published(explained.reply) if explained else apology(bot, asked)


class AskPost:
    """The route: checks a request and hands it to the bot.

    Args:
        live: the bot in service.
        recorder: the question log, or None.
        limit: how often one client may ask.
        turnstile: what keeps the work in bounds.
    """

    def __init__(
        self, live: LiveBot, recorder: "Recorder | None", limit: RateLimit, turnstile: Turnstile | None = None
    ) -> None:
        self._live = live
        self._recorder = recorder
        self._limit = limit
        self._turnstile = turnstile or Turnstile(AT_ONCE, WAITING)

    async def receive(self, request: Request) -> Response:
        """Answer one message with the passages of the clinic's articles, word for word."""
        wait = self._limit.admit(scope_key(request.scope))
        if wait:
            return problem(429, self._busy(), retry_after=wait)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return problem(415, "expected application/json")
        body = await read_body(request, MAX_BYTES)
        if body is None:
            return problem(413, f"expected at most {MAX_BYTES} bytes")
        try:
            question = Question.model_validate_json(body, strict=True)
        except ValidationError as error:
            is_json = error.errors()[0]["type"] != "json_invalid"
            return problem(422 if is_json else 400, first_line(error, Question))
        try:
            reply = await self._turnstile.run(partial(reply_to, self._live, self._recorder, question.asked()))
        except TooManyWaitError:
            return problem(503, self._busy(), retry_after=BUSY_S)
        return JSONResponse(reply.to_dict(), headers={"Cache-Control": "no-store"})

    def _busy(self) -> str:
        clinic = self._live.current.clinic
        return clinic.fill(clinic.messages.busy)
