"""The tabs, as far as they can be told without a browser."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.message import Asked
from bot.question_log.entry import Reason
from bot.question_log.errors import QuestionLogError
from bot.staff.heat_map import HeatMap
from bot.web.staff.panel import LOG_IS_OFF, table
from bot.web.staff.shading import heat_map
from bot.web.staff.site import TABS, build_staff
from bot.web.staff.tabs import articles, coverage, gaps, overview, try_question
from tests.bot.staff.samples import NOON, answered, entry
from tests.web.staff.desks import desk_on, log_of
from tests.web.test_render import HOSTILE, Texts


@pytest.fixture
def desk(bot, settings):
    return desk_on(bot, settings)


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


def test_overview_adds_up_the_entries_of_the_period_and_lists_the_days_last_first(desk, tmp_path):
    week_ago = NOON - timedelta(days=8)
    log = log_of(
        tmp_path,
        [
            answered("a", "p-1", time=NOON, question="Who should rest?", thumb=1, ms=20.0),
            answered(
                "b",
                "p-1",
                time=NOON + timedelta(minutes=1),
                question="who should REST",
                thumb=-1,
                reason=Reason.UNCLEAR,
                ms=10.0,
            ),
            entry("c", "<b>gold</b>", time=NOON - timedelta(days=1), ms=90.0),
            entry("d", "too old", time=week_ago),
        ],
    )
    html = overview.show(replace(desk, log=log), "7 days")
    parsed = Texts(html.replace("<dt>", '<dt class="dt">').replace("<dd>", '<dd class="dd">'))
    numbers = dict(zip(parsed.found["dt"], parsed.found["dd"], strict=True))
    assert numbers == {
        "Messages": "3",
        "Answered": "2",
        "Not answered": "1",
        "Urgent": "0",
        "Small talk": "0",
        "Questions answered": "67%",
        "With low confidence": "0",
        "Thumbs up": "1",
        "Thumbs down": "1",
        "Half took at most": "20 ms",
        "95 % took at most": "90 ms",
    }
    assert cells(html) == [
        ["who should REST", "2", "0"],
        ["<b>gold</b>", "1", "1"],
        ["Unclear", "1"],
        ["Mon 2 Mar", "2", "0", "0", "0", "1", "1"],
        ["Sun 1 Mar", "0", "1", "0", "0", "0", "0"],
    ]
    assert [attributes["aria-label"] for tag, attributes in parsed.tags if tag == "svg"] == [
        "Messages per day: answered, refused, urgent, small talk",
        "Thumbs up and down per day",
    ]


def test_quiet_period_says_so(desk, tmp_path):
    assert Texts(overview.show(replace(desk, log=log_of(tmp_path, [])), "7 days")).found["note"] == [
        "Nothing was asked in this time."
    ]


@pytest.mark.parametrize(
    "show", [overview.show, gaps.show, lambda desk, period: coverage.show(desk, "knee", period)[0]]
)
def test_tab_says_that_the_log_is_off(desk, show):
    assert Texts(show(desk, "30 days")).found["note"] == [LOG_IS_OFF]


@pytest.mark.parametrize(
    "show", [overview.show, gaps.show, lambda desk, period: coverage.show(desk, "knee", period)[0]]
)
def test_log_that_cannot_be_read_is_told_in_its_one_line(desk, show):
    class Broken:
        def entries(self, chosen):
            raise QuestionLogError("questions.db: <locked>")

    assert Texts(show(replace(desk, log=Broken()), "7 days")).found["problem"] == ["questions.db: <locked>"]


# Coverage


def test_article_reads_as_it_is_with_what_became_of_each_passage(desk, tmp_path):
    bot = desk.live.current
    ids = {passage.text: passage.id for passage in bot.index.passages}
    fever, first = (
        ids["Fever: a temperature above 38 degrees."],
        ids["Knees bend *every* day, and `most` of them do it well."],
    )
    log = log_of(
        tmp_path,
        [answered("a", fever, first, time=NOON, thumb=1), answered("b", fever, time=NOON, thumb=-1)],
    )
    every, one = coverage.show(replace(desk, log=log), "knee", "7 days")
    parsed = Texts(one)
    by_id = {
        attributes["id"]: attributes["class"].split()
        for _, attributes in parsed.tags
        if "passage" in (attributes.get("class") or "").split()
    }
    assert "heat-5" in by_id[fever]
    assert "heat-4" in by_id[first]
    assert "never" in by_id[ids["| Cost | Nothing | A little |".strip("| ")]]
    assert parsed.found["heat-5"][-1] == "Fever: a temperature above 38 degrees.quoted 2 times · 1 up · 1 down"
    assert parsed.found["heat-4"] == ["Knees bend every day, and most of them do it well.quoted once · 1 up"]
    assert [row[:5] for row in cells(every.split('<div class="sideways"')[0])] == [
        ["Hips", "0", "1", "0", "1"],
        ["Knees & <Ankles>", "2", "12", "2", "10"],
    ]


def test_left_out_topics_are_counted_by_condition_in_shaded_cells(tmp_path):
    index = HeatMap(("<Prices>", "Parking"), ("hip", "knee"), ((8, 0), (2, 1)))
    parsed = Texts(heat_map("Not covered", "Topic", index, ["hips", "knees"]))
    assert (parsed.found["heat-5"], parsed.found["heat-0"]) == (["8"], ["0"])
    assert [attributes.get("scope") for tag, attributes in parsed.tags if tag == "th"] == ["col"] * 3 + ["row"] * 2
    assert {tag for tag, _ in parsed.tags} & {"prices"} == set()


# Try a question


def test_tried_question_shows_the_reply_then_what_was_quoted_and_what_nearly_was(desk):
    html = try_question.show(desk, "You should rest if you have fever", "")
    explained = desk.live.current.explain(Asked("You should rest if you have fever"))
    quotes = [quote.text for quote in explained.reply.quotes]
    assert len(quotes) > 1
    parsed = Texts(html)
    assert parsed.found["quote-text"] == quotes
    assert parsed.found["fate-quoted"] == ["quoted"] * len(quotes)
    rows = cells(html)
    assert rows[0][1] == f"{explained.found.hits[0].score:.3f}"
    misses = [float(row[1]) for row in rows[len(quotes) : len(quotes) + 3]]
    assert misses == sorted(misses, reverse=True)
    attached = [each["data-target"] for tag, each in parsed.tags if tag == "button"]
    quoted = {quote.link.partition("#")[2] for quote in explained.reply.quotes}
    assert attached
    assert not set(attached) & quoted


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
