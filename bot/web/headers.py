"""Headers that every response of the site carries."""

import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""For every response that does not bring a Content-Security-Policy of its own."""

_OWN_FRAMES = "frame-ancestors 'self'"
_OTHER_FRAMES = re.compile(r"frame-ancestors 'self' [^;]")


def embedded_in(policy: str, origins: Iterable[str]) -> str:
    """Let pages of other sites show a page in a frame.

    Args:
        policy: the page's Content-Security-Policy, by which only this site may.
        origins: the other sites, each a scheme and a host.
    """
    return policy.replace(_OWN_FRAMES, " ".join([_OWN_FRAMES, *origins]))


class SecurityHeaders:
    """An ASGI middleware that adds the headers; a header that a response already has stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**SECURITY, "Content-Security-Policy": PAGE_POLICY}.items():
                    headers.setdefault(name, value)
                # It can name no other site; where the policy does, the older header would contradict it.
                if not _OTHER_FRAMES.search(headers["Content-Security-Policy"]):
                    headers.setdefault("X-Frame-Options", "SAMEORIGIN")
            await send(message)

        await self._app(scope, receive, send_with_headers)
