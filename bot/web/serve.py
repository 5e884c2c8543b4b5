"""Serving: from settings to a site that answers. What can go wrong is one clear line before a patient sees anything."""

import asyncio
import logging
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from fastapi import FastAPI

from bot.answer import FaqBot
from bot.receipts import ArticleFiles
from bot.settings import Settings
from bot.web.free_memory import EVERY_S, give_back
from index.article import Article, load_article
from index.build import OnStart, build, is_stale
from index.encoder import Encoder
from index.errors import CorpusError, IndexStoreError, SettingsError
from index.export import exported
from index.manifest import read_manifest
from index.onnx_encoder import OnnxEncoder

FINISH_S = 7
"""Seconds that replies under way are given when the site stops: two hundred of them take two or three, and a container
is killed after ten, of which the question log needs two."""

log = logging.getLogger(__name__)


def load_encoder(settings: Settings, build_first: Callable[[Settings], None]) -> OnnxEncoder:
    """Load the encoder that the index brings; where it brings none, the whole index is built in another process.

    Only that needs torch, which takes half a gigabyte of memory for as long as a process lives.

    Args:
        settings: where things are.
        build_first: a function at the top of a module, which builds the index from nothing.

    Raises:
        FaqError: the index cannot be built or read.
    """
    manifest = exported(settings.index, settings.model)
    if manifest is None:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            process.submit(build_first, settings).result()
        manifest = read_manifest(settings.index)
    return OnnxEncoder.load(settings.index, manifest)


def load_bot(settings: Settings, encoder: Encoder, *, on_start: OnStart | None = None) -> FaqBot:
    """Load the bot, building its index first when it is missing or stale.

    Raises:
        CorpusError: an article cannot be used and there is no older index to serve.
        IndexStoreError: the index cannot be built or read.
    """
    is_current = refresh_index(settings, encoder, on_start=on_start)
    if is_current:
        return FaqBot.load(settings.corpus, settings.index, encoder, milvus=settings.milvus)
    return _load_readable(settings, encoder)


def refresh_index(settings: Settings, encoder: Encoder, *, on_start: OnStart | None = None) -> bool:
    """Build the index when it is missing or stale; a bad article leaves a usable older index in service.

    Returns:
        Whether the index is that of the present corpus.

    Raises:
        CorpusError: the corpus folder is missing, or an article cannot be used and there is no older index to serve.
    """
    try:
        if is_stale(settings.index, settings.corpus, encoder.card, settings.milvus):
            log.info("building the index of %s", settings.corpus)
            build(settings.corpus, settings.index, encoder, on_start=on_start, milvus=settings.milvus)
    except CorpusError as error:
        if not settings.corpus.is_dir() or not _is_usable(settings, encoder):
            raise
        log.warning("%s; the index built before serves on", error)
        return False
    return True


def open_port(host: str, port: int) -> socket.socket:
    """Take the port before the model is loaded, so that a taken one is told at once.

    Raises:
        SettingsError: the address is taken, unknown, or not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
    except OSError as error:
        problem = f"cannot serve on {host}:{port} ({error.strerror}); stop what uses it or choose another with --port"
        raise SettingsError(problem) from error
    return taken


def serve(
    site: FastAPI,
    port: socket.socket,
    announce: Callable[[str], None],
    *,
    reload: Callable[[], object] = lambda: None,
    finish_s: int = FINISH_S,
) -> None:
    """Serve a site until it is told to stop; then take no more, and finish the replies under way.

    Args:
        site: the site.
        port: a bound socket.
        announce: called with the site's address once it answers.
        reload: called in a thread of its own when the process gets SIGHUP.
        finish_s: seconds that replies under way are given.
    """
    host, number = port.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{number}/"
    config = uvicorn.Config(
        site,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the site trusts the proxies of its settings, and uvicorn would trust whoever is local
        timeout_graceful_shutdown=finish_s,
        callback_notify=give_back,
        timeout_notify=EVERY_S,
    )
    _Server(config, lambda: announce(address), reload, getattr(site.state, "let_go", lambda: None)).run(sockets=[port])


class _Server(uvicorn.Server):
    """A server that says when it is ready, reloads on SIGHUP, and lets idle pages go when it stops."""

    def __init__(
        self,
        config: uvicorn.Config,
        announce: Callable[[], None],
        reload: Callable[[], object],
        let_go: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._reload = reload
        self._let_go = let_go
        self._reloading = threading.Lock()
        self._has_terminal = sys.stdin is not None and sys.stdin.isatty()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce."""
        await super().startup(sockets)
        if self.should_exit:
            return
        if threading.current_thread() is threading.main_thread():
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._hang_up)
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._let_go()
        await super().shutdown(sockets)

    def _hang_up(self) -> None:
        """Reload; but stop where SIGHUP says that the terminal was closed."""
        if self._has_terminal and not sys.stdin.isatty():
            self.should_exit = True
        else:
            threading.Thread(target=self._reload_alone, name="reload").start()

    def _reload_alone(self) -> None:
        with self._reloading:
            self._reload()


def _load_readable(settings: Settings, encoder: Encoder) -> FaqBot:
    """Load the bot with the articles that can be read; passages of the others are withheld, as nothing proves them.

    The bot is loaded from a copy of the corpus without the unreadable articles, then told where the others really are.
    """
    articles = {article.name: article for article in _readable_articles(settings.corpus)}
    readable = {article.path.name for article in articles.values()}

    def unreadable(_folder: str, names: list[str]) -> list[str]:
        return [name for name in names if name.lower().endswith(".md") and name not in readable]

    with TemporaryDirectory() as folder:
        copy = shutil.copytree(settings.corpus, Path(folder) / settings.corpus.name, ignore=unreadable)
        bot = FaqBot.load(copy, settings.index, encoder, milvus=settings.milvus)
    return replace(bot, articles=articles, files=ArticleFiles({name: a.path for name, a in articles.items()}))


def _readable_articles(corpus: Path) -> Iterator[Article]:
    for path in sorted(corpus.glob("*.[mM][dD]")):
        try:
            yield load_article(path)
        except CorpusError:
            if path.name.lower() != "readme.md":
                log.warning("%s is left out until it is corrected", path)


def _is_usable(settings: Settings, encoder: Encoder) -> bool:
    try:
        read_manifest(settings.index).require_model(encoder.card)
    except IndexStoreError:
        return False
    return True
