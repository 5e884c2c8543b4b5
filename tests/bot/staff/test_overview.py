from dataclasses import replace
from datetime import datetime, timedelta, timezone

from bot.question_log.entry import Reason
from bot.reply import Confidence, ReplyKind
from bot.staff.day import Day
from bot.staff.overview import Overview
from tests.bot.staff.samples import NOON, answered, entry

MONDAY = NOON.date()


def test_counts_what_became_of_the_messages_of_a_day():
    entries = [
        answered("a", "p-1", thumb=1),
        answered("b", "p-1", thumb=-1, reason=Reason.UNCLEAR),
        entry("c"),
        entry("d", kind=ReplyKind.URGENT),
        entry("e", kind=ReplyKind.SMALLTALK),
    ]
    found = Overview.of(entries)
    assert found.days == (Day(MONDAY, answered=2, refused=1, urgent=1, smalltalk=1, up=1, down=1),)
    assert found.days[0].total == found.total == 5
    assert found.answered_share == 2 / 3


def test_shows_quiet_days_between_the_first_and_the_last():
    found = Overview.of([entry("a"), entry("b", time=NOON + timedelta(days=3))])
    assert [(day.date - MONDAY).days for day in found.days] == [0, 1, 2, 3]
    assert [day.total for day in found.days] == [1, 0, 0, 1]


def test_a_day_is_a_day_in_utc():
    late = datetime(2026, 3, 3, 1, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert Overview.of([entry("a", time=late)]).days[0].date == MONDAY


def test_leaves_out_what_came_before():
    found = Overview.of([entry("a", time=NOON - timedelta(hours=1)), entry("b")], since=NOON)
    assert found.total == 1


def test_counts_the_same_words_as_one_question_and_writes_it_as_the_latest_patient_did():
    entries = [
        entry("a", "is it PAINFUL"),
        answered("b", "p-1", question="Is it painful?", time=NOON + timedelta(hours=1)),
        entry("c", "parking"),
    ]
    top = Overview.of(entries).top
    assert [(each.text, each.count, each.refused) for each in top] == [("Is it painful?", 2, 1), ("parking", 1, 1)]


def test_a_log_without_words_has_no_top_questions_but_all_the_counts():
    found = Overview.of([entry("a"), answered("b", "p-1", confidence=Confidence.LOW)])
    assert (found.top, found.total, found.low) == ((), 2, 1)


def test_questions_that_ask_the_articles_for_nothing_are_not_among_the_top():
    assert Overview.of([entry("a", "hello", kind=ReplyKind.SMALLTALK)]).top == ()


def test_orders_reasons_by_number():
    reasons = (Reason.UNCLEAR, Reason.NOT_ASKED, Reason.UNCLEAR)
    found = Overview.of(answered(str(row), "p", thumb=-1, reason=reason) for row, reason in enumerate(reasons))
    assert found.reasons == ((Reason.UNCLEAR, 2), (Reason.NOT_ASKED, 1))


def test_latency_is_by_the_nearest_rank():
    entries = [replace(entry(str(ms)), ms=float(ms)) for ms in range(1, 101)]
    found = Overview.of(entries)
    assert (found.median_ms, found.p95_ms) == (50.0, 95.0)


def test_an_empty_log_has_zeros():
    found = Overview.of([])
    assert (found.days, found.total, found.answered_share, found.median_ms) == ((), 0, 0.0, 0.0)
