"""The site: the chat at ``/``, the articles that it quotes, and a health check."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response

from bot.answer import FaqBot
from bot.web.assets import media_type, read_assets
from bot.web.chat import build_chat
from bot.web.gradio_door import GradioDoor
from bot.web.headers import SecurityHeaders
from bot.web.pages import ICON, article_page, articles_page, missing_page, unreadable_page
from index.article import load_article
from index.errors import CorpusError

_READ = ["GET", "HEAD"]
_NO_DOCS: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}

log = logging.getLogger(__name__)


def create_site(bot: FaqBot) -> FastAPI:
    """Create the site of a bot; it is healthy once its lifespan has started and the encoder has encoded something."""
    pages = _Pages(bot)
    chat = _mount_chat(bot)

    @asynccontextmanager
    async def lifespan(_site: FastAPI) -> AsyncIterator[None]:
        async with chat.router.lifespan_context(chat):
            await run_in_threadpool(pages.warm_up)
            yield

    site = FastAPI(lifespan=lifespan, title=bot.clinic.name, **_NO_DOCS)
    site.add_api_route("/healthz", pages.health, methods=_READ)
    site.add_api_route("/articles", pages.articles, methods=_READ)
    site.add_api_route("/articles/{name}", pages.article, methods=_READ)
    site.add_api_route("/site/{name}", pages.asset, methods=_READ)
    site.add_api_route("/favicon.svg", pages.icon, methods=_READ)
    site.mount("/", GradioDoor(chat, bot.clinic))
    site.add_middleware(SecurityHeaders)
    return site


class _Pages:
    """What the site serves beside the chat."""

    def __init__(self, bot: FaqBot) -> None:
        self._bot = bot
        self._warm = False

    def warm_up(self) -> None:
        """Encode once, so that the first patient does not wait for the model to settle."""
        self._bot.encoder.encode_queries(["warm up"])
        self._warm = True

    def health(self) -> Response:
        """Tell whether the site can answer, and from which index."""
        if not self._warm:
            return JSONResponse({"status": "starting"}, 503)
        return JSONResponse({"status": "ok", "index": self._bot.index.manifest.fingerprint})

    def articles(self) -> Response:
        """List the articles."""
        return HTMLResponse(articles_page(self._bot.articles.values(), self._bot.clinic))

    def article(self, name: str) -> Response:
        """Show an article as its file is now."""
        known = self._bot.articles.get(name)
        if known is None or not known.path.is_file():
            return HTMLResponse(missing_page(self._bot.clinic), 404)
        try:
            return HTMLResponse(article_page(load_article(known.path), self._bot.clinic))
        except CorpusError as error:
            log.warning("%s", error)
            return HTMLResponse(unreadable_page(self._bot.clinic), 503)

    def asset(self, name: str) -> Response:
        """Serve a style sheet or script."""
        content = read_assets().get(name)
        if content is None:
            return HTMLResponse(missing_page(self._bot.clinic), 404)
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(content, media_type=media_type(name), headers=headers)

    def icon(self) -> Response:
        """Serve the site's icon."""
        return Response(ICON, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


def _mount_chat(bot: FaqBot) -> FastAPI:
    """Give Gradio an application of its own, with everything off that leaves the site or distracts from it."""
    import gradio as gr

    chat = FastAPI(**_NO_DOCS)
    gr.mount_gradio_app(
        chat,
        build_chat(bot),
        path="/",
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        app_kwargs=dict(_NO_DOCS),
    )
    return chat
