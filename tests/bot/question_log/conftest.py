"""Databases for the question log: a file, and a Postgres server of one's own where it is installed."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.question_log.store import QuestionLog


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start a private server on this machine and give its address; skip where none is installed."""
    folder = _binaries()
    if folder is None:
        pytest.skip("Postgres is not installed: initdb is neither on the path nor under /usr/lib/postgresql")
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # it refuses to run as root
    with TemporaryDirectory(prefix="questions-") as base:
        if as_user:
            shutil.chown(base, "postgres")
        data = f"{base}/data"
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={base} -c fsync=off"

        def run(*command: str) -> None:
            subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd=base)

        run(f"{folder}/initdb", "-D", data, "-U", "clinic", "-A", "trust", "-E", "UTF8", "--locale=C")
        run(f"{folder}/pg_ctl", "-D", data, "-o", options, "-l", f"{base}/server.log", "-w", "start")
        try:
            yield f"postgresql+psycopg://clinic:secret-word@127.0.0.1:{port}"
        finally:
            run(f"{folder}/pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var/questions.db"
    server = request.getfixturevalue("postgres")
    psycopg = pytest.importorskip("psycopg")
    name = f"log_{request.node.name.translate(str.maketrans('[]-', '___'))}"
    with psycopg.connect(f"{server.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


@pytest.fixture
def log(url: str) -> Iterator[QuestionLog]:
    """Open an empty log of either kind."""
    opened = QuestionLog(url)
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a SQLite file that is not there yet."""
    return tmp_path / "var" / "questions.db"


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
