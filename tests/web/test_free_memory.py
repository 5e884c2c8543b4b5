"""What glibc keeps of memory that is free goes back to the system, and the server has it go."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi import FastAPI

from bot.web import free_memory, serve
from bot.web.free_memory import give_back


def alone(act, *arguments):
    """Call a function in a thread of its own: where browser tests have run, this one has an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act, *arguments).result()


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4_096 / 1e6


@pytest.mark.skipif(free_memory._TRIM is None, reason="no glibc")
def test_what_is_free_between_other_things_goes_back():
    blocks = [bytearray(10_000) for _ in range(10_000)]
    kept = blocks[::20]
    del blocks
    before = resident_mb()
    alone(asyncio.run, give_back())
    assert len(kept) == 500
    assert resident_mb() < before - 50


def test_under_another_c_library_nothing_is_done(monkeypatch):
    monkeypatch.setattr(free_memory, "_TRIM", None)
    alone(asyncio.run, give_back())


def test_server_gives_it_back(monkeypatch):
    class GivenBackError(Exception):
        pass

    async def told():
        raise GivenBackError

    monkeypatch.setattr(serve, "give_back", told)
    monkeypatch.setattr(serve._Server, "run", lambda server, sockets: asyncio.run(server.on_tick(0)))
    with pytest.raises(GivenBackError):
        alone(serve.serve, FastAPI(), serve.open_port("127.0.0.1", 0), lambda _: None)
