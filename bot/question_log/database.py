"""The database of the question log: SQLite in a private file, or a Postgres server, through one engine.

Imports SQLAlchemy (about 0.3 s): only the store imports this module.
"""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from index.errors import SettingsError

BUSY_S = 5
"""How long a writer waits for another one, or for a server to answer; no reply waits for it."""

DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""What a URL may begin with, and the driver that is used for it."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers and the writer do not wait for each other
    "PRAGMA synchronous=NORMAL",  # a power cut may cost the latest entries, never the database
    "PRAGMA secure_delete=ON",  # what is purged is overwritten, not only forgotten
)


def engine_of(url: str) -> Engine:
    """Return the engine of a URL; nothing is opened and no file is made.

    Raises:
        SettingsError: it is no URL of SQLite or Postgres, or the driver is not installed.
    """
    parsed = _parsed(url)
    waits = "timeout" if parsed.get_backend_name() == "sqlite" else "connect_timeout"
    connect_args = {} if waits in parsed.query else {waits: BUSY_S}
    try:
        # Parameters are a patient's words: they stay out of error messages and logs.
        engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True, connect_args=connect_args)
    except ImportError as error:
        raise SettingsError(
            f"{name(parsed)}: the driver {error.name} is missing; pip install 'psycopg[binary]'"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


def make_file(url: URL) -> None:
    """Make the file of a SQLite database, readable by its owner alone, and its folder; leave an existing one as it is.

    SQLite gives its side files (-wal, -shm) the permissions of the file.

    Raises:
        OSError: it cannot be made.
    """
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:" or "uri" in url.query:
        return
    path = Path(url.database)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def name(url: URL) -> str:
    """Name a database for people, without its password."""
    return url.render_as_string(hide_password=True)


def reason(error: SQLAlchemyError | OSError) -> str:
    """Say what went wrong without a word of what was to be written: drivers quote rows in their messages."""
    cause = getattr(error, "orig", None) or error
    code = (
        getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or getattr(cause, "strerror", None)
    )
    return f"{type(cause).__name__} {code}" if code else type(cause).__name__


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The text may hold a password, so it is not repeated.
        raise SettingsError(
            "BOT_LOG_URL is no database URL; expected sqlite:///var/questions.db or postgresql+psycopg://user@host/name"
        ) from None
    if parsed.drivername not in DRIVERS:
        raise SettingsError(f"BOT_LOG_URL names {parsed.drivername!r}; expected sqlite or postgresql+psycopg")
    return parsed.set(drivername=DRIVERS[parsed.drivername])


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
