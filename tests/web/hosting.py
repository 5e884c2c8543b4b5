"""The clinic's own pages on another port and under another name than the bot, and a browser's visit to them."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import Response

from tests.conftest import ROOT
from tests.web.serving import Visit

PAGES = ROOT / "docs" / "widget"
BOT = "http://127.0.0.1:7860"
"""Where the example pages look for the bot."""

COUNT_READY = """window.ready = 0;
addEventListener("message", ({ data }) => { if (data?.faqBot === "ready") window.ready += 1; });"""
"""Counts in the clinic's page how often a page in the frame has said that it is there."""


class ClinicSite:
    """The example pages, which look for the bot where it is served.

    Attributes:
        bot: address of the bot, once it is known.
        site: the application to serve.
    """

    def __init__(self) -> None:
        self.bot = BOT
        self.site = FastAPI()
        self.site.add_api_route("/{name}", self._page)

    def _page(self, name: str) -> Response:
        path = PAGES / Path(name).name
        if not path.is_file():  # a browser asks for an icon too
            return Response(status_code=404)
        content = path.read_text(encoding="utf-8").replace(BOT, self.bot)
        return Response(content, media_type=mimetypes.guess_type(name)[0])


class HostVisit(Visit):
    """A visit to a page of the clinic with the widget on it.

    Attributes:
        bot: address of the bot.
        asked_of_bot: paths that were requested of the bot, in order.
        cookies_set: addresses of the bot that tried to set a cookie.
    """

    def __init__(self, browser, host: str, bot: str, width: str, **media) -> None:
        self.bot = bot
        self.asked_of_bot: list[str] = []
        self.cookies_set: list[str] = []
        super().__init__(browser, host, width, **media)
        self.page.add_init_script(COUNT_READY)
        self.page.on("response", self._look_at)

    def _look_at_request(self, request) -> None:
        url = urlsplit(request.url)
        if url.netloc == urlsplit(self.bot).netloc:
            self.asked_of_bot.append(url.path)
        else:
            super()._look_at_request(request)

    def _look_at(self, response) -> None:
        if "set-cookie" in response.headers:
            self.cookies_set.append(response.url)

    @property
    def button(self):
        """The widget's button."""
        return self.page.locator("faq-bot-widget button.open")

    @property
    def dialog(self):
        """The panel, or on a phone the full screen, that the chat opens in."""
        return self.page.locator("faq-bot-widget dialog")

    @property
    def close(self):
        """The panel's own way out."""
        return self.page.locator("faq-bot-widget button.close")

    @property
    def frame(self):
        """The frame, to run scripts in."""
        return next(each for each in self.page.frames if each.url.startswith(self.bot))

    @property
    def chat(self):
        """What is in the frame."""
        return self.page.frame_locator("faq-bot-widget iframe")

    def open_widget(self) -> None:
        """Press the button and wait for the chat."""
        self.button.click()
        self.wait_for_chat()

    def wait_for_chat(self) -> None:
        """Wait until the chat can be typed into and has spoken to the widget."""
        self.chat.locator("#question textarea").wait_for()
        self.wait_until_ready(1)

    def wait_until_ready(self, pages: int) -> None:
        """Wait until so many pages in the frame have spoken to the widget, one after the other."""
        self.page.wait_for_function("pages => ready >= pages", arg=pages)

    def ask_in_frame(self, message: str):
        """Ask in the frame, and return the turn once the reply is there."""
        turns = self.chat.locator(".turn").count()
        self.chat.locator("#question textarea").fill(message)
        self.chat.locator("#send").click()
        turn = self.chat.locator(".turn").nth(turns)
        turn.wait_for()
        return turn

    def focused(self) -> str:
        """Name what has the focus: a class or tag in the widget's shadow root, ``frame:`` and an id, or the page's."""
        inside = self.page.evaluate("""() => {
            const one = document.activeElement;
            const inner = one?.shadowRoot?.activeElement;
            return inner ? inner.className || inner.localName : one?.localName;
        }""")
        if inside != "iframe":
            return inside
        return "frame:" + self.frame.evaluate(
            "() => document.activeElement.id || document.activeElement.textContent.trim().slice(0, 30)"
        )
