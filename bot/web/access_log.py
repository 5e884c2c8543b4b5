"""The access log: one line for each request, with nothing in it that a patient wrote or could be found by.

A line has the request's id, the method, the route's template, the status and the milliseconds. It has no address of the
client, no query, no header and no body. The id goes out as ``X-Request-Id``, so that a complaint can be looked up.
"""

import logging
import secrets
import time
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.program_log import FACTS, REQUEST
from bot.web.routes import UNKNOWN

ID_HEADER = "X-Request-Id"

UNTOLD = {"/healthz", "/metrics"}
"""Routes that machines ask for every few seconds; a line each would bury the others."""

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

Served = Callable[[str, int], None]
"""Told the template and the status of every request."""

log = logging.getLogger(__name__)


class AccessLog:
    """An ASGI middleware around everything else.

    Args:
        app: what serves the requests.
        template: gives the template of an address.
        served: told of every request.
    """

    def __init__(self, app: ASGIApp, template: Callable[[str], str], served: Served) -> None:
        self._app = app
        self._template = template
        self._served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and write its line, also where it fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, request, status = time.perf_counter(), secrets.token_hex(8), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = request
            await send(message)

        path, token = scope["path"], REQUEST.set(request)
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            self._tell(scope["method"], self._template(path), status, time.perf_counter() - started)
            REQUEST.reset(token)

    def _tell(self, method: str, route: str, status: int, seconds: float) -> None:
        self._served(route, status)
        if route not in UNTOLD:
            known = method if method in METHODS else UNKNOWN
            facts = {"method": known, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
            log.info("served", extra={FACTS: facts})
