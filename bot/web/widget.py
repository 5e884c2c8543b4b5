"""The widget: one script that the clinic puts on its own pages, with the clinic's words in it."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.clinic import Clinic
from bot.live import LiveBot
from bot.web.assets import media_type
from bot.web.phone import dial

FILE = "widget.js"

MAX_AGE_S = 300
"""Seconds for which a browser keeps the script: its address never changes, and a new name or number soon gets there."""


class WidgetScript:
    """``GET /widget.js``: the script in the words of the clinic in service."""

    def __init__(self, live: LiveBot) -> None:
        self._live = live

    def serve(self, request: Request) -> Response:
        """Serve the script, or say that the browser's copy is still good."""
        script = render_widget(self._live.current.clinic)
        tag = f'"{hashlib.sha256(script).hexdigest()[:32]}"'
        headers = {
            "Cache-Control": f"public, max-age={MAX_AGE_S}",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "ETag": tag,
        }
        known = request.headers.get("if-none-match", "")
        if known == "*" or tag in {each.strip().removeprefix("W/") for each in known.split(",")}:
            return Response(status_code=304, headers=headers)
        return Response(script, media_type=media_type(FILE), headers=headers)


def render_widget(clinic: Clinic) -> bytes:
    """Render the script with a clinic's words."""
    script, css = _sources()
    messages = clinic.messages
    texts = {
        "open": clinic.fill(messages.widget_open),
        "title": clinic.fill(messages.widget_title),
        "close": clinic.fill(messages.widget_close),
        "failed": clinic.fill(messages.widget_failed),
        "phone": clinic.phone,
        "dial": dial(clinic.phone),
        "css": css,
    }
    return f"{script}({json.dumps(texts)});\n".encode()


@cache
def _sources() -> tuple[str, str]:
    """Read the script, and its style sheet without comments and blanks."""
    here = Path(__file__)
    css = re.sub(r"/\*.*?\*/", "", here.with_name("widget.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    return here.with_name(FILE).read_text(encoding="utf-8").rstrip(), re.sub(r"\s+", " ", css).strip()
