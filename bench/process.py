"""Fresh processes: each measurement of a start has one, with nothing left over from the one before."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.memory import peak_mb
from bench.worker import Done, Job

ROOT = Path(__file__).parent.parent
QUIET = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False", "PYTHONPATH": str(ROOT)}
"""No process asks anything of a network."""

LIMIT_S, SITE_LIMIT_S = 3600, 300
POLL_S = 0.01


class BenchError(Exception):
    """A process that was to be measured failed."""


@dataclass(frozen=True)
class Start:
    """A fresh process.

    Attributes:
        seconds: until it had done what it was started for.
        peak_mb: most memory resident until then.
    """

    seconds: float
    peak_mb: float


def work(python: Path, job: Job) -> Done:
    """Do a job in a fresh process of an interpreter.

    Raises:
        BenchError: the process failed.
    """
    with TemporaryDirectory() as folder:
        told, seen = Path(folder) / "job.json", Path(folder) / "done.json"
        told.write_text(json.dumps(asdict(replace(job, started=time.monotonic()))), encoding="utf-8")
        _run([str(python), "-m", "bench.worker", str(told), str(seen)])
        return Done.read(seen)


def command(*arguments: str) -> Start:
    """Run one of this project's commands to its end in a fresh process.

    Raises:
        BenchError: the process failed.
    """
    with TemporaryDirectory() as folder:
        seen = Path(folder) / "seen.json"
        _run([sys.executable, "-S", str(ROOT / "bench" / "spawn.py"), str(seen), sys.executable, *arguments])
        return Start(**json.loads(seen.read_text(encoding="utf-8")))


def site(question: str, *arguments: str) -> Start:
    """Start the site in a fresh process, and stop it; the time is until ``/healthz`` answers, the memory after a reply.

    Args:
        question: asked once it is up.
        arguments: of this project's interpreter; a port is added.

    Raises:
        BenchError: the process ended, or did not come up.
    """
    port = _free_port()
    started = time.monotonic()
    with _started([sys.executable, *arguments, "--port", str(port)]) as process:
        while not _is_up(port):
            if process.poll() is not None or time.monotonic() - started > SITE_LIMIT_S:
                raise BenchError(f"the site did not come up: {' '.join(arguments)}")
            time.sleep(POLL_S)
        seconds = time.monotonic() - started
        _post(port, question)
        return Start(seconds, peak_mb(process.pid))


def environment() -> dict[str, str]:
    """Return the environment of the processes: this one's, without the bot's settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BOT_")} | QUIET


def _run(arguments: Sequence[str]) -> None:
    done = subprocess.run(
        arguments, cwd=ROOT, env=environment(), timeout=LIMIT_S, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = "\n".join(done.stderr.strip().splitlines()[-5:])
        raise BenchError(f"{' '.join(arguments)} ended with {done.returncode}:\n{last}")


@contextmanager
def _started(arguments: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        arguments, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(SITE_LIMIT_S)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _is_up(port: int) -> bool:
    try:
        return _request(port, "GET", "/healthz") == 200
    except (OSError, HTTPException):
        return False


def _post(port: int, question: str) -> None:
    status = _request(port, "POST", "/api/ask", json.dumps({"question": question}))
    if status != 200:
        raise BenchError(f"the site answered a question with status {status}")


def _request(port: int, method: str, path: str, body: str | None = None) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()
