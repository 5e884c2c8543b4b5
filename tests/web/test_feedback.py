"""Thumbs: who gets them, what is recorded, and which requests are turned away."""

import dataclasses
import json
from html.parser import HTMLParser

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.question_log.entry import Reason
from bot.web.chat import greeting
from bot.web.conversation import Said, converse, resume
from bot.web.feedback import MAX_BYTES, FeedbackPost
from bot.web.rate_limit import RateLimit
from bot.web.site import create_site
from bot.web.thumbs import REASONS, render_thumbs
from tests.doubles import WordEncoder
from tests.web.conftest import Notebook

HERE = {"origin": "http://testserver"}
KEY = Notebook.key(1)


@pytest.fixture
def client(notebook):
    site = FastAPI()
    site.add_api_route("/api/feedback", FeedbackPost(notebook, RateLimit(1_000)).receive, methods=["POST"])
    return TestClient(site)


def send(client, body, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"content-type": "application/json", **HERE, **headers}
    return client.post("/api/feedback", content=content, headers={k: v for k, v in sent.items() if v})


# What is recorded


def test_each_message_is_recorded_once_and_its_reply_gets_thumbs_with_its_key(bot, notebook):
    live = LiveBot(bot)
    first = converse(live, "knees bend every day", recorder=notebook)
    second = converse(live, "hips turn", [first.said], notebook)
    assert notebook.recorded == [("answer", False), ("answer", True)]
    assert [turn.said.key for turn in (first, second)] == [Notebook.key(1), Notebook.key(2)]
    assert f'data-key="{Notebook.key(2)}"' in second.to_html()


def test_conversation_that_is_taken_up_again_keeps_its_thumbs_and_is_not_recorded_again(bot, notebook):
    live = LiveBot(bot)
    turn = converse(live, "knees bend every day", recorder=notebook)
    assert resume(live, [turn.said], has_feedback=True) == (turn,)
    assert len(notebook.recorded) == 1


def test_stored_key_is_forgotten_where_no_feedback_is_taken(bot):
    (turn,) = resume(LiveBot(bot), [Said("knees bend every day", KEY)])
    assert "feedback" not in turn.to_html()
    assert turn.said.key is None


def test_no_recorder_and_no_key_mean_no_thumbs(bot, notebook):
    assert "thumb" not in converse(LiveBot(bot), "knees bend every day").to_html()
    notebook.is_full = True
    assert "thumb" not in converse(LiveBot(bot), "knees bend every day", recorder=notebook).to_html()


def test_reply_that_failed_is_not_recorded_and_gets_no_thumbs(bot, notebook):
    class Broken(WordEncoder):
        def encode_queries(self, texts, *, on_batch=None, repeatable=False):
            raise RuntimeError("the model fell over")

    broken = LiveBot(dataclasses.replace(bot, encoder=Broken()))
    assert "thumb" not in converse(broken, "knees bend every day", recorder=notebook).to_html()
    assert notebook.recorded == []


def test_greeting_tells_of_the_question_log_only_where_one_is_kept(bot):
    assert greeting(bot.clinic, "We keep notes at {name} <daily>.").endswith(
        '<p class="notice">We keep notes at Test Clinic &lt;daily&gt;.</p>'
    )
    assert "notice" not in greeting(bot.clinic)


# The markup


class Buttons(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "button":
            self.found.append(dict(attrs))


def test_thumbs_are_two_labelled_buttons_and_a_reason_for_each_kind_of_complaint():
    buttons = Buttons(render_thumbs(KEY)).found
    assert [(button.get("data-thumb"), button.get("aria-label")) for button in buttons[:2]] == [
        ("1", "Helpful"),
        ("-1", "Not helpful"),
    ]
    assert [button.get("data-reason") for button in buttons[2:]] == list(Reason)
    assert {button["aria-pressed"] for button in buttons} == {"false"}
    assert {button["type"] for button in buttons} == {"button"}
    assert set(REASONS) == set(Reason)


# The request


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"key": KEY, "thumb": 1}, (KEY, 1, None)),
        ({"key": KEY, "thumb": 1, "reason": None}, (KEY, 1, None)),
        ({"key": KEY, "thumb": 0, "reason": None}, (KEY, 0, None)),
        ({"key": KEY, "thumb": -1, "reason": "out_of_date"}, (KEY, -1, Reason.OUT_OF_DATE)),
    ],
)
def test_thumb_reaches_the_recorder(client, notebook, body, expected):
    response = send(client, body)
    assert (response.status_code, response.content) == (204, b"")
    assert notebook.thumbs == [expected]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "Invalid JSON"),
        (b"not json", "Invalid JSON"),
        (b"\xff\xfe", "Invalid JSON"),
        ([], "object"),
        ({"thumb": 1}, "key: Field required"),
        ({"key": KEY}, "thumb: Field required"),
        ({"key": "short", "thumb": 1}, "key: "),
        ({"key": "x" * 65, "thumb": 1}, "key: "),
        ({"key": KEY + "\n", "thumb": 1}, "key: "),
        ({"key": "<script>alert(1)</script>", "thumb": 1}, "key: "),
        ({"key": KEY, "thumb": 2}, "thumb: "),
        ({"key": KEY, "thumb": "1"}, "thumb: "),
        ({"key": KEY, "thumb": True}, "thumb: "),
        ({"key": KEY, "thumb": -1, "reason": "ugly"}, "reason: "),
        ({"key": KEY, "thumb": 1, "reason": "unclear"}, "a reason goes with a thumb that is down"),
        ({"key": KEY, "thumb": 1, "question": "my secret"}, "question: "),
    ],
)
def test_unusable_thumb_is_refused_in_one_line_that_repeats_none_of_it(client, notebook, body, problem):
    response = send(client, body)
    assert response.status_code == 422
    told = response.json()["problem"]
    assert problem in told
    assert "\n" not in told
    assert "secret" not in told
    assert "script" not in told
    assert notebook.thumbs == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": None}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": None}, 415),
        ({"origin": "http://elsewhere.example", "sec-fetch-site": "same-origin"}, 204),
        ({"content-type": "application/json; charset=utf-8"}, 204),
    ],
)
def test_thumb_is_taken_from_the_sites_own_pages_only(client, notebook, headers, status):
    assert send(client, {"key": KEY, "thumb": 1}, **headers).status_code == status
    assert len(notebook.thumbs) == (status == 204)


def test_large_body_is_refused_whatever_length_it_claims(client, notebook):
    body = json.dumps({"key": KEY, "thumb": 1}).encode() + b" " * MAX_BYTES
    assert send(client, body).status_code == 413

    def pieces():
        yield body[:100]
        yield body[100:]

    headers = {"content-type": "application/json", **HERE}
    assert client.post("/api/feedback", content=pieces(), headers=headers).status_code == 413
    assert notebook.thumbs == []


def test_patient_is_told_when_a_thumb_cannot_be_taken(client, notebook):
    notebook.is_full = True
    assert send(client, {"key": KEY, "thumb": 1}).status_code == 503


def test_feedback_does_not_exist_without_a_question_log(bot):
    with TestClient(create_site(LiveBot(bot))) as client:
        assert send(client, {"key": KEY, "thumb": 1}).status_code == 404
        assert "feedback.js" not in client.get("/").text


def test_site_with_a_question_log_takes_feedback_and_tells_patients(bot, notebook):
    with TestClient(create_site(LiveBot(bot), notebook, notice="We keep notes at {name}.")) as client:
        page = client.get("/").text
        assert "feedback.js" in page
        assert "We keep notes at Test Clinic." in page
        assert send(client, {"key": KEY, "thumb": 1}).status_code == 204
        assert client.get("/api/feedback").status_code == 404
    assert notebook.thumbs == [(KEY, 1, None)]
