"""Gradio's own application for a page, with everything off that leaves the site or distracts from it."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

if TYPE_CHECKING:
    import gradio as gr

NO_DOCS: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
"""Options of an application without API pages."""

PRIVATE: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Options of every event: no flicker, and no place in the API. That alone shuts nothing; the doors do."""


def serve_blocks(blocks: "gr.Blocks", at: str = "", *, max_upload: int = 0) -> FastAPI:
    """Give a page an application of its own.

    Args:
        blocks: the page.
        at: the path under which the site reaches the application, "" or "/like/this".
        max_upload: bytes of a file that is sent to it.
    """
    # Importing gradio takes 3 s; whoever has no page must not wait for it.
    import gradio as gr

    app = FastAPI(**NO_DOCS)
    _keep_no_analytics(blocks)
    # Left to itself, Gradio lets the pages of every site read its answers, with cookies.
    app.add_middleware(CORSMiddleware, allow_origins=())
    gr.mount_gradio_app(
        app,
        blocks,
        path=at or "/",
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=max_upload,
        app_kwargs=dict(NO_DOCS),
    )
    return app


def _keep_no_analytics(blocks: "gr.Blocks") -> None:
    """Have Gradio keep no list of messages: it makes a table of up to 10,000 after each, for a page that is shut.

    That takes 7 ms after 100 messages and 39 ms after 10,000, where a whole reply takes 12 ms.
    """
    blocks._queue.ANALYTICS_MAX_EVENTS = 1
    blocks._queue.ANAYLTICS_CACHE_FREQUENCY = sys.maxsize


def let_go(apps: Iterable[FastAPI]) -> None:
    """End the connections that pages keep open to tell that they are still there; replies under way are not touched."""
    # Importing gradio: see serve_blocks; here it is imported already.
    from gradio.routes import App

    for route in (route for app in apps for route in app.routes):
        mounted = getattr(route, "app", None)
        if isinstance(mounted, App):
            mounted.stop_event.set()


def inputs(blocks: "gr.Blocks") -> dict[int, int]:
    """Count what each event of a page is given, for the events that come to the server."""
    return {number: len(event.inputs) for number, event in blocks.fns.items() if event.fn}
