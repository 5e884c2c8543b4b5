"""A real site in a process of its own, and the memory that it holds."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Served:
    """A site that answers.

    Attributes:
        address: where, without a slash at the end.
        pid: its process.
    """

    address: str
    pid: int

    @property
    def memory(self) -> float:
        """Resident memory, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    @property
    def cpu_s(self) -> float:
        """Seconds of one core that it has used, in all its threads."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served() -> Iterator[Served]:
    """Start the site on a port of its own, with this machine as the proxy that tells its clients apart, and end it."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "BOT_TRUSTED_PROXIES": "127.0.0.1"}
    command = [sys.executable, "app.py", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        ready = next((line for line in process.stdout if line.startswith("Ready: ")), None)
        if ready is None:
            raise SystemExit("the site did not start")
        yield Served(ready.removeprefix("Ready: ").strip().rstrip("/"), process.pid)
    finally:
        process.terminate()
        process.wait(30)
