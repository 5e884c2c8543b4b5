"""The door to Gradio: lets through only what a page needs, and dresses Gradio's page as the clinic's.

Gradio serves some seventy addresses (uploads, a proxy, API pages, monitoring) and a page whose social-media tags name
other hosts. The site needs nine of the addresses, and a page that shows the clinic's name and number before any script
has run.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.headers import embedded_in

MAX_BODY = 1_000_000
"""Bytes of a request: a stored conversation in any script, and no more."""

_OPEN = re.compile(
    r"/|/theme\.css|/assets/.+|/static/js/iframeResizer\.contentWindow\.min\.js"
    r"|/gradio_api/(?:run/predict|queue/join|queue/data|heartbeat/\w+|startup-events|cancel|reset)/?"
)
_UPLOAD = re.compile(r"/gradio_api/upload(?:_progress)?/?")
_FOREIGN_TAGS = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>|\s*<link rel="manifest"[^>]*>')
_SCRIPT = re.compile(r"<script(?=[\s>])")


@dataclass(frozen=True)
class Frame:
    """What the clinic puts around Gradio's page, as HTML but for the title.

    Attributes:
        title: title of the page.
        head: links to style sheets and scripts.
        top: what stands above Gradio's part, and is there before any script has run.
        forms: whether the page may send forms to this site.
        embedders: origins of the other sites that may show the page in a frame.
    """

    title: str
    head: str
    top: str
    forms: bool = False
    embedders: tuple[str, ...] = ()


class GradioDoor:
    """An ASGI application around Gradio's.

    Args:
        app: Gradio's application.
        frame: gives what is put around its page, for each visit.
        missing: gives the page for an address that leads nowhere.
        at: the path under which the site reaches the application, "" or "/like/this".
        max_upload: bytes of a request that sends a file; 0 where the page takes none.
        also: one more address that may be read.
    """

    def __init__(
        self,
        app: ASGIApp,
        frame: Callable[[], Frame],
        missing: Callable[[], str],
        at: str = "",
        *,
        max_upload: int = 0,
        also: str | None = None,
    ) -> None:
        self._app = app
        self._frame = frame
        self._missing = missing
        self._at = at
        self._max_upload = max_upload
        self._also = also

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        path = scope["path"].removeprefix(self._at)
        is_upload = bool(self._max_upload and _UPLOAD.fullmatch(path))
        if scope["type"] != "http" or not (is_upload or self._is_open(path, scope["method"])):
            await HTMLResponse(self._missing(), 404)(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "transfer-encoding" in headers and not is_upload:  # Gradio cuts an upload off, and nothing else
            await HTMLResponse("The message must say how long it is.", 411)(scope, receive, send)
        elif int(headers.get("content-length", 0)) > (self._max_upload if is_upload else MAX_BODY):
            await HTMLResponse("The message is too long.", 413)(scope, receive, send)
        elif path == "/" and scope["method"] in {"GET", "HEAD"}:
            nonce, frame = secrets.token_urlsafe(16), self._frame()
            dressed = _Dressed(
                send,
                lambda html: dress(html, frame, nonce),
                embedded_in(page_policy(nonce, forms=frame.forms), frame.embedders),
            )
            await self._app(_uncompressed(scope), receive, dressed)
        else:
            await self._app(scope, receive, send)

    def _is_open(self, path: str, method: str) -> bool:
        return bool(_OPEN.fullmatch(path)) or (path == self._also and method in {"GET", "HEAD"})


def dress(html: str, frame: Frame, nonce: str) -> str:
    """Turn Gradio's page into the clinic's.

    Args:
        html: the page as Gradio serves it.
        frame: what the clinic puts around it.
        nonce: the value that lets the page's own scripts run.
    """
    html = _FOREIGN_TAGS.sub("", html)
    html = html.replace("</head>", f"<title>{escape(frame.title)}</title>\n{frame.head}\n</head>", 1)
    html = html.replace("<gradio-app", f"{frame.top}\n<gradio-app", 1)
    return _SCRIPT.sub(f'<script nonce="{nonce}"', html)


def page_policy(nonce: str, *, forms: bool) -> str:
    """Return the Content-Security-Policy of a Gradio page.

    Gradio compiles templates in the browser and sets styles on elements, hence ``unsafe-eval`` and the inline styles;
    whatever runs, it can load from and send to this site only.
    """
    target = "'self'" if forms else "'none'"
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action {target}; "
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
