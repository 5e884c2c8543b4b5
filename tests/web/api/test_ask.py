"""``POST /api/ask``: the reply of the chat for whoever asks properly, and one kind of problem for whoever does not."""

import dataclasses
import json
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.message import MAX_CHARACTERS
from bot.web.api.app import create_api
from bot.web.api.ask import AskPost
from bot.web.api.problem import MEDIA_TYPE, Problem
from bot.web.api.question import MAX_BYTES
from bot.web.rate_limit import RateLimit
from bot.web.turnstile import Turnstile
from tests.doubles import WordEncoder
from tests.web.test_chat_limit import BUSY

KNEES = "Knees bend *every* day, and `most` of them do it well."


def api(live: LiveBot, recorder=None, *, per_minute: int = 1_000) -> TestClient:
    return TestClient(create_api(live, recorder, RateLimit(per_minute)))


@pytest.fixture
def ask(bot):
    client = api(LiveBot(bot))

    def ask(body, **headers):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"content-type": "application/json", **headers}
        return client.post("/ask", content=content, headers={k: v for k, v in sent.items() if v})

    return ask


def told(response) -> Problem:
    """Return the problem of a response, having checked its shape."""
    assert response.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate_json(response.content, strict=True)
    assert (problem.type, problem.status) == ("about:blank", response.status_code)
    return problem


# The reply


def test_reply_is_the_bots_reply(ask, bot, corpus):
    response = ask({"question": "knees bend every day", "history": ["hips turn"], "id": "q17"})
    assert response.status_code == 200
    expected = json.loads(json.dumps(bot.answer("knees bend every day", ["hips turn"], id="q17").to_dict()))
    expected["quotes"] = [{**quote, "file": f"corpus/{Path(quote['file']).name}"} for quote in expected["quotes"]]
    assert {**response.json(), "ms": 0} == {**expected, "ms": 0}
    quote = response.json()["quotes"][0]
    assert quote["text"] == KNEES
    assert (corpus / "knee.md").read_text(encoding="utf-8")[quote["start"] : quote["end"]] == KNEES


def test_reply_names_no_folder_of_the_server(ask, bot):
    folder = str(next(iter(bot.articles.values())).path.parent.parent)
    assert folder not in ask({"question": "knees bend every day"}).text


def test_history_is_read_and_none_is_kept(ask):
    alone, after = {"question": "and every day?"}, {"question": "and every day?", "history": ["knees bend"]}
    before = ask(alone).json()
    assert ask(after).json()["id"] != before["id"]
    assert {**ask(alone).json(), "ms": 0} == {**before, "ms": 0}


@pytest.mark.parametrize("left_out", [{}, {"history": [], "id": None}])
def test_history_and_id_may_be_left_out(ask, left_out):
    assert ask({"question": "hips turn", **left_out}).json()["quotes"][0]["article"] == "hip"


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "empty"), (" \n", "empty"), ("👩‍⚕️", "no_words"), ("x" * 20_000, "too_long")],
)
def test_message_that_cannot_be_answered_gets_a_reply_not_a_problem(ask, bot, question, said):
    response = ask({"question": question})
    assert response.status_code == 200
    assert response.json()["message"] == bot.clinic.fill(getattr(bot.clinic.messages, said))
    assert len(response.json()["question"]) <= MAX_CHARACTERS + 1


def test_urgent_message_gets_the_urgent_reply(ask):
    reply = ask({"question": "I cannot breathe and my chest hurts badly"}).json()
    assert reply["kind"] == "urgent"
    assert "112" in reply["message"]


def test_reply_is_not_to_be_stored(ask):
    assert ask({"question": "hips turn"}).headers["cache-control"] == "no-store"


def test_failure_is_answered_with_the_clinics_words_and_logged_without_the_patients(bot, notebook, caplog):
    class Broken(WordEncoder):
        def encode_queries(self, texts, *, on_batch=None, repeatable=False):
            raise RuntimeError("the model fell over")

    live = LiveBot(dataclasses.replace(bot, encoder=Broken()))
    response = api(live, notebook).post("/ask", json={"question": "my secret pain", "id": "q1"})
    assert response.status_code == 200
    reply = response.json()
    assert (reply["id"], reply["kind"], reply["quotes"]) == ("q1", "not_found", [])
    assert reply["message"] == bot.clinic.fill(bot.clinic.messages.failure)
    assert "the model fell over" in caplog.text
    assert "my secret pain" not in caplog.text
    assert notebook.recorded == []


def test_message_is_recorded_like_one_of_the_chat(bot, notebook):
    client = api(LiveBot(bot), notebook)
    client.post("/ask", json={"question": "knees bend every day"})
    client.post("/ask", json={"question": "hips turn", "history": ["knees bend every day"]})
    assert notebook.recorded == [("answer", False), ("answer", True)]


def test_reply_is_told_to_whoever_counts_them(bot):
    live, told = LiveBot(bot), []
    live.watch(lambda kind, seconds: told.append((kind, 0 < seconds < 60)))
    client = api(live)
    client.post("/ask", json={"question": "knees bend every day"})
    client.post("/ask", json={"wrong": "knees"})
    live.exchange(dataclasses.replace(bot, encoder=None))
    client.post("/ask", json={"question": "hips turn"})
    assert told == [("answer", True), ("failure", True)]


# Problems


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"", 400, "Invalid JSON"),
        (b"secret", 400, "Invalid JSON"),
        (b"\xff\xfe", 400, "Invalid JSON"),
        (b'{"question": "\\ud83d"}', 400, "Invalid JSON"),
        (b"[" * 100_000, 400, "Invalid JSON"),
        ([], 422, "object"),
        ({}, 422, "question: Field required"),
        ({"question": None}, 422, "question: Input should be a valid string"),
        ({"question": 1}, 422, "question: Input should be a valid string"),
        ({"question": "secret", "history": "secret"}, 422, "history: "),
        ({"question": "secret", "history": ["secret", 1]}, 422, "history.1: Input should be a valid string"),
        ({"question": "secret", "history": ["secret"] * 21}, 422, "history: Tuple should have at most 20 items"),
        ({"question": "secret", "id": 1}, 422, "id"),
        ({"question": "secret", "id": "x" * 101}, 422, "at most 100 characters"),
        ({"question": "hips", "my secret": 1}, 422, "a field is not known; expected question, history, id"),
    ],
)
def test_unusable_body_is_told_in_one_line_that_repeats_none_of_it(ask, body, status, detail):
    response = ask(body)
    assert response.status_code == status
    problem = told(response)
    assert detail in problem.detail
    assert "\n" not in problem.detail
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        (None, 415),
    ],
)
def test_body_is_taken_as_json_only(ask, content_type, status):
    response = ask({"question": "hips turn"}, **{"content-type": content_type})
    assert response.status_code == status
    if status != 200:
        assert told(response).title == "Unsupported Media Type"


def test_large_body_is_refused_whatever_length_it_claims(ask, bot):
    body = json.dumps({"question": "hips turn"}).encode()
    assert ask(body + b" " * (MAX_BYTES - len(body))).status_code == 200
    assert told(ask(body + b" " * MAX_BYTES)).detail == f"expected at most {MAX_BYTES} bytes"

    def pieces():
        yield body
        yield b" " * MAX_BYTES

    sent = api(LiveBot(bot)).post("/ask", content=pieces(), headers={"content-type": "application/json"})
    assert sent.status_code == 413


def test_longest_conversation_that_the_fields_allow_fits_into_a_body(ask):
    long = "😀" * MAX_CHARACTERS
    body = json.dumps({"question": long, "history": [long] * 20}, ensure_ascii=False).encode()
    assert ask(body).status_code == 200


def test_too_many_messages_are_told_to_wait_or_call(bot, notebook):
    client = api(LiveBot(bot), notebook, per_minute=1)
    assert client.post("/ask", json={"question": "hips turn"}).status_code == 200
    refused = client.post("/ask", json={"question": "crushing chest pain"})
    assert refused.status_code == 429
    assert told(refused).detail == BUSY
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert len(notebook.recorded) == 1


def test_who_finds_too_many_waiting_is_told_to_wait_or_call(bot):
    """Three ask at once where one is answered and one may wait."""
    go, has_begun = threading.Event(), threading.Event()

    class Slow(WordEncoder):
        def encode_queries(self, texts, *, on_batch=None, repeatable=False):
            has_begun.set()
            assert go.wait(60)
            return super().encode_queries(texts, on_batch=on_batch, repeatable=repeatable)

    turnstile = Turnstile(1, 1)
    live = LiveBot(dataclasses.replace(bot, encoder=Slow()))
    site = FastAPI()
    site.add_api_route("/ask", AskPost(live, None, RateLimit(100), turnstile).receive, methods=["POST"])
    with TestClient(site) as client, ThreadPoolExecutor(3) as patients:

        def ask(question: str):
            return client.post("/ask", json={"question": question})

        first = patients.submit(ask, "hips turn")
        assert has_begun.wait(30)
        others = [patients.submit(ask, question) for question in ("knees bend", "hips click")]
        assert wait(others, timeout=30, return_when=FIRST_COMPLETED).done
        go.set()
        responses = [first.result(), *(other.result() for other in others)]
    assert sorted(response.status_code for response in responses) == [200, 200, 503]
    refused = next(response for response in responses if response.status_code == 503)
    assert told(refused).detail == BUSY
    assert refused.headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/ask", 405), ("POST", "/articles", 405), ("GET", "/x", 404)]
)
def test_wrong_address_or_method_is_a_problem_too(bot, method, path, status):
    response = api(LiveBot(bot)).request(method, path)
    assert response.status_code == status
    assert "openapi.json" in told(response).detail
