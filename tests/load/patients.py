"""Patients without a browser: open chats that send what the page sends, and programs that ask the API."""

import asyncio
import json
import random
import re
import secrets
import time
from collections.abc import Sequence
from html import escape, unescape
from itertools import cycle

import httpx

from bot.web.chat_limit import RUN
from bot.web.conversation import TURNS_KEPT
from tests.load.tally import Tally

PAUSE_S = (5.0, 15.0)
"""Between a reply and the next message."""

PATIENCE_S = 30.0

SAID = re.compile(r'<section class="turn" data-said="([^"]*)"')
"""What a turn has the page remember: the message, its key and what was shown."""


class Chat:
    """One open chat: sends and remembers what chat.js does, and checks that every reply is to its own message alone.

    It asks its questions one after the other; no other chat may have any of them.
    """

    def __init__(self, address: str, number: int, asks: int, questions: Sequence[str], tally: Tally) -> None:
        client = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self._http = httpx.AsyncClient(base_url=address, headers={"X-Forwarded-For": client}, timeout=PATIENCE_S)
        self._asks, self._questions, self._tally = asks, cycle(questions), tally
        self._session = secrets.token_hex(5)
        self._said: list[str] = []
        self._draw = random.Random(number)

    async def live(self, until: float) -> None:
        """Ask every five to fifteen seconds until a time of the monotonic clock."""
        await asyncio.sleep(self._draw.uniform(0, PAUSE_S[1]))
        while time.monotonic() < until:
            await self._turn()
            await asyncio.sleep(self._draw.uniform(*PAUSE_S))
        await self._http.aclose()

    async def _turn(self) -> None:
        question = next(self._questions)
        started = time.perf_counter()
        try:
            html = await self._send(question)
            said = unescape(SAID.search(html)[1])
        except (httpx.HTTPError, TypeError, KeyError, ValueError) as error:
            self._tally.failed(f"{type(error).__name__}: {error}")
            return
        seconds = time.perf_counter() - started
        is_own = json.loads(said)[0] == question and len(SAID.findall(html)) == 1 and escape(question) in html
        self._tally.replied(seconds, is_own=is_own)
        self._said = [*self._said, said][-TURNS_KEPT:]

    async def _send(self, question: str) -> str:
        body = {"data": [question, f"[{','.join(self._said)}]"], "fn_index": self._asks, "session_hash": self._session}
        response = await self._http.post(RUN, json=body)
        response.raise_for_status()
        return response.json()["data"][0]


def send_event(address: str) -> int:
    """Find which of the page's events the message box sends."""
    page = httpx.get(address).text
    config = json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", page, re.DOTALL)[1])
    box = next(each["id"] for each in config["components"] if each["props"].get("elem_id") == "question")
    return next(each["id"] for each in config["dependencies"] if each["inputs"][:1] == [box])


async def ask_api(address: str, number: int, questions: Sequence[str], tally: Tally, until: float) -> None:
    """Ask the API once a second until a time of the monotonic clock, each time as another client."""
    draw = random.Random(number)
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_S) as http:
        while time.monotonic() < until:
            question = f"{draw.choice(questions)} ({number}-{draw.randrange(10**9)})"
            client = f"10.{draw.randrange(256)}.{draw.randrange(256)}.{draw.randrange(256)}"
            started = time.perf_counter()
            try:
                reply = await http.post("/api/ask", json={"question": question}, headers={"X-Forwarded-For": client})
                reply.raise_for_status()
                tally.replied(time.perf_counter() - started, is_own=reply.json()["question"] == question)
            except httpx.HTTPError as error:
                tally.failed(f"{type(error).__name__}: {error}")
            await asyncio.sleep(max(0.0, 1 - (time.perf_counter() - started)))
