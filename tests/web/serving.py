"""A site on a port of this machine, and a browser's visit to it."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from bot.web.serve import open_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = {"desktop": (1280, 860), "phone": (390, 844)}


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


class Visit:
    """A visit: a page, and everything that it tried to load from elsewhere or complained about."""

    def __init__(self, browser, address: str, width: str, **options) -> None:
        size = WIDTHS[width]
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=width == "phone", **options
        )
        self.address = address
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.context.route("**/*", self._only_here)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self._note(message) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _only_here(self, route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(self.address).netloc:
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def _note(self, message) -> None:
        self.complaints.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def open_chat(self) -> None:
        self.open("/")
        self.page.wait_for_selector("#question textarea")

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

    def leave(self) -> None:
        """Close the page; nothing may have been loaded from elsewhere or complained about."""
        self.context.close()
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
