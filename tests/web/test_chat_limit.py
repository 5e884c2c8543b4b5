"""The limit in front of the chat: who is told to wait, in which words, and that every door counts the same messages."""

import dataclasses
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse

from bot.live import LiveBot
from bot.web.chat import REPLIES_AT_ONCE
from bot.web.chat_limit import JOIN, RUN, ChatLimit
from bot.web.rate_limit import RateLimit
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings
from bot.web.turnstile import Turnstile
from tests.doubles import WordEncoder
from tests.web.chat_client import ChatClient
from tests.web.conftest import Notebook

BUSY = (
    "Too many messages came at once and I could not take yours. Please wait a minute and send it again, or call "
    "Test Clinic: +91 11111 22222. In an emergency do not wait: call 112."
)
HERE = {"origin": "http://testserver"}


def message(session="s"):
    return {"data": ["knees", None], "fn_index": 0, "session_hash": session, "trigger_id": None, "event_data": None}


@pytest.fixture
def tight(bot, notebook):
    """Open a site that takes two messages of a client in a minute."""
    with TestClient(create_site(LiveBot(bot), notebook, settings=SiteSettings(per_minute=2))) as client:
        yield client


def test_one_message_too_many_is_refused_with_the_number_to_call_in_an_emergency(tight):
    assert [tight.post(RUN, json=message()).status_code for _ in range(2)] == [200, 200]
    refused = tight.post(RUN, json=message())
    assert (refused.status_code, refused.json()) == (429, {"detail": BUSY})
    assert 0 < int(refused.headers["retry-after"]) <= 60


@pytest.mark.parametrize("path", [RUN, JOIN])
def test_trailing_slash_is_no_way_around(tight, path):
    for _ in range(2):
        tight.post(path, json=message())
    assert tight.post(path + "/", json=message(), follow_redirects=False).status_code == 429


def test_chat_api_and_thumbs_count_as_one(tight):
    thumb = {"key": Notebook.key(1), "thumb": 1}
    assert tight.post("/api/ask", json={"question": "knees"}).status_code == 200
    assert tight.post("/api/feedback", json=thumb, headers=HERE).status_code == 204
    assert tight.post(RUN, json=message()).status_code == 429
    assert tight.post(JOIN, json=message()).status_code == 429
    assert tight.post("/api/ask", json={"question": "knees"}).status_code == 429
    refused = tight.post("/api/feedback", json=thumb, headers=HERE)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


def test_pages_and_the_end_of_a_conversation_are_not_limited(tight):
    for _ in range(5):
        tight.post(JOIN, json=message())
    assert tight.get("/").status_code == 200
    assert tight.get("/articles").status_code == 200
    assert tight.get("/api/articles").status_code == 200


@pytest.mark.parametrize("path", [RUN, JOIN])
def test_message_that_finds_all_places_taken_is_refused_in_the_same_words(path):
    async def chat(scope, receive, send):
        await PlainTextResponse("taken")(scope, receive, send)

    turnstile = Turnstile(1, 1)
    client = TestClient(ChatLimit(chat, RateLimit(100), turnstile, {0: 2}, lambda: BUSY))
    with turnstile.entered(), turnstile.entered():
        refused = client.post(path, json=message())
        assert client.get(path).text == "taken"
    assert (refused.status_code, refused.json()) == (503, {"detail": BUSY})
    assert refused.headers["retry-after"] == "5"
    assert client.post(path, json=message()).text == "taken"


def test_gradios_own_full_queue_says_the_same_words(bot, monkeypatch):
    monkeypatch.setattr("bot.web.chat.WAITING", 0)
    with TestClient(create_site(LiveBot(bot))) as client:
        refused = client.post(JOIN, json=message())
    assert (refused.status_code, refused.json()) == (503, {"detail": BUSY})
    assert int(refused.headers["content-length"]) == len(refused.content)


def test_so_many_replies_are_made_at_a_time_and_the_others_wait(bot):
    busy, most = 0, 0
    lock = threading.Lock()

    class Counting(WordEncoder):
        def encode_queries(self, texts, *, on_batch=None, repeatable=False):
            nonlocal busy, most
            with lock:
                busy += 1
                most = max(most, busy)
            time.sleep(0.02)
            with lock:
                busy -= 1
            return super().encode_queries(texts)

    live = LiveBot(dataclasses.replace(bot, encoder=Counting()))
    with (
        TestClient(create_site(live, settings=SiteSettings(per_minute=1_000))) as client,
        ThreadPoolExecutor(12) as pool,
    ):
        chats = [ChatClient(client) for _ in range(12)]
        asked = [f"knees {number} bend" for number in range(12)]
        told = list(pool.map(lambda chat, question: chat.ask(question), chats, asked))
    assert [question in html for question, html in zip(asked, told, strict=True)] == [True] * 12
    assert most == REPLIES_AT_ONCE


def test_client_cannot_become_another_by_writing_a_header(tight):
    statuses = [
        tight.post(JOIN, json=message(), headers={"x-forwarded-for": f"198.51.100.{number}"}).status_code
        for number in range(3)
    ]
    assert statuses == [200, 200, 429]


def test_clients_behind_a_trusted_proxy_are_told_apart(bot):
    settings = SiteSettings.read({"BOT_PER_MINUTE": "1", "BOT_TRUSTED_PROXIES": "10.0.0.0/8"})
    with TestClient(create_site(LiveBot(bot), settings=settings), client=("10.0.0.1", 1)) as client:
        statuses = [
            client.post(JOIN, json=message(), headers={"x-forwarded-for": address}).status_code
            for address in ("198.51.100.1", "198.51.100.2", "192.0.2.66, 198.51.100.1")
        ]
    assert statuses == [200, 200, 429]


def test_page_carries_the_words_with_numbers_that_can_be_tapped(client):
    page = client.get("/").text
    words = page.split('<template id="busy-words">')[1].split("</template>")[0]
    assert 'href="tel:112"' in words
    assert 'href="tel:+911111122222"' in words
    assert "Too many messages came at once" in words
