"""The staff's door: whoever has not given the password gets the login page and nothing else, whatever they ask for."""

import time
from collections.abc import Callable
from urllib.parse import parse_qs

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.live import LiveBot
from bot.web.headers import PAGE_POLICY
from bot.web.incoming import is_same_origin, read_body
from bot.web.pages import missing_page
from bot.web.staff.lockout import Lockout
from bot.web.staff.login import FOREIGN, WRONG, login_page, too_many
from bot.web.staff.password import StaffPassword
from bot.web.staff.sessions import LIFETIME_S, Sessions

STAFF = "/staff"
ROOM = "/staff/app"
COOKIE = "staff"
MAX_FORM = 2_000
"""Bytes of the login form."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": PAGE_POLICY.replace("form-action 'none'", "form-action 'self'"),
}


class StaffDoor:
    """An ASGI application for ``/staff`` and everything below it.

    Args:
        live: whose clinic the login page names.
        password: what opens the door.
        room: what is behind it, at `ROOM`.
        gradio: the application of the room that needs to be started with the site.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        live: LiveBot,
        password: StaffPassword,
        room: ASGIApp,
        gradio: FastAPI,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.gradio = gradio
        self._live = live
        self._password = password
        self._room = room
        self._sessions = Sessions(clock)
        self._lockout = Lockout(clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http":
            await PlainTextResponse("There is nothing here.", 404)(scope, receive, send)
            return
        response = await self._answer(Request(scope, receive))
        await (response or self._room)(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        """Answer a request at the door, or return None where it may go in."""
        path, session = request.scope["path"].rstrip("/"), request.cookies.get(COOKIE)
        if (path, request.method) == (STAFF, "POST"):
            return await self._sign_in(request)
        if session is None or not self._sessions.is_open(session):
            is_front = path == STAFF and request.method in {"GET", "HEAD"}
            return self._login(200 if is_front else 401)
        if request.method not in {"GET", "HEAD"} and not is_same_origin(request):
            return PlainTextResponse("Refused: sent from another site.", 403, _HEADERS)
        if (path, request.method) == (f"{STAFF}/logout", "POST"):
            self._sessions.close(session)
            return self._sent_on(request, STAFF, "", 0)
        if path == STAFF:
            return RedirectResponse(f"{ROOM}/", 303, _HEADERS)
        if request.scope["path"].startswith(f"{ROOM}/"):
            return None
        return HTMLResponse(missing_page(self._live.current.clinic), 404, _HEADERS)

    async def _sign_in(self, request: Request) -> Response:
        if not is_same_origin(request):
            return self._login(403, FOREIGN)
        body = await read_body(request, MAX_FORM)
        address = request.client.host if request.client else ""
        wait = self._lockout.admit(address)
        if wait:
            response = self._login(429, too_many(wait))
            response.headers["Retry-After"] = str(wait)
            return response
        if body is None or not self._password.matches(_password_in(body)):
            return self._login(401, WRONG)
        self._lockout.forgive(address)
        return self._sent_on(request, f"{ROOM}/", self._sessions.open(), LIFETIME_S)

    def _login(self, status: int, problem: str | None = None) -> Response:
        return HTMLResponse(login_page(self._live.current.clinic, problem), status, _HEADERS)

    def _sent_on(self, request: Request, target: str, session: str, lifetime: int) -> Response:
        response = RedirectResponse(target, 303, _HEADERS)
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, session, max_age=lifetime, path=STAFF, secure=secure, httponly=True, samesite="strict"
        )
        return response


def _password_in(body: bytes) -> str:
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return fields.get("password", [""])[0]
