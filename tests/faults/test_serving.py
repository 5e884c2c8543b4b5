"""Faults while the site serves: articles that change under it, a clock that jumps, a log and a model that fail."""

import logging
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.question_log.recorder import Recorder
from bot.question_log.settings import Keep, LogSettings
from bot.question_log.store import QuestionLog
from bot.web.metrics import Metrics
from bot.web.site import create_site
from tests.bot.question_log.samples import explained
from tests.doubles import WordEncoder
from tests.faults.observer import APOLOGY, ASKED, NONE, OLD, OTHER, SAME, start
from tests.web.conftest import KNEE

TEN_YEARS = timedelta(days=3_653)


@pytest.fixture
def knee(settings):
    return settings.corpus / "knee.md"


def test_an_article_is_deleted(settings, knee, observed):
    seen = observed("article deleted while the site serves")
    bot = start(settings)
    assert seen.ask(bot) == SAME
    seen.seen.clear()
    knee.unlink()
    assert seen.ask(bot) in {NONE, OTHER}
    with TestClient(create_site(LiveBot(bot))) as client:
        page = client.get("/articles/knee")
        assert page.status_code == 404
        assert "This page does not exist" in page.text
        assert client.get("/articles/hip").status_code == 200
    knee.write_text(KNEE, encoding="utf-8")
    assert seen.ask(bot) == SAME  # put back
    seen.seen.discard(SAME)
    seen.end()


CHANGES = (
    lambda text: text.replace("Knees bend *every* day", "Knees bend *never* at all"),  # another meaning
    lambda text: text.replace("Knees bend *every* day", "Knees bend *seven* day"),  # as long as before
    lambda text: text.replace("---\n\nKnees", "---\n\n\nKnees"),  # one line further down
    lambda text: text.replace("of them do it well", "of them do it well, or not"),
    lambda text: text[: text.index("do it well")],  # cut short
    lambda text: text.upper(),
    lambda text: "",
)


def test_an_articles_words_change(settings, knee, observed):
    seen = observed("article's words changed while the site serves")
    bot = start(settings)
    for change in CHANGES:
        knee.write_text(KNEE, encoding="utf-8")
        assert bot.answer(ASKED).quotes[0].text == OLD
        changed = change(KNEE)
        assert changed != KNEE
        knee.write_text(changed, encoding="utf-8")
        assert seen.ask(bot) in {NONE, OTHER}
    seen.end()


def test_an_article_changes_under_its_old_size_and_time(settings, knee, observed):
    seen = observed("article changed under its old size and time")
    bot = start(settings)
    assert bot.answer(ASKED).quotes[0].text == OLD
    before = knee.stat()
    knee.write_text(KNEE.replace("every", "never"), encoding="utf-8")
    os.utime(knee, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (knee.stat().st_size, knee.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert seen.ask(bot) in {NONE, OTHER}
    seen.end()


def test_an_article_becomes_what_is_no_text(settings, knee, observed):
    seen = observed("article replaced by what is no text")
    bot = start(settings)
    for replace_it in (
        lambda: knee.write_bytes(b"\xff\xfe\x00"),
        lambda: (knee.unlink(), knee.mkdir()),
        lambda: (knee.rmdir(), knee.symlink_to(knee)),
    ):
        replace_it()
        assert seen.ask(bot) in {NONE, OTHER}
        with TestClient(create_site(LiveBot(bot))) as client:
            assert client.get("/articles/knee").status_code in {404, 503}
            assert client.get("/articles").status_code == 200
    seen.end()


def test_the_clock_jumps(tmp_path, settings, observed, monkeypatch):
    seen = observed("clock jumps ten years ahead or back")
    real, offset = time.time, [timedelta()]
    monkeypatch.setattr(time, "time", lambda: real() + offset[0].total_seconds())
    live = LiveBot(start(settings))
    log = QuestionLog(f"sqlite:///{tmp_path}/questions.db")
    recorder = Recorder(log, LogSettings(keep=Keep.WORDS), clock=lambda: datetime.now(UTC) + offset[0])
    metrics = Metrics(live, index=settings.index)
    with TestClient(create_site(live)) as client:
        for number, jump in enumerate((timedelta(), TEN_YEARS, timedelta(), -TEN_YEARS, timedelta())):
            offset[0] = jump
            assert seen.ask(live.current) == SAME
            assert recorder.record(explained(f"question {number}"), False)
            assert client.get("/articles/knee").status_code == 200
            assert client.get("/healthz").json()["status"] == "ok"
            ages = [line for line in metrics.text().decode().splitlines() if line.startswith("bot_index_age_seconds ")]
            assert float(ages[0].split()[1]) >= 0
    recorder.close()
    assert recorder.lost == 0
    assert len(log.entries()) == 5
    log.close()
    seen.end()


def test_the_question_log_is_damaged(tmp_path, settings, observed, caplog):
    seen = observed("question log's file damaged or replaced")
    caplog.set_level(logging.WARNING)
    for damage in (lambda path: path.write_bytes(os.urandom(20_000)), lambda path: (path.unlink(), path.mkdir())):
        file = tmp_path / f"{len(caplog.messages)}" / "questions.db"
        assert not file.exists()
        log = QuestionLog(f"sqlite:///{file}")
        log.entries()
        log.close()
        damage(file)
        log = QuestionLog(f"sqlite:///{file}")
        recorder = Recorder(log, LogSettings(keep=Keep.WORDS))
        recorder.record(explained("is it painful"), False)
        assert seen.ask(start(settings)) == SAME
        recorder.close()
        log.close()
        assert recorder.lost >= 1
    for message in caplog.messages:
        assert "painful" not in message
    seen.lines = {}
    for word in ("SQLITE_NOTADB", "SQLITE_CANTOPEN"):
        seen.line(next(message for message in caplog.messages if word in message))
    seen.end()


def test_the_model_fails(settings, observed, caplog):
    class Broken(WordEncoder):
        def encode_queries(self, texts, *, on_batch=None, repeatable=False):
            raise RuntimeError("out of memory")

    seen = observed("the model fails on a message")
    assert seen.ask(replace(start(settings), encoder=Broken())) == APOLOGY
    seen.line(caplog.messages[0])
    seen.end()
