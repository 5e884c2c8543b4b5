"""The limit in front of Gradio's queue: a message that cannot be taken is refused in the clinic's own words.

Gradio shows whatever a refusal says under ``detail`` for ten seconds and goes on; busy.js shows the clinic's words
below the conversation, where they stay until a message is taken.
"""

from collections.abc import Callable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.client_address import scope_key
from bot.web.rate_limit import RateLimit

JOIN = "/gradio_api/queue/join"

FULL_S = 5
"""Seconds after which to try again when the queue is full: it empties in two or three."""


class QueueLimit:
    """An ASGI application around Gradio's.

    Args:
        app: Gradio's application.
        limit: how many messages one client may send.
        busy: gives the clinic's words for when there are too many.
    """

    def __init__(self, app: ASGIApp, limit: RateLimit, busy: Callable[[], str]) -> None:
        self._app = app
        self._limit = limit
        self._busy = busy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].rstrip("/") != JOIN:
            await self._app(scope, receive, send)
            return
        wait = self._limit.admit(scope_key(scope))
        if wait:
            await self._refusal(429, wait)(scope, receive, send)
            return
        is_full = False

        async def send_unless_full(message: Message) -> None:
            """Exchange the refusal of a full queue, which tells a patient nothing, for the clinic's words."""
            nonlocal is_full
            if message["type"] == "http.response.start" and message["status"] == 503:
                is_full = True
            elif not is_full:
                await send(message)

        await self._app(scope, receive, send_unless_full)
        if is_full:
            await self._refusal(503, FULL_S)(scope, receive, send)

    def _refusal(self, status: int, retry_after: int) -> JSONResponse:
        headers = {"Retry-After": str(retry_after), "Cache-Control": "no-store"}
        return JSONResponse({"detail": self._busy()}, status, headers)
