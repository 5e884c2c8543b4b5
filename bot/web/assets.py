"""Assets: the site's own style sheets and scripts, named by their content so that a browser may keep them."""

import hashlib
from functools import cache
from pathlib import Path

_STYLES = ("site.css", "gradio.css", "chat.css", "article.css", "staff.css", "print.css")
_SCRIPTS = ("chat.js", "busy.js", "feedback.js", "article.js", "embed.js")


@cache
def read_assets() -> dict[str, bytes]:
    """Return the content of every asset by file name."""
    return {name: Path(__file__).with_name(name).read_bytes() for name in (*_STYLES, *_SCRIPTS)}


def asset_link(name: str) -> str:
    """Return the address of an asset, which changes whenever its content does."""
    return f"/site/{name}?v={hashlib.sha256(read_assets()[name]).hexdigest()[:12]}"


def media_type(name: str) -> str:
    """Return the media type of an asset, as HTTP names it."""
    return "text/css; charset=utf-8" if name.endswith(".css") else "text/javascript; charset=utf-8"
