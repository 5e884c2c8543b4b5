"""The site as ``app.py`` starts it, in a process of its own, with word counts in place of the model."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.settings import Settings
from tests.conftest import ROOT
from tests.doubles import WordEncoder

SLOWLY = "KNEES"
"""A message with this word, in capitals, takes `SLOW_S` to encode."""

SLOW_S = 1.5


class SlowEncoder(WordEncoder):
    """Encodes by word counts, at once or slowly."""

    @classmethod
    def load(cls) -> "SlowEncoder":
        return cls()

    def encode_queries(self, texts, *, on_batch=None, repeatable=False):
        if any(SLOWLY in text for text in texts) and not repeatable:
            time.sleep(SLOW_S)
        return super().encode_queries(texts, on_batch=on_batch, repeatable=repeatable)


class SmallApp:
    """A site that runs.

    Attributes:
        process: it.
        address: where it answers.
        errors: the file that its log is written to.
    """

    def __init__(self, process: subprocess.Popen, address: str, errors: Path) -> None:
        self.process = process
        self.address = address
        self.errors = errors

    def log(self) -> list[dict]:
        """Read its log, a JSON object a line; anything else is a fault."""
        return [json.loads(line) for line in self.errors.read_text(encoding="utf-8").splitlines()]

    def logged(self, start: str, timeout: float = 60) -> str:
        """Wait for a line of its log whose message starts so, and return the message."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            for line in self.log():
                if line["message"].startswith(start):
                    return line["message"]
            time.sleep(0.05)
        raise AssertionError(f"no line {start!r} in {self.errors.read_text(encoding='utf-8')}")

    def fingerprint(self) -> str:
        return httpx.get(f"{self.address}healthz").json()["index"]

    def hang_up(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def stop(self, timeout: float = 60) -> int:
        """Ask it to stop; return how it ended."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)


@contextmanager
def small_app(settings: Settings, *, log: str = "errors.log", **environ: str) -> Iterator[SmallApp]:
    """Start a site on a port of its own, and end it whatever happens; its log is written beside the index."""
    errors = settings.index.parent / log
    command = [sys.executable, "-m", __name__, "--port", "0"]
    command += ["--corpus", str(settings.corpus), "--index", str(settings.index)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "BOT_LOG_FORMAT": "json", **environ}
    with errors.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=written, text=True, cwd=ROOT, env=env
        )
    try:
        ready = next((line for line in process.stdout if line.startswith("Ready: ")), None)
        assert ready, errors.read_text(encoding="utf-8")
        yield SmallApp(process, ready.removeprefix("Ready: ").strip(), errors)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    import typer

    import app
    import bot.web.serve

    bot.web.serve.load_encoder = lambda *_: SlowEncoder.load()
    typer.run(app.main)
