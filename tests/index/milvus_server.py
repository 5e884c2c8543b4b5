"""A Milvus to test with: milvus-lite, in a file of this process or behind a port in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.milvus_address import MilvusAddress

_SERVE = """
import sys
from milvus_lite.adapter.grpc.server import run_server
run_server(sys.argv[1], "127.0.0.1", int(sys.argv[2]))
"""


@contextmanager
def milvus_file(folder: Path) -> Iterator[MilvusAddress]:
    """Name a file, and let it go in the end."""
    from milvus_lite import server_manager_instance

    path = folder / "vectors.db"
    yield MilvusAddress.read(str(path))
    server_manager_instance.release_server(str(path))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def milvus_server(folder: Path, port: int | None = None) -> Iterator[tuple[MilvusAddress, subprocess.Popen]]:
    """Start a server on a port, by default a free one, and end it whatever happens."""
    port = port or free_port()
    with subprocess.Popen([sys.executable, "-c", _SERVE, str(folder / "served.db"), str(port)]) as server:
        try:
            _wait(port, server)
            yield MilvusAddress.read(f"milvus://127.0.0.1:{port}"), server
        finally:
            server.kill()


def _wait(port: int, server: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("milvus-lite does not start")
