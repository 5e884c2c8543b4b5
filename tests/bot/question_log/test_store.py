import os
import sqlite3
import stat
import threading
import time
from datetime import date, timedelta

import numpy as np
import pytest

from bot.question_log.entry import Reason
from bot.question_log.errors import QuestionLogError
from bot.question_log.store import DayCount, Filter, QuestionLog
from bot.reply import Confidence, ReplyKind
from index.errors import SettingsError
from tests.bot.question_log.samples import NOON, make_entry

WITH_VECTORS = Filter(with_vectors=True)


def keys(entries):
    return [entry.key for entry in entries]


def without_vector(entry):
    return {name: getattr(entry, name) for name in type(entry).__slots__ if name != "vector"}


def test_an_entry_comes_back_as_it_was_in_every_field(log):
    entry = make_entry("a", time=NOON + timedelta(microseconds=7))
    log.append([entry])
    (back,) = log.entries(WITH_VECTORS)
    assert without_vector(back) == without_vector(entry)
    assert back.vector.dtype == np.float16
    assert back.vector.tolist() == [0.5, -0.25, 0.0]


def test_an_entry_of_a_message_that_was_not_searched_comes_back_with_nothing_in_its_fields(log):
    nothing = dict.fromkeys(("question", "interpreted_as", "confidence", "margin", "topic", "vector", "reason"))
    entry = make_entry("a", **nothing, shown=(), nearest=(), kind=ReplyKind.URGENT, urgent="emergency/chest", thumb=0)
    log.append([entry])
    assert log.entries(WITH_VECTORS) == [entry]


def test_vectors_are_left_out_unless_asked_for(log):
    log.append([make_entry("a")])
    assert [entry.vector for entry in log.entries()] == [None]


def test_entries_come_oldest_first_and_ties_break_by_key(log):
    log.append([make_entry("c"), make_entry("b", time=NOON + timedelta(hours=1)), make_entry("a")])
    assert keys(log.entries()) == ["a", "c", "b"]


def test_a_filter_takes_times_from_since_up_to_but_without_until(log):
    log.append([make_entry(str(hour), time=NOON + timedelta(hours=hour)) for hour in range(4)])
    chosen = Filter(since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=3))
    assert keys(log.entries(chosen)) == ["1", "2"]


def test_a_filter_takes_the_kinds_it_names_and_thumbs_down_alone(log):
    log.append(
        [
            make_entry("liked", thumb=1, reason=None),
            make_entry("disliked"),
            make_entry("refused", kind=ReplyKind.NOT_FOUND, thumb=-1),
            make_entry("urgent", kind=ReplyKind.URGENT, thumb=0),
        ]
    )
    assert keys(log.entries(Filter(kinds=(ReplyKind.NOT_FOUND, ReplyKind.URGENT)))) == ["refused", "urgent"]
    assert keys(log.entries(Filter(only_down=True))) == ["disliked", "refused"]
    assert keys(log.entries(Filter(only_down=True, kinds=(ReplyKind.ANSWER,)))) == ["disliked"]


def test_open_questions_are_those_refused_answered_unsurely_or_disliked(log):
    sure, unsure = (
        make_entry(key, kind=ReplyKind.ANSWER, confidence=confidence, thumb=0, reason=None)
        for key, confidence in (("sure", Confidence.HIGH), ("unsure", Confidence.LOW))
    )
    refused = make_entry("refused", kind=ReplyKind.NOT_FOUND, confidence=None, thumb=0, reason=None)
    disliked = make_entry("disliked", kind=ReplyKind.ANSWER, confidence=Confidence.HIGH, thumb=-1, reason=None)
    log.append([sure, unsure, refused, disliked])
    assert sorted(keys(log.entries(Filter(only_open=True)))) == ["disliked", "refused", "unsure"]


def test_feedback_sets_thumb_and_reason_and_can_be_taken_back(log):
    log.append([make_entry("a", thumb=0, reason=None), make_entry("b", thumb=0, reason=None)])
    assert log.feedback("a", -1, Reason.OUT_OF_DATE)
    assert [(entry.thumb, entry.reason) for entry in log.entries()] == [(-1, Reason.OUT_OF_DATE), (0, None)]
    assert log.feedback("a", 0)
    assert [(entry.thumb, entry.reason) for entry in log.entries()] == [(0, None), (0, None)]


def test_feedback_on_an_unknown_key_changes_nothing_and_says_so(log):
    log.append([make_entry("a", thumb=0, reason=None)])
    assert not log.feedback("' OR 1=1 --", 1)
    assert log.entries()[0].thumb == 0


def test_a_batch_is_written_whole_or_not_at_all(log):
    log.append([make_entry("a")])
    with pytest.raises(QuestionLogError, match=r"IntegrityError|UniqueViolation"):
        log.append([make_entry("b"), make_entry("a")])
    assert keys(log.entries()) == ["a"]


def test_days_are_counted_in_utc_by_kind_with_their_thumbs(log):
    late, early = NOON.replace(hour=23, minute=59), NOON.replace(day=2, hour=0)
    log.append(
        [
            make_entry("a", time=late, thumb=1),
            make_entry("b", time=late, thumb=-1),
            make_entry("c", time=late, thumb=-1),
            make_entry("d", time=late, kind=ReplyKind.NOT_FOUND, thumb=0),
            make_entry("e", time=early, thumb=0),
        ]
    )
    second = DayCount(date(2026, 3, 2), ReplyKind.ANSWER, 1, 0, 0)
    assert log.counts_by_day() == (
        DayCount(date(2026, 3, 1), ReplyKind.ANSWER, 3, 1, 2),
        DayCount(date(2026, 3, 1), ReplyKind.NOT_FOUND, 1, 0, 0),
        second,
    )
    assert log.counts_by_day(early) == (second,)


def test_purge_deletes_what_is_older_and_says_how_much(log):
    log.append([make_entry(str(day), time=NOON - timedelta(days=day)) for day in range(5)])
    assert log.purge(NOON - timedelta(days=2)) == 2
    assert keys(log.entries()) == ["2", "1", "0"]
    assert log.purge(NOON - timedelta(days=2)) == 0


def test_a_log_is_found_again_by_another_process(url):
    first = QuestionLog(url)
    first.append([make_entry("a")])
    first.close()
    second = QuestionLog(url)
    assert keys(second.entries()) == ["a"]
    second.close()


def test_two_logs_of_one_database_write_at_the_same_time_and_lose_nothing(url):
    logs = [QuestionLog(url), QuestionLog(url)]
    logs[0].entries()

    def write(number):
        for each in range(30):
            logs[number].append([make_entry(f"{number}-{each:02}")])

    threads = [threading.Thread(target=write, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(logs[0].entries()) == 60
    for each in logs:
        each.close()


def test_a_newer_log_is_refused_in_one_line_that_names_both_versions_and_no_password(url, log):
    from sqlalchemy import create_engine, text

    log.entries()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE question_log_version SET version = 2"))
    engine.dispose()
    newer = QuestionLog(url)
    with pytest.raises(QuestionLogError, match="has version 2, this program reads 1") as raised:
        newer.entries()
    newer.close()
    assert "\n" not in str(raised.value)
    assert "secret-word" not in str(raised.value)


def test_a_closed_log_is_refused(log):
    log.close()
    with pytest.raises(QuestionLogError, match="is closed"):
        log.entries()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("var/questions.db", "BOT_LOG_URL is no database URL"),
        ("mysql://user:secret-word@host/db", "BOT_LOG_URL names 'mysql'; expected sqlite or postgresql"),
        ("postgresql+nosuch://user:secret-word@host/db", "names 'postgresql.nosuch'; expected"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_repeating_its_password(url, message):
    with pytest.raises(SettingsError, match=message) as raised:
        QuestionLog(url)
    assert "secret-word" not in str(raised.value)


def test_a_server_that_is_not_there_is_told_without_its_password():
    pytest.importorskip("psycopg")
    log = QuestionLog("postgresql+psycopg://clinic:secret-word@127.0.0.1:1/questions")
    with pytest.raises(QuestionLogError, match=r"clinic:\*\*\*@127.0.0.1.*OperationalError") as raised:
        log.entries()
    assert "secret-word" not in str(raised.value)


def test_a_new_file_and_its_side_files_can_be_read_by_their_owner_alone(file):
    before = os.umask(0)
    try:
        log = QuestionLog(f"sqlite:///{file}")
        log.append([make_entry("a")])
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert modes == {"questions.db": 0o600, "questions.db-wal": 0o600, "questions.db-shm": 0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    log.close()


def test_naming_a_log_makes_no_file_before_it_is_used(file):
    QuestionLog(f"sqlite:///{file}").close()
    assert not file.parent.exists()


def test_sqlite_writes_ahead_and_overwrites_what_is_deleted(file):
    log = QuestionLog(f"sqlite:///{file}")
    log.append([make_entry("a", question="zebra crossing")])
    with log._engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "busy_timeout")
        ]
    assert found == ["wal", 1, 1, 5000]
    log.purge(NOON + timedelta(days=1))
    assert b"zebra" not in b"".join(path.read_bytes() for path in file.parent.iterdir())
    log.close()


def test_readers_are_not_kept_waiting_by_a_writer(file):
    log = QuestionLog(f"sqlite:///{file}")
    log.append([make_entry("a")])
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert keys(log.entries()) == ["a"]
    assert time.monotonic() - started < 1
    writer.close()
    log.close()


def test_finding_a_period_and_a_kind_uses_an_index(file):
    log = QuestionLog(f"sqlite:///{file}")
    log.append([make_entry("a")])
    with sqlite3.connect(file) as connection:
        by_time = connection.execute("EXPLAIN QUERY PLAN SELECT key FROM questions WHERE time >= 5").fetchall()
        by_kind = connection.execute(
            "EXPLAIN QUERY PLAN SELECT key FROM questions WHERE kind = 'urgent' AND time >= 5"
        ).fetchall()
    connection.close()
    assert "questions_by_time" in by_time[0][-1]
    assert "questions_by_kind" in by_kind[0][-1]
    log.close()


def test_fifty_thousand_entries_are_read_within_the_time_of_a_page(file):
    log = QuestionLog(f"sqlite:///{file}")
    vector = np.zeros(384, dtype=np.float16)
    minute = timedelta(minutes=1)
    for start in range(0, 50_000, 1_000):
        log.append([make_entry(f"{n:05}", time=NOON + n * minute, vector=vector) for n in range(start, start + 1_000)])
    started = time.process_time()
    entries = log.entries()
    assert time.process_time() - started < 2
    assert len(entries) == 50_000
    assert (entries[-1].key, entries[-1].confidence) == ("49999", Confidence.MEDIUM)
    log.close()
