"""The door to Gradio: lets through only what the chat needs, and dresses Gradio's page as the clinic's.

Gradio serves some seventy addresses (uploads, a proxy, API pages, monitoring) and a page whose social-media tags name
other hosts. Patients need seven of the addresses, and a page that shows the clinic's name and number before any script
has run.
"""

import re
import secrets
from collections.abc import Callable
from html import escape

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.clinic import Clinic
from bot.web.assets import asset_link
from bot.web.pages import display_name, head_links, missing_page, render_header
from bot.web.phone import call_link

MAX_BODY = 1_000_000
"""Bytes of a request to the chat: a stored conversation in any script, and no more."""

_OPEN = re.compile(
    r"/|/theme\.css|/assets/.+|/static/js/iframeResizer\.contentWindow\.min\.js"
    r"|/gradio_api/(?:queue/join|queue/data|heartbeat/\w+|startup-events|cancel|reset)/?"
)
_FOREIGN_TAGS = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>|\s*<link rel="manifest"[^>]*>')
_SCRIPT = re.compile(r"<script(?=[\s>])")


class GradioDoor:
    """An ASGI application around Gradio's."""

    def __init__(self, app: ASGIApp, clinic: Clinic) -> None:
        self._app = app
        self._clinic = clinic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        path = scope["path"]
        if scope["type"] != "http" or not _OPEN.fullmatch(path):
            await HTMLResponse(missing_page(self._clinic), 404)(scope, receive, send)
        elif int(Headers(scope=scope).get("content-length", 0)) > MAX_BODY:
            await HTMLResponse("The message is too long.", 413)(scope, receive, send)
        elif path == "/" and scope["method"] in {"GET", "HEAD"}:
            nonce = secrets.token_urlsafe(16)
            dressed = _Dressed(send, lambda html: dress(html, self._clinic, nonce), chat_policy(nonce))
            await self._app(_uncompressed(scope), receive, dressed)
        else:
            await self._app(scope, receive, send)


def dress(html: str, clinic: Clinic, nonce: str) -> str:
    """Turn Gradio's page into the clinic's.

    Args:
        html: the page as Gradio serves it.
        clinic: whose name and number it shows.
        nonce: the value that lets the page's own scripts run.
    """
    html = _FOREIGN_TAGS.sub("", html)
    head = (
        f"<title>{escape(display_name(clinic))} – questions and answers</title>\n{head_links('site.css', 'chat.css')}\n"
        f'<script src="{asset_link("chat.js")}" defer></script>\n</head>'
    )
    without_script = (
        '<noscript><p class="no-script">The chat needs JavaScript. You can read <a href="/articles">our articles</a> '
        f"without it, or call {escape(clinic.name)}: {call_link(clinic.phone)}.</p></noscript>"
    )
    html = html.replace("</head>", head, 1)
    html = html.replace("<gradio-app", f"{render_header(clinic)}\n{without_script}\n<gradio-app", 1)
    return _SCRIPT.sub(f'<script nonce="{nonce}"', html)


def chat_policy(nonce: str) -> str:
    """Return the Content-Security-Policy of the chat page.

    Gradio compiles templates in the browser and sets styles on elements, hence ``unsafe-eval`` and the inline styles;
    whatever runs, it can load from and send to this site only.
    """
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; "
        "frame-ancestors 'self'"
    )


class _Dressed:
    """A ``send`` that collects a page, rewrites it and sends it on whole."""

    def __init__(self, send: Send, rewrite: Callable[[str], str], policy: str) -> None:
        self._send = send
        self._rewrite = rewrite
        self._policy = policy
        self._start: Message = {}
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page()
        else:
            await self._send(message)

    async def _send_page(self) -> None:
        body = self._rewrite(self._body.decode()).encode() if self._body else b""
        headers = MutableHeaders(raw=self._start["headers"])
        headers["Content-Security-Policy"] = self._policy
        headers["Cache-Control"] = "no-store"
        if body:
            headers["Content-Length"] = str(len(body))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def _uncompressed(scope: Scope) -> Scope:
    """Ask for the page as plain text, so that it can be rewritten."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}
