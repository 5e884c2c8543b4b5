"""``python -m tests.load chats|soak``: what a site bears, on two cores shared with those who ask."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer

from bot.settings import INDEX
from index.store import Index
from tests.load.patients import Chat, ask_api, send_event
from tests.load.served import Served, served
from tests.load.tally import Tally

app = typer.Typer(add_completion=False)
SAMPLE_S = 5.0


@app.command()
def chats(
    count: Annotated[int, typer.Option(help="Open chats.")] = 200,
    minutes: Annotated[float, typer.Option(help="How long.")] = 5,
) -> None:
    """Hold chats open, each asking every 5 to 15 seconds, as a newsletter would bring them."""
    questions = _questions()
    with served() as site:
        event = send_event(site.address)

        def start(tally: Tally, until: float) -> list[Coroutine[Any, Any, None]]:
            dealt = [questions[number::count] for number in range(count)]
            return [Chat(site.address, number, event, dealt[number], tally).live(until) for number in range(count)]

        _run(site, start, minutes, settled_s=60)


@app.command()
def soak(
    clients: Annotated[int, typer.Option(help="Programs, each asking once a second.")] = 8,
    minutes: Annotated[float, typer.Option(help="How long.")] = 30,
) -> None:
    """Ask the API for half an hour and watch the site's memory."""
    questions = _questions()
    with served() as site:

        def start(tally: Tally, until: float) -> list[Coroutine[Any, Any, None]]:
            return [ask_api(site.address, number, questions, tally, until) for number in range(clients)]

        _run(site, start, minutes, settled_s=120)


def _run(
    site: Served,
    start: Callable[[Tally, float], list[Coroutine[Any, Any, None]]],
    minutes: float,
    *,
    settled_s: float,
) -> None:
    tally = Tally()
    asyncio.run(_watch(site, start(tally, time.monotonic() + minutes * 60), tally))
    typer.echo(tally.report(settled_s))
    if tally.crossed or tally.failures:
        raise typer.Exit(1)


async def _watch(site: Served, running: list[Coroutine[Any, Any, None]], tally: Tally) -> None:
    """Sample the site's memory while patients ask, and count what both sides use of the processor."""
    started, site_cpu, own_cpu = time.monotonic(), site.cpu_s, time.process_time()
    patients = asyncio.gather(*running)
    while not patients.done():
        tally.memory.append((time.monotonic() - started, site.memory))
        await asyncio.wait([patients], timeout=SAMPLE_S)
    tally.cpu = (site.cpu_s - site_cpu, time.process_time() - own_cpu)
    await patients


def _questions() -> list[str]:
    """List how patients ask, each way once, in an order of chance that is the same every time."""
    asked = sorted({view.text for view in Index.load(INDEX).views if view.is_question})
    random.Random(1).shuffle(asked)
    return asked


app()
