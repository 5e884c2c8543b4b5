"""A site on a port of this machine, and a browser's visit to it."""

import shutil
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from bot.web.serve import open_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = {"desktop": (1280, 860), "phone": (390, 844)}
ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
"""Tells Chromium to find no other machine than this one."""
ONE_PROCESS = "--process-per-site"
"""Tells Chromium to let the tabs of a window share what draws them, where they show pages of the same host."""


@contextmanager
def served(site: FastAPI) -> Iterator[str]:
    """Serve a site in a thread and give its address."""
    port = open_port("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(site, log_level="warning", access_log=False, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [port]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the site did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def free_port() -> int:
    """Find a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Windows:
    """The windows of a browser that stand open for the next visit.

    A window keeps what it has loaded, and in a tab of its own the process that draws the pages of this machine, so that
    a page is there in a third of the time. Before another visit gets it, its other tabs, which hold all that the site
    stores, are closed and its cookies deleted. Visits at the same time share none.
    """

    def __init__(self, browser) -> None:
        self._browser = browser
        self._free: dict[str, list] = defaultdict(list)

    def take(self, width: str):
        """Take a window that is free, or open one."""
        if self._free[width]:
            return self._free[width].pop()
        size = WIDTHS[width]
        viewport = {"width": size[0], "height": size[1]}
        window = self._browser.new_context(viewport=viewport, has_touch=width == "phone")
        keeper = window.new_page()
        keeper.route("**", lambda route: route.fulfill(body="", content_type="text/html"))
        keeper.goto("http://127.0.0.1/")
        return window

    def give_back(self, width: str, window) -> None:
        """Close a window's tabs, forget its cookies, and keep it for the next visit."""
        for page in tabs(window):
            page.close()
        window.clear_cookies()
        self._free[width].append(window)


def tabs(window) -> list:
    """List the tabs of a window, but the one that keeps its process."""
    return window.pages[1:]


@cache
def windows(browser) -> Windows:
    """Give the windows of a browser."""
    return Windows(browser)


class Visit:
    """A visit: a tab in a window, and everything that it tried to load from elsewhere or complained about."""

    def __init__(self, browser, address: str, width: str, **media) -> None:
        self._windows, self._width = windows(browser), width
        self.context, self._has_clock = self._windows.take(width), False
        self.address = address
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self._under_way: set = set()
        self._heard = {
            "request": self._look_at_request,
            "requestfinished": self._look_at_end,
            "requestfailed": self._look_at_end,
        }
        for event, act in self._heard.items():
            self.context.on(event, act)
        self.page = self.context.new_page()
        self.page.emulate_media(**media)
        self.page.on("console", lambda message: self._note(message) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _look_at_request(self, request) -> None:
        url = urlsplit(request.url)
        if "/gradio_api/queue/" in url.path:
            self._under_way.add(request)
        if url.scheme in {"http", "https"} and url.netloc != urlsplit(self.address).netloc:
            self.foreign.append(request.url)

    def _look_at_end(self, request) -> None:
        self._under_way.discard(request)

    def _note(self, message) -> None:
        self.complaints.append(message.text)

    @property
    def tabs(self) -> list:
        """The tabs that the visit has opened."""
        return tabs(self.context)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def open_chat(self) -> None:
        self.open("/")
        self.page.wait_for_selector("#question textarea")

    def settle(self) -> None:
        """Wait for the ends of the exchanges with the site; for 5 s at most, as not every stream tells of its end."""
        until = time.monotonic() + 5
        while self._under_way and time.monotonic() < until:
            self.page.wait_for_timeout(50)

    def hold_clock(self) -> None:
        """Let time pass in the window only as the test says; nobody else gets it afterwards."""
        self.page.clock.install()
        self._has_clock = True

    def ask(self, message: str):
        """Type a message, send it, and return its turn once the reply is there."""
        turns = self.page.locator(".turn").count()
        self.page.fill("#question textarea", message)
        self.page.click("#send")
        return self.turn(turns)

    def turn(self, number: int):
        turn = self.page.locator(".turn").nth(number)
        turn.wait_for()
        return turn

    def end(self) -> None:
        """Close the page, whatever was loaded or complained about."""
        if self._has_clock:
            self.context.close()
        else:
            self._windows.give_back(self._width, self.context)
            for event, act in self._heard.items():
                self.context.remove_listener(event, act)

    def leave(self) -> None:
        """Close the page; nothing may have been loaded from elsewhere or complained about."""
        self.end()
        assert self.foreign == [], f"the page tried to load {self.foreign}"
        assert self.complaints == [], f"the page complained: {self.complaints}"


def top_and_bottom(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["y"], box["y"] + box["height"]


CONTRAST = """(one) => {
    const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    let ground = one;
    while (numbers(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
    const [a, b] = [getComputedStyle(one).color, getComputedStyle(ground).backgroundColor].map(numbers).map(light);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""
"""WCAG 2.2 contrast ratio of an element's text to the colour behind it."""
