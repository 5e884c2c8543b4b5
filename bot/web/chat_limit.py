"""The limit in front of the chat: a message that cannot be taken is refused in the clinic's own words.

busy.js shows these words below the conversation, where they stay until a message is taken. What is no message at all is
refused here too: Gradio would answer it with a failure of the server and print what was sent into the log.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.client_address import scope_key
from bot.web.gradio_door import MAX_BODY
from bot.web.incoming import read_body
from bot.web.rate_limit import RateLimit
from bot.web.turnstile import TooManyWaitError, Turnstile

RUN, JOIN = "/gradio_api/run/predict", "/gradio_api/queue/join"
"""Where the page sends its messages, and where ``gradio_client`` does."""

FULL_S = 5
"""Seconds after which to try again when too many wait: those who wait are served in two or three."""


class ChatLimit:
    """An ASGI application around Gradio's.

    Args:
        app: Gradio's application.
        limit: how many messages one client may send.
        turnstile: how many messages may be under way.
        inputs: how much each event of the page is given.
        busy: gives the clinic's words for when there are too many.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: RateLimit,
        turnstile: Turnstile,
        inputs: Mapping[int, int],
        busy: Callable[[], str],
    ) -> None:
        self._app = app
        self._limit = limit
        self._turnstile = turnstile
        self._inputs = inputs
        self._busy = busy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].rstrip("/") not in {RUN, JOIN}:
            await self._app(scope, receive, send)
            return
        wait = self._limit.admit(scope_key(scope))
        if wait:
            await self._refusal(429, wait)(scope, receive, send)
            return
        body = await read_body(Request(scope, receive), MAX_BODY)
        if body is None or not self._is_message(body):
            await JSONResponse({"detail": "This is no message of the chat."}, 422)(scope, receive, send)
            return
        is_full, is_read = False, False

        async def receive_again() -> Message:
            """Give Gradio the body that was read here, and then whatever follows."""
            nonlocal is_read
            if is_read:
                return await receive()
            is_read = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send_unless_full(message: Message) -> None:
            """Exchange the refusal of Gradio's own full queue, which says nothing of use, for the clinic's words."""
            nonlocal is_full
            if message["type"] == "http.response.start" and message["status"] == 503:
                is_full = True
            elif not is_full:
                await send(message)

        try:
            with self._turnstile.entered():
                await self._app(scope, receive_again, send_unless_full)
        except TooManyWaitError:
            is_full = True
        if is_full:
            await self._refusal(503, FULL_S)(scope, receive, send)

    def _is_message(self, body: bytes) -> bool:
        try:
            sent: Any = json.loads(body)
        except (ValueError, RecursionError):
            return False
        if not isinstance(sent, dict) or not isinstance(sent.get("data"), list):
            return False
        event = sent.get("fn_index")
        return isinstance(event, int) and self._inputs.get(event) == len(sent["data"])

    def _refusal(self, status: int, retry_after: int) -> JSONResponse:
        headers = {"Retry-After": str(retry_after), "Cache-Control": "no-store"}
        return JSONResponse({"detail": self._busy()}, status, headers)
