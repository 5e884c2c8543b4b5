"""The site: the chat at ``/``, the articles that it quotes, feedback on replies, the API, and a health check."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.live import LiveBot
from bot.program_log import FACTS
from bot.web.access_log import AccessLog
from bot.web.api.app import API, create_api
from bot.web.assets import media_type, read_assets
from bot.web.chat import build_chat, chat_frame, chat_turnstile
from bot.web.chat_limit import ChatLimit
from bot.web.client_address import ClientAddress
from bot.web.client_endpoint import INFO
from bot.web.feedback import FeedbackPost
from bot.web.gradio_app import NO_DOCS, inputs, let_go, serve_blocks
from bot.web.gradio_door import GradioDoor
from bot.web.headers import PAGE_POLICY, SecurityHeaders, embedded_in
from bot.web.metrics import Metrics, MetricsPage, nothing
from bot.web.pages import ICON, article_page, articles_page, missing_page, unreadable_page
from bot.web.rate_limit import RateLimit
from bot.web.routes import Templates
from bot.web.site_settings import SiteSettings
from bot.web.staff.door import STAFF, StaffDoor
from bot.web.widget import WidgetScript
from index.article import load_article
from index.errors import CorpusError

if TYPE_CHECKING:
    from bot.question_log.recorder import Recorder

_READ = ["GET", "HEAD"]

log = logging.getLogger(__name__)


def create_site(
    live: LiveBot,
    recorder: "Recorder | None" = None,
    *,
    notice: str | None = None,
    staff: StaffDoor | None = None,
    settings: SiteSettings | None = None,
    index: Path | None = None,
) -> FastAPI:
    """Create the site of a bot; it is healthy once its lifespan has started and the encoder has encoded something.

    Args:
        live: the bot in service.
        recorder: the question log; without one nothing is recorded and no feedback taken.
        notice: one sentence that tells patients of the question log.
        staff: the staff's part; without one there is nothing at ``/staff``.
        settings: how the site is reached; by default nobody embeds it and no proxy is trusted.
        index: folder of the index, for the metrics.
    """
    settings = settings or SiteSettings()
    pages, limit = _Pages(live, settings.origins), RateLimit(settings.per_minute)
    turnstile = chat_turnstile()
    blocks = build_chat(live, recorder, notice, turnstile)
    chat = serve_blocks(blocks)
    gradios = (chat, *([staff.gradio] if staff else []))
    lost = (lambda: recorder.lost) if recorder else nothing
    metrics = Metrics(live, index=index, waiting=lambda: turnstile.waiting, lost=lost)
    live.watch(metrics.replied)
    live.watch(tell_reply)

    @asynccontextmanager
    async def lifespan(_site: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as started:
            for app in gradios:
                await started.enter_async_context(app.router.lifespan_context(app))
            await run_in_threadpool(pages.warm_up)
            yield

    site = FastAPI(lifespan=lifespan, title=live.current.clinic.name, **NO_DOCS)
    site.state.metrics = metrics
    site.state.let_go = lambda: let_go(gradios)
    site.add_api_route("/healthz", pages.health, methods=_READ)
    site.add_api_route(
        "/metrics", MetricsPage(metrics, settings.metrics_token, pages.missing_response).serve, methods=["GET"]
    )
    site.add_api_route("/articles", pages.articles, methods=_READ)
    site.add_api_route("/articles/{name}", pages.article, methods=_READ)
    site.add_api_route("/site/{name}", pages.asset, methods=_READ)
    site.add_api_route("/widget.js", WidgetScript(live).serve, methods=_READ)
    site.add_api_route("/favicon.svg", pages.icon, methods=_READ)
    if recorder:
        site.add_api_route("/api/feedback", FeedbackPost(recorder, limit).receive, methods=["POST"])
    if staff:
        site.router.routes.extend(Route(path, staff) for path in (STAFF, STAFF + "/{below:path}"))
    site.mount(API, create_api(live, recorder, limit, origins=settings.origins))
    limited = ChatLimit(chat, limit, turnstile, inputs(blocks), pages.busy)
    frame = partial(chat_frame, has_feedback=bool(recorder), embedders=settings.origins)
    site.mount("/", GradioDoor(limited, lambda: frame(live.current.clinic), pages.missing, also=INFO))
    site.add_middleware(SecurityHeaders)
    site.add_middleware(ClientAddress, proxies=settings.proxies)
    site.add_middleware(AccessLog, template=Templates(site.routes).of, served=metrics.served)
    return site


def tell_reply(kind: str, seconds: float) -> None:
    """Write one line for a reply."""
    log.info("replied", extra={FACTS: {"reply": str(kind), "ms": round(seconds * 1000, 1)}})


class _Pages:
    """What the site serves beside the chat; each answer comes from the bot that is in service when it is asked for."""

    def __init__(self, live: LiveBot, embedders: tuple[str, ...]) -> None:
        self._live = live
        self._in_a_frame = {"Content-Security-Policy": embedded_in(PAGE_POLICY, embedders)}
        self._warm = False

    def warm_up(self) -> None:
        """Encode once and choose what to suggest, so that the first patient does not wait for it."""
        self._live.current.encoder.encode_queries(["warm up"])
        _ = self._live.current.suggestions
        self._warm = True

    def health(self) -> Response:
        """Tell whether the site can answer, and from which index."""
        if not self._warm:
            return JSONResponse({"status": "starting"}, 503)
        return JSONResponse({"status": "ok", "index": self._live.current.index.manifest.fingerprint})

    def articles(self) -> Response:
        """List the articles."""
        bot = self._live.current
        return HTMLResponse(articles_page(bot.articles.values(), bot.clinic), headers=self._in_a_frame)

    def article(self, name: str) -> Response:
        """Show an article as its file is now."""
        bot = self._live.current
        known = bot.articles.get(name)
        if known is None or not known.path.is_file():
            return HTMLResponse(missing_page(bot.clinic), 404, self._in_a_frame)
        try:
            return HTMLResponse(article_page(load_article(known.path), bot.clinic), headers=self._in_a_frame)
        except CorpusError as error:
            log.warning("%s", error)
            return HTMLResponse(unreadable_page(bot.clinic), 503, self._in_a_frame)

    def missing_response(self) -> Response:
        """Answer at an address that leads nowhere."""
        return HTMLResponse(self.missing(), 404)

    def missing(self) -> str:
        """Render the page for an address that leads nowhere."""
        return missing_page(self._live.current.clinic)

    def busy(self) -> str:
        """Return the clinic's words for when there are too many messages."""
        clinic = self._live.current.clinic
        return clinic.fill(clinic.messages.busy)

    def asset(self, name: str) -> Response:
        """Serve a style sheet or script."""
        content = read_assets().get(name)
        if content is None:
            return HTMLResponse(self.missing(), 404)
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(content, media_type=media_type(name), headers=headers)

    def icon(self) -> Response:
        """Serve the site's icon."""
        return Response(ICON, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})
