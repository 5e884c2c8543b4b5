"""The recorder under faults: each test breaks the database for real and asks the same: no reply raises or waits."""

import logging
import sqlite3
import subprocess
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import Engine, event

from bot.answer import FaqBot
from bot.message import Asked
from bot.question_log.entry import Reason
from bot.question_log.recorder import KEPT_CHARACTERS, Recorder
from bot.question_log.redact.__main__ import measured
from bot.question_log.settings import Keep, LogSettings
from bot.question_log.store import Filter, QuestionLog
from bot.reply import ReplyKind
from tests.bot.question_log.samples import NOON, explained, make_entry

WORDS, OUTCOMES, NOTHING = (LogSettings(keep=keep) for keep in (Keep.WORDS, Keep.OUTCOMES, Keep.NOTHING))
MOST_MS = 5.0
BUSY_MS = 200.0  # how long the database of these tests waits for a lock: who waits for it takes as long
SETS = sorted(Path(__file__).parent.glob("redaction*.jsonl"))


@pytest.fixture(autouse=True)
def warnings(caplog):
    caplog.set_level(logging.WARNING)
    return caplog


@pytest.fixture
def sqlite_log(file):
    log = QuestionLog(f"sqlite:///{file}?timeout=0.2")
    log.entries()
    yield log
    log.close()


@contextmanager
def locked(file):
    """Hold the database so that nobody else can write."""
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        holder.close()


def recorded(recorder, count=20, question="is it painful"):
    """Record and give feedback so often; return the keys, having seen that neither waits.

    A busy machine can take the processor away, so what is limited closely is the time that the calls themselves need.
    """
    keys, needed, taken = [], [], []
    for _ in range(count):
        reply = explained(question)
        started, began = time.thread_time(), time.perf_counter()
        keys.append(recorder.record(reply, False))
        recorder.feedback(keys[-1] or "none", 1)
        needed.append((time.thread_time() - started) * 1000)
        taken.append((time.perf_counter() - began) * 1000)
    assert max(needed) < MOST_MS
    assert median(taken) < BUSY_MS / 4
    return keys


def test_what_was_asked_and_what_became_of_it_is_written(log, shared_bot: FaqBot):
    recorder = Recorder(log, WORDS, clock=lambda: NOON)
    asked = Asked("How often should I water my orchid? Regards, Kavya", ("my number is 98765 43210",))
    reply = shared_bot.explain(asked)
    key = recorder.record(reply, is_followup=True)
    recorder.close()
    (entry,) = log.entries(Filter(with_vectors=True))
    assert (entry.key, entry.time, entry.is_followup, entry.kind) == (key, NOON, True, reply.reply.kind)
    assert entry.question == "How often should I water my orchid? Regards, [name]"
    assert "98765" not in (entry.interpreted_as or "")
    assert entry.margin == pytest.approx(reply.found.margin)
    assert [near.passage for near in entry.nearest] == [hit.passage.id for hit in reply.found.hits[:3]]
    assert entry.vector.tolist() == pytest.approx(reply.found.vector.tolist(), abs=1e-3)
    assert recorder.lost == 0


def test_how_a_follow_up_was_read_is_redacted_too(log):
    recorder = Recorder(log, WORDS)
    recorder.record(explained("and then?", interpreted_as="my name is Ravi Kumar … and then?"), True)
    recorder.close()
    assert log.entries()[0].interpreted_as == "my name is [name] … and then?"


def test_feedback_reaches_its_entry_even_if_both_wait_in_one_batch(log):
    recorder = Recorder(log, WORDS)
    liked, disliked = (recorder.record(explained(text), False) for text in ("one", "two"))
    assert recorder.feedback(liked, 1, Reason.UNCLEAR)
    assert recorder.feedback(disliked, -1, Reason.NOT_ASKED)
    recorder.close()
    thumbs = {entry.key: (entry.thumb, entry.reason) for entry in log.entries()}
    assert thumbs == {liked: (1, None), disliked: (-1, Reason.NOT_ASKED)}


def test_a_thumb_that_is_none_is_not_taken(sqlite_log):
    recorder = Recorder(sqlite_log, WORDS)
    assert not recorder.feedback("key", 7)
    recorder.close()


def test_where_outcomes_are_kept_words_are_not(log):
    recorder = Recorder(log, OUTCOMES)
    recorder.record(explained("is it painful", interpreted_as="needling: is it painful"), True)
    recorder.close()
    (entry,) = log.entries()
    assert (entry.question, entry.interpreted_as) == (None, None)
    assert (entry.kind, entry.is_followup, entry.ms) == (ReplyKind.NOT_FOUND, True, 1.5)


def test_where_nothing_is_kept_there_is_no_file_no_thread_and_no_key(file):
    recorder = Recorder(QuestionLog(f"sqlite:///{file}"), NOTHING)
    assert recorder.record(explained("is it painful"), False) is None
    assert not recorder.feedback("key", 1)
    recorder.close()
    assert not file.parent.exists()


def test_words_of_a_message_too_long_for_a_question_are_not_kept(log):
    recorder = Recorder(log, WORDS)
    recorder.record(explained("a" * KEPT_CHARACTERS), False)
    recorder.record(explained("a" * (KEPT_CHARACTERS + 1)), False)
    recorder.close()
    assert sorted(str(entry.question)[:4] for entry in log.entries()) == ["None", "aaaa"]


def test_characters_that_no_database_takes_cost_no_entry(log):
    recorder = Recorder(log, WORDS)
    recorder.record(explained("is\x00it \ud800painful"), False)
    recorder.close()
    assert (recorder.lost, log.entries()[0].question) == (0, "isit painful")


def test_no_planted_personal_data_is_in_any_byte_of_the_files(file):
    log = QuestionLog(f"sqlite:///{file}")
    recorder = Recorder(log, WORDS)
    messages = [each for path in SETS for each in measured(path)]
    keys = [recorder.record(explained(each.text, interpreted_as=f"so … {each.text}"), True) for each in messages]
    recorder.close()
    assert None not in keys
    assert recorder.lost == 0
    stored = b"".join(path.read_bytes() for path in file.parent.iterdir())
    stays = " ".join(each.text for each in messages if not each.vanish)
    planted = {piece for each in messages for piece in each.vanish if piece not in stays}
    assert len(planted) > 200
    assert [piece for piece in planted if piece.encode() in stored] == []
    assert b"can dry needling help migraine" in stored
    log.close()


def test_what_is_too_old_is_deleted_at_the_start(log):
    log.append([make_entry(str(age), time=NOON - timedelta(days=age)) for age in (0, 29, 31)])
    Recorder(log, LogSettings(keep=Keep.OUTCOMES, days=30), clock=lambda: NOON).close()
    assert [entry.key for entry in log.entries()] == ["29", "0"]


def test_what_is_too_old_is_deleted_every_day(sqlite_log, monkeypatch):
    monkeypatch.setattr("bot.question_log.recorder.PURGE_EVERY_S", 0.05)
    recorder = Recorder(sqlite_log, LogSettings(keep=Keep.OUTCOMES, days=30), clock=lambda: NOON)
    time.sleep(0.1)
    sqlite_log.append([make_entry("old", time=NOON - timedelta(days=31))])
    assert eventually(lambda: sqlite_log.entries() == [])
    recorder.close()


def test_a_database_locked_for_a_moment_costs_nothing(file):
    log = QuestionLog(f"sqlite:///{file}")
    log.entries()
    recorder = Recorder(log, WORDS)
    with locked(file):
        keys = recorded(recorder)
        time.sleep(0.3)
    recorder.close()
    assert {entry.key for entry in log.entries()} == set(keys)
    assert recorder.lost == 0
    log.close()


def test_a_locked_database_costs_entries_and_one_line_in_the_log(file, sqlite_log, warnings):
    recorder = Recorder(sqlite_log, WORDS)
    with locked(file):
        recorded(recorder, question="I am Ravi Kumar, is it painful")
        started = time.monotonic()
        recorder.close()
        assert time.monotonic() - started < 2.5
    assert recorder.lost > 0
    lines = [record.getMessage() for record in warnings.records]
    assert any("SQLITE_BUSY" in line for line in lines)
    assert len(lines) <= 3
    assert not any("painful" in line or "Ravi" in line for line in lines)


def test_a_queue_that_is_full_drops_what_comes_and_counts_it(file, sqlite_log, warnings):
    recorder = Recorder(sqlite_log, WORDS, queued=3)
    with locked(file):
        time.sleep(0.05)
        keys = recorded(recorder, count=30)
    assert keys.count(None) >= 20
    assert recorder.lost >= 20
    assert "more came than could be written" in warnings.text
    recorder.close()


def test_a_file_that_cannot_be_written_costs_entries(file, sqlite_log, warnings):
    read_only = QuestionLog(f"sqlite:///file:{file}?mode=ro&uri=true")
    recorder = Recorder(read_only, WORDS)
    keys = recorded(recorder)
    recorder.close()
    assert None not in keys
    assert recorder.lost == 40
    assert "SQLITE_READONLY" in warnings.text
    assert sqlite_log.entries() == []
    read_only.close()


def test_a_database_that_is_full_costs_entries_and_keeps_those_before(file, warnings):
    def limit(connection, _record):
        connection.execute("PRAGMA max_page_count=24")

    event.listen(Engine, "connect", limit)
    try:
        log = QuestionLog(f"sqlite:///{file}")
        fill(log, warnings)
    finally:
        event.remove(Engine, "connect", limit)
        log.close()


def test_a_full_disk_costs_entries_and_keeps_those_before(tmp_path, warnings):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no small disk can be mounted here; a full database is tested above")
    log = QuestionLog(f"sqlite:///{disk}/questions.db")
    try:
        fill(log, warnings)
    finally:
        log.close()
        subprocess.run(["umount", "--lazy", disk], check=True)


def fill(log, warnings):
    """Record until there is no room; see that replies go on and what was written can be read."""
    recorder = Recorder(log, WORDS)
    for _ in range(40):
        recorded(recorder, count=10, question="is it painful " * 20)
        time.sleep(0.01)
    recorder.close()
    assert recorder.lost > 0
    assert "SQLITE_FULL" in warnings.text or "SQLITE_IOERR" in warnings.text
    assert 0 < len(log.entries()) < 400


def test_a_closed_database_costs_entries(sqlite_log, warnings):
    recorder = Recorder(sqlite_log, WORDS)
    sqlite_log.close()
    recorded(recorder)
    recorder.close()
    assert recorder.lost == 40
    assert "is closed" in warnings.text


def test_a_server_that_is_not_there_costs_entries():
    pytest.importorskip("psycopg")
    log = QuestionLog("postgresql+psycopg://clinic:secret-word@127.0.0.1:1/questions")
    recorder = Recorder(log, WORDS)
    recorded(recorder)
    recorder.close()
    assert recorder.lost == 40
    log.close()


def test_a_clock_that_goes_backwards_costs_nothing(log):
    times = [NOON + timedelta(days=2), NOON, NOON + timedelta(days=1), NOON - timedelta(days=1)]
    ticking = iter(times)
    recorder = Recorder(log, WORDS, clock=lambda: next(ticking, NOON))
    eventually(lambda: log.counts_by_day() == ())
    keys = [recorder.record(explained("is it painful"), False) for _ in range(3)]
    recorder.close()
    assert None not in keys
    assert [entry.time for entry in log.entries()] == sorted(entry.time for entry in log.entries())
    assert (len(log.entries()), recorder.lost) == (3, 0)


def test_a_fault_of_our_own_costs_an_entry_and_the_line_does_not_quote_the_patient(sqlite_log, warnings):
    recorder = Recorder(sqlite_log, WORDS, clock=lambda: NOON)
    broken = explained("is it painful")
    object.__setattr__(broken.reply, "quotes", "painful")
    assert recorder.record(broken, False) is None
    recorder.close()
    assert recorder.lost == 1
    assert "AttributeError" in warnings.text
    assert "painful" not in warnings.text


def test_nothing_is_taken_after_closing(sqlite_log):
    recorder = Recorder(sqlite_log, WORDS)
    recorder.close()
    recorder.close()
    assert recorder.record(explained("is it painful"), False) is None


def test_the_time_of_an_entry_is_now_in_utc(sqlite_log):
    recorder = Recorder(sqlite_log, WORDS)
    recorder.record(explained("is it painful"), False)
    recorder.close()
    assert abs(datetime.now(UTC) - sqlite_log.entries()[0].time) < timedelta(minutes=1)


def eventually(holds) -> bool:
    """Wait up to two seconds for something to hold."""
    until = time.monotonic() + 2
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.02)
    return False
