"""The site as a process: told to stop it finishes what it is at, told to reload it serves what was built."""

import threading
import time

import httpx
import pytest

from bot.question_log.store import Filter, QuestionLog
from index.build import build
from tests.doubles import WordEncoder
from tests.web.chat_client import ChatClient
from tests.web.conftest import KNEE
from tests.web.small_app import SLOW_S, SLOWLY, small_app


@pytest.fixture
def built(settings, weighed):
    """Name a corpus whose index is built: a start is quicker, and draws no progress bar into the log."""
    build(settings.corpus, settings.index, WordEncoder())
    weighed.put_beside(settings.index)
    return settings


def test_told_to_stop_it_finishes_the_reply_under_way_and_writes_the_question_log(built, tmp_path):
    url = f"sqlite:///{tmp_path}/questions.db"
    with small_app(built, BOT_LOG_KEEP="words", BOT_LOG_URL=url) as app:
        with httpx.Client(base_url=app.address) as http:
            chat, heard = ChatClient(http), []
            idle = threading.Thread(target=_stay_open, args=(app.address, "idle"), daemon=True)
            idle.start()
            hearing = threading.Thread(target=lambda: heard.append(chat.ask(f"{SLOWLY} bend every day")))
            hearing.start()
            time.sleep(SLOW_S / 3)
            assert app.stop() == 0
            hearing.join(5)
            idle.join(5)
        with pytest.raises(httpx.ConnectError):
            httpx.get(app.address)
        lines = app.log()
        assert SLOWLY not in app.errors.read_text(encoding="utf-8")
    assert "Knees bend" in heard[0]
    assert not idle.is_alive()
    assert [line["reply"] for line in lines if line["message"] == "replied"] == ["answer"]
    # An error would say that the idle page was cut off after all the time that replies are given.
    assert not [line for line in lines if line["level"] in {"warning", "error"}]
    log = QuestionLog(url)
    assert [entry.question for entry in log.entries(Filter())] == [f"{SLOWLY} bend every day"]
    log.close()


def test_told_to_reload_it_serves_what_was_built_and_a_bad_index_leaves_the_old_one(built):
    with small_app(built) as app:
        old = app.fingerprint()
        (built.corpus / "knee.md").write_text(KNEE.replace("Knees bend", "Knees always bend"), encoding="utf-8")
        new = build(built.corpus, built.index, WordEncoder()).index.manifest.fingerprint
        assert new != old
        assert app.fingerprint() == old
        app.hang_up()
        assert app.logged("reloaded") == f"reloaded, index {new} serves"
        assert app.fingerprint() == new
        with httpx.Client(base_url=app.address) as http:
            assert "Knees always bend" in ChatClient(http).ask("knees bend every day")
        vectors = built.index / "views.faiss"
        vectors.write_bytes(vectors.read_bytes()[:-1] + b"?")
        app.hang_up()
        told = app.logged("not reloaded")
        assert told.startswith(f"not reloaded, the index before serves on: {vectors}: damaged")
        assert app.fingerprint() == new
        with httpx.Client(base_url=app.address) as http:
            assert "Knees always bend" in ChatClient(http).ask("knees bend every day")
        assert app.stop() == 0


def _stay_open(address: str, session: str) -> None:
    """Keep the connection that an open page keeps, for as long as the site does."""
    with httpx.stream("GET", f"{address}gradio_api/heartbeat/{session}", timeout=60) as stream:
        for _ in stream.iter_raw():
            pass
