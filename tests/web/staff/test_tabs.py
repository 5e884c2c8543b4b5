"""The tabs, as far as they can be told without a browser."""

from datetime import UTC, datetime

import pytest

from bot.live import LiveBot
from bot.message import Asked
from bot.question_log.errors import QuestionLogError
from bot.reply import ReplyKind
from bot.web.staff.desk import Desk
from bot.web.staff.panel import LOG_IS_OFF, table
from bot.web.staff.site import TABS, build_staff
from bot.web.staff.tabs import articles, coverage, gaps, overview, try_question
from tests.web.test_render import HOSTILE, Texts

NOON = datetime(2025, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def desk(bot, settings):
    return Desk(LiveBot(bot), settings, clock=lambda: NOON)


def cells(html: str) -> list[list[str]]:
    """Read the rows of all tables as texts."""
    parsed = Texts(html.replace("<td ", '<td class="td" '))
    counts = [row.count("<td") for row in html.split("<tr>")[1:]]
    found = iter(parsed.found.get("td", []))
    return [[next(found) for _ in range(count)] for count in counts if count]


def test_page_has_the_six_tabs_and_reads_nothing_but_the_first_before_one_is_opened(desk):
    page = build_staff(desk)
    tabs = [block.label for block in page.blocks.values() if type(block).__name__ == "Tab"]
    assert tabs == list(TABS) == ["Overview", "Gaps", "Coverage", "Fix", "Try a question", "Articles"]
    on_load = [fn.outputs for fn in page.fns.values() if (page._id, "load") in fn.targets]
    assert [[output.elem_id for output in outputs] for outputs in on_load] == [["overview-figures"]]


# Overview


class Log:
    """A question log with some days in it."""

    def __init__(self, *counts):
        self.counts, self.since = counts, None

    def counts_by_day(self, since):
        self.since = since
        return self.counts


def test_overview_adds_up_the_period_and_lists_its_days_last_first(desk):
    from bot.question_log.store import DayCount

    monday, tuesday = datetime(2025, 6, 23).date(), datetime(2025, 6, 24).date()
    log = Log(
        DayCount(monday, ReplyKind.ANSWER, 900, 4, 1),
        DayCount(monday, ReplyKind.NOT_FOUND, 80, 0, 2),
        DayCount(tuesday, ReplyKind.ANSWER, 300, 1, 0),
    )
    html = overview.show(Desk(desk.live, desk.settings, log, desk.clock), "7 days")
    assert log.since == datetime(2025, 6, 23, 12, tzinfo=UTC)
    parsed = html.replace("<dt>", '<dt class="dt">').replace("<dd>", '<dd class="dd">')
    numbers = dict(zip(Texts(parsed).found["dt"], Texts(parsed).found["dd"], strict=True))
    assert numbers == {
        "Questions": "1,280",
        "Answered": "1,200",
        "Not covered": "80",
        "Urgent": "0",
        "Small talk": "0",
        "Thumbs up": "5",
        "Thumbs down": "3",
    }
    assert cells(html) == [["Tue 24 Jun", "300", "0", "0", "0"], ["Mon 23 Jun", "900", "80", "0", "0"]]


@pytest.mark.parametrize("show", [overview.show, gaps.show, lambda desk, period: coverage.show(desk, "knee", period)])
def test_tab_says_that_the_log_is_off(desk, show):
    assert Texts(show(desk, "30 days")).found["note"] == [LOG_IS_OFF]


def test_log_that_cannot_be_read_is_told_in_its_one_line(desk):
    class Broken(Log):
        def counts_by_day(self, since):
            raise QuestionLogError("questions.db: <locked>")

    html = overview.show(Desk(desk.live, desk.settings, Broken(), desk.clock), "7 days")
    assert Texts(html).found["problem"] == ["questions.db: <locked>"]


# Try a question


def test_tried_question_shows_the_reply_of_the_bot_and_the_passages_by_score(desk):
    html = try_question.show(desk, "You should rest if you have fever", "")
    found = desk.live.current.explain(Asked("You should rest if you have fever")).found
    assert Texts(html).found["quote-text"][0] == "Pain at night: it wakes you up."
    rows = cells(html)
    assert [row[1] for row in rows[:3]] == [f"{hit.score:.3f}" for hit in found.hits[:3]]
    assert found.hits[0].passage.text in rows[0][0]
    assert Texts(html).found["fate-quoted"] == ["quoted"] * 3


def test_tried_question_is_read_with_what_was_said_before(desk):
    alone = desk.live.current.explain(Asked("what about ice")).found
    after = desk.live.current.explain(Asked("what about ice", ("tell me about knees", "who should rest"))).found
    assert alone.hits[0].score != after.hits[0].score
    html = try_question.show(desk, "what about ice", "tell me about knees\n\nwho should rest\n")
    readings, passages = cells(html)[:2], cells(html)[2:]
    assert readings == [["what about ice"], ["tell me about knees who should rest what about ice"]]
    assert passages[0][1] == f"{after.hits[0].score:.3f}"


def test_tried_emergency_names_what_fired_and_searches_nothing(desk):
    html = try_question.show(desk, "I have crushing chest pain and cannot breathe", "")
    assert "nothing was searched" in html
    assert "Nearest passages" not in html
    assert Texts(html).found["message-urgent"]


def test_nothing_to_try_asks_for_a_question(desk):
    assert Texts(try_question.show(desk, "  \n", "")).found["note"] == ["Type a question to try."]


def test_nothing_that_is_tried_becomes_markup(desk):
    html = try_question.show(desk, HOSTILE, HOSTILE)
    assert {tag for tag, _ in Texts(html).tags} & {"img", "script"} == set()


# Articles


def test_articles_are_listed_with_their_review_and_passages(desk, corpus):
    text = (corpus / "knee.md").read_text(encoding="utf-8")
    (corpus / "knee.md").write_text(text.replace("published:", "reviewed: 2025-05-01\npublished:"), encoding="utf-8")
    (corpus / "new.md").write_text("---\ntitle: New\n---\n\nNot yet indexed.\n", encoding="utf-8")
    assert cells(articles.show(desk)) == [
        ["Hips", "never", "due", "1"],
        ["New", "never", "due", "not in service"],
        ["Knees & <Ankles>", "1 May 2025", "not yet due", "12"],
    ]


def test_article_that_cannot_be_read_is_told_in_its_one_line(desk, corpus):
    (corpus / "hip.md").write_text("no front matter", encoding="utf-8")
    assert "hip.md:1: no front matter" in Texts(articles.show(desk)).found["problem"][0]


# Panels


def test_table_shows_each_cell_under_its_column(desk):
    html = table("<Caption>", ["<A>", "B"], [["1", "<b>2</b>"]])
    assert '<td data-label="&lt;A&gt;">1</td><td data-label="B"><b>2</b></td>' in html
    assert "<caption>&lt;Caption&gt;</caption>" in html
