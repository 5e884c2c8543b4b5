"""The program's log: what is written of a line and of an error, and what may never be."""

import io
import json
import logging

import pytest

from bot.program_log import FACTS, REQUEST, JsonLines, LogFormat, TextLines, set_up_logging
from index.errors import IndexStoreError, SettingsError

SECRET = "my-secret-pain"


@pytest.fixture(params=[JsonLines, TextLines])
def written(request):
    """Give two loggers, one of ours and one of another library's, and what they have written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    loggers = [logging.getLogger(name) for name in ("bot.sample", "other.sample")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.propagate = False
    yield *loggers, stream
    for logger in loggers:
        logger.removeHandler(handler)
        logger.propagate = True


def fail(error):
    try:
        raise error
    except type(error):
        logging.getLogger("bot.sample").exception("it failed")


def test_json_is_one_object_a_line_with_time_level_logger_message_and_facts():
    record = logging.LogRecord("bot.sample", logging.INFO, "", 1, "served %d", (3,), None)
    record.created = 0.25
    setattr(record, FACTS, {"ms": 1.5, "route": "/\n"})
    token = REQUEST.set("ab12")
    line = JsonLines().format(record)
    REQUEST.reset(token)
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.250+00:00",
        "level": "info",
        "logger": "bot.sample",
        "message": "served 3",
        "request": "ab12",
        "ms": 1.5,
        "route": "/\n",
    }


def test_text_is_level_logger_message_and_facts():
    record = logging.LogRecord("bot.sample", logging.WARNING, "", 1, "served", (), None)
    setattr(record, FACTS, {"ms": 1.5})
    assert TextLines().format(record) == "WARNING bot.sample: served ms=1.5"


def test_an_error_is_told_by_type_and_place_without_its_message(written):
    *_, stream = written
    fail(ValueError(SECRET))
    assert "ValueError" in stream.getvalue()
    assert "tests/bot/test_program_log.py" in stream.getvalue()
    assert "in fail" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_what_caused_an_error_is_told_the_same_way(written):
    *_, stream = written
    error = RuntimeError(SECRET)
    error.__cause__ = KeyError(SECRET)
    fail(error)
    assert stream.getvalue().index("RuntimeError") < stream.getvalue().index("KeyError")
    assert SECRET not in stream.getvalue()


def test_the_message_of_our_own_error_and_of_the_operating_system_is_told(written):
    *_, stream = written
    fail(IndexStoreError("no index in var"))
    fail(OSError(28, "No space left on device", SECRET))
    assert "IndexStoreError: no index in var" in stream.getvalue()
    assert "OSError: No space left on device" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_of_another_librarys_line_only_the_fixed_first_line_is_written(written):
    _, other, stream = written
    other.warning("request from %s failed", SECRET)
    other.warning(f"Task exception was never retrieved\nexception=ValueError('{SECRET}')")  # as asyncio does
    assert "request from %s failed" in stream.getvalue()
    assert "Task exception was never retrieved" in stream.getvalue()
    assert SECRET not in stream.getvalue()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [({}, LogFormat.TEXT), ({"BOT_LOG_FORMAT": ""}, LogFormat.TEXT), ({"BOT_LOG_FORMAT": " JSON "}, LogFormat.JSON)],
)
def test_the_format_is_read_from_the_environment(environ, expected):
    assert LogFormat.read(environ) is expected


def test_an_unknown_format_is_refused_in_one_line():
    with pytest.raises(SettingsError, match=r"BOT_LOG_FORMAT is 'xml'; expected one of text, json"):
        LogFormat.read({"BOT_LOG_FORMAT": "xml"})


@pytest.mark.parametrize(("form", "lines"), [(LogFormat.TEXT, 1), (LogFormat.JSON, 2)])
def test_requests_and_replies_are_written_as_json_alone(form, lines, capfd):
    root = logging.getLogger()
    before = root.handlers[:], root.level
    set_up_logging(form)
    try:
        logging.getLogger("bot.web.access_log").info("served")
        logging.getLogger("bot.web.access_log").warning("look here")
        logging.getLogger("other").info("not ours")
    finally:
        root.handlers, root.level = before[0], before[1]
        for name in ("bot", "index", "app", "build_index"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    assert len(capfd.readouterr().err.splitlines()) == lines
