"""Gradio's own application for a page, with everything off that leaves the site or distracts from it."""

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

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
