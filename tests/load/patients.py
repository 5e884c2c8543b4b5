"""Patients without a browser: open chats on the routes of Gradio's queue, and programs that ask the API."""

import asyncio
import json
import random
import re
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from html import unescape

import httpx

from tests.load.tally import Tally

PAUSE_S = (5.0, 15.0)
"""Between a reply and the next message."""

PATIENCE_S = 30.0


class Chat:
    """One open chat, which checks that every reply is to its own message and holds its own conversation alone."""

    def __init__(self, address: str, number: int, asks: int, questions: Sequence[str], tally: Tally) -> None:
        client = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self._http = httpx.AsyncClient(base_url=address, headers={"X-Forwarded-For": client}, timeout=PATIENCE_S)
        self._number, self._asks, self._questions, self._tally = number, asks, questions, tally
        self._session, self._said = secrets.token_hex(5), []
        self._draw = random.Random(number)

    async def live(self, until: float) -> None:
        """Ask every five to fifteen seconds until a time of the monotonic clock, with the page's heartbeat open."""
        heartbeat = asyncio.create_task(self._stay_open())
        await asyncio.sleep(self._draw.uniform(0, PAUSE_S[1]))
        while time.monotonic() < until:
            await self._turn()
            await asyncio.sleep(self._draw.uniform(*PAUSE_S))
        heartbeat.cancel()
        with suppress(asyncio.CancelledError):
            await heartbeat
        await self._http.aclose()

    async def _stay_open(self) -> None:
        with suppress(httpx.HTTPError):
            async with self._http.stream("GET", f"/gradio_api/heartbeat/{self._session}", timeout=None) as stream:
                async for _ in stream.aiter_bytes():
                    pass

    async def _turn(self) -> None:
        question = f"{self._draw.choice(self._questions)} (chat {self._number}, message {len(self._said) + 1})"
        started = time.perf_counter()
        try:
            html = await self._ask(question)
        except (httpx.HTTPError, StopAsyncIteration, KeyError, ValueError) as error:
            self._tally.failed(f"{type(error).__name__}: {error}")
            return
        self._said = [*self._said, question][-20:]
        told = [said for said, _ in json.loads(unescape(re.search(r'data-said="([^"]*)"', html)[1]))]
        self._tally.replied(time.perf_counter() - started, is_own=told == self._said)

    async def _ask(self, question: str) -> str:
        body = {"data": [question, None], "fn_index": self._asks, "session_hash": self._session}
        (await self._http.post("/gradio_api/queue/join", json=body)).raise_for_status()
        async with self._http.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session}) as stream:
            async for line in stream.aiter_lines():
                message = json.loads(line[6:]) if line.startswith("data: ") else {}
                if message.get("msg") == "process_completed":
                    return next(each for each in message["output"]["data"] if "data-said=" in str(each))
        raise ValueError("the stream ended without a reply")


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
