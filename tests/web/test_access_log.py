"""The access log and the reply's line: what they tell, and that no patient's word is in any line."""

import dataclasses
import io
import json
import logging

import httpx
import pytest
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.program_log import JsonLines
from bot.web.chat_limit import JOIN, RUN
from bot.web.routes import UNKNOWN, Templates
from bot.web.site import create_site
from tests.doubles import WordEncoder
from tests.web.chat_client import ChatClient
from tests.web.serving import served

MARK = "zyzzyva-pain-98765"


class Lines:
    """What the program has logged, as the file that collects it would hold it."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def of(self, message: str) -> list[dict]:
        return [line for line in map(json.loads, self.text.splitlines()) if line["message"] == message]


@pytest.fixture
def lines():
    """Log everything, at every level, the way the site does."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.addFilter(lambda record: not record.name.startswith("http"))  # those of the tests' own client
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield Lines(stream)
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_request_is_one_line_with_its_id_route_status_and_time(client, lines):
    response = client.get(f"/articles/knee?q={MARK}", headers={"user-agent": MARK})
    (line,) = lines.of("served")
    assert 0 < line.pop("ms") < 5_000
    assert line.pop("time")
    assert line == {
        "level": "info",
        "logger": "bot.web.access_log",
        "message": "served",
        "request": response.headers["x-request-id"],
        "method": "GET",
        "route": "/articles/{name}",
        "status": 200,
    }


def test_every_request_has_an_id_of_its_own_whatever_the_client_sends(client):
    ids = {client.get("/articles", headers={"x-request-id": MARK}).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert MARK not in ids


def test_a_machines_questions_are_not_told(client, lines):
    client.get("/healthz")
    client.get("/metrics")
    assert lines.of("served") == []


def test_a_reply_is_one_line_with_its_kind_and_time(bot, lines):
    with served(create_site(LiveBot(bot))) as address, httpx.Client(base_url=address) as http:
        html = ChatClient(http).ask("knees bend every day")
    assert "Knees bend" in html
    (line,) = lines.of("replied")
    assert line["reply"] == "answer"
    assert 0 < line["ms"] < 5_000


def test_no_word_of_a_patients_is_logged_whatever_they_ask_and_wherever(bot, lines, capfd):
    with served(create_site(LiveBot(bot))) as address:
        with httpx.Client(base_url=address) as http:
            chat = ChatClient(http)
            assert MARK in chat.ask(f"knees {MARK}")
            assert MARK in chat.ask(f"and {MARK} again")  # the message before is its history
            for path in (f"/{MARK}", f"/articles/{MARK}", f"/site/{MARK}?{MARK}", f"/gradio_api/file={MARK}"):
                assert http.get(path).status_code == 404
        for path in (RUN, JOIN):
            for body in (
                {"content": MARK},
                {"json": [MARK]},
                {"json": {"data": [MARK, MARK], "fn_index": [0], "session_hash": MARK}},
                {"json": {"data": MARK, "fn_index": 0, "session_hash": MARK}},
                {"json": {"data": [MARK], "fn_index": 0, "session_hash": MARK}},
                {"json": {"data": [MARK], "fn_index": 99, "session_hash": MARK}},
                {"json": {"data": [MARK, MARK], "fn_index": "0", "session_hash": MARK}},
            ):
                assert httpx.post(address + path, **body).status_code == 422
        with httpx.Client(base_url=address) as http:
            http.request("PROPFIND", f"/?{MARK}", headers={"cookie": MARK})
    assert len(lines.of("replied")) == 2
    assert len(lines.of("served")) >= 20
    assert MARK not in lines.text
    assert MARK not in "".join(capfd.readouterr())


def test_no_word_of_a_patients_is_logged_when_the_model_fails_with_it_in_its_message(bot, lines, capfd):
    class Broken(WordEncoder):
        def encode_queries(self, texts, *, on_batch=None, repeatable=False):
            if any(MARK in text for text in texts):
                raise ValueError(f"cannot encode {texts}")
            return super().encode_queries(texts)

    site = create_site(LiveBot(dataclasses.replace(bot, encoder=Broken())))
    with served(site) as address, httpx.Client(base_url=address) as http:
        assert "Something went wrong on our side" in ChatClient(http).ask(f"knees {MARK}")
    assert [line["reply"] for line in lines.of("replied")] == ["failure"]
    assert "ValueError" in lines.text
    assert MARK not in lines.text
    assert MARK not in "".join(capfd.readouterr())


def test_no_word_of_a_patients_is_logged_when_a_reply_cannot_be_rendered(bot, lines, capfd, monkeypatch):
    def broken(reply, clinic, titles, **more):
        if reply.id != "failure":
            raise ValueError(f"cannot render {reply.question}")
        return "sorry"

    monkeypatch.setattr("bot.web.conversation.render_reply", broken)
    with served(create_site(LiveBot(bot))) as address, httpx.Client(base_url=address) as http:
        assert "sorry" in ChatClient(http).ask(f"knees {MARK}")
    assert "could not render a reply" in lines.text
    assert MARK not in lines.text
    assert MARK not in "".join(capfd.readouterr())


def test_a_route_that_fails_is_told_as_500_and_its_error_without_the_words(bot, lines):
    site = create_site(LiveBot(bot))

    def fail() -> None:
        raise RuntimeError(MARK)

    site.add_api_route("/fails", fail)
    site.router.routes.insert(0, site.router.routes.pop())
    with TestClient(site, raise_server_exceptions=False) as client:
        assert client.get(f"/fails?{MARK}").status_code == 500
    (line,) = lines.of("served")
    assert line["status"] == 500
    assert MARK not in lines.text


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/", "/"),
        ("/articles", "/articles"),
        ("/articles/", "/articles"),
        (f"/articles/{MARK}", "/articles/{name}"),
        (f"/gradio_api/heartbeat/{MARK}", "/gradio_api/heartbeat/{session}"),
        (f"/assets/{MARK}/a.js", "/assets/{file:path}"),
        ("/gradio_api/queue/join", "/gradio_api/queue/join"),
        ("/gradio_api/run/predict", "/gradio_api/run/predict"),
        (f"/gradio_api/run/{MARK}", UNKNOWN),
        ("/api/ask", "/api/ask"),
        ("/api/openapi.json", "/api/openapi.json"),
        (f"/api/{MARK}", UNKNOWN),
        (f"/{MARK}", UNKNOWN),
        (f"/gradio_api/{MARK}", UNKNOWN),
    ],
)
def test_a_template_has_nothing_of_the_address_in_it(bot, path, template):
    assert Templates(create_site(LiveBot(bot)).routes).of(path) == template
