"""The program's log: what happened and where, for the people who run the site, and never a word of a patient's.

An exception's message may quote what it failed on, so of an exception only the types and the places are written, with
the message where this project or the operating system wrote it. Of other libraries' lines only the fixed part is
written, up to the end of the first line; what they would fill in may be anything.
"""

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from index.errors import FaqError, SettingsError

REQUEST: ContextVar[str] = ContextVar("request")
"""The id of the request that is being served, where there is one."""

OWN = {"bot", "index", "app", "build_index"}
"""The packages whose lines are written whole: they are read in review."""

FACTS = "facts"
"""Name of a record's attribute: further entries of its line, as a mapping."""

FRAMES = 12
"""Places of a traceback that are written, the innermost; the outer ones are the web server's."""


class LogFormat(StrEnum):
    """How the log is written."""

    TEXT = "text"
    JSON = "json"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "LogFormat":
        """Read ``BOT_LOG_FORMAT``; an empty variable counts as unset, which is text.

        Raises:
            SettingsError: it is another word.
        """
        value = environ.get("BOT_LOG_FORMAT", "").strip().lower() or cls.TEXT
        try:
            return cls(value)
        except ValueError:
            raise SettingsError(f"BOT_LOG_FORMAT is {value!r}; expected one of {', '.join(cls)}") from None


class TextLines(logging.Formatter):
    """Writes for a person at a terminal: level, name, message, and the places of an error below."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        facts = "".join(f" {name}={value}" for name, value in _facts(record).items())
        places = "".join(f"\n  {line}" for line in _error(record))
        return f"{record.levelname} {record.name}: {_message(record)}{facts}{places}"


class JsonLines(logging.Formatter):
    """Writes for a program that collects logs: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **_facts(record),
        }
        error = list(_error(record))
        return json.dumps({**line, "error": error} if error else line, ensure_ascii=False, default=str)


def set_up_logging(form: LogFormat) -> None:
    """Send the log to standard error: as text what needs attention; as JSON every request and reply too."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form is LogFormat.JSON else TextLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OWN:
        logging.getLogger(name).setLevel(logging.INFO if form is LogFormat.JSON else logging.NOTSET)


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in OWN:
        return record.getMessage()
    return str(record.msg).partition("\n")[0]


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    request = REQUEST.get(None)
    return {**({"request": request} if request else {}), **getattr(record, FACTS, {})}


def _error(record: logging.LogRecord) -> Iterator[str]:
    """Tell an exception and what caused it: one line each with the type, then one for each place."""
    error = record.exc_info[1] if record.exc_info else None
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield _told(error)
        for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]:
            yield f"at {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} in {frame.name}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, FaqError):
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name
