"""A month of 50,000 questions: how long each tab takes on it."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answer import FaqBot
from bot.question_log.store import QuestionLog
from bot.web.staff.tabs import articles, coverage, gaps, overview, try_question
from bot.web.staff.tabs.articles import show_edit, text_of
from tests.bot.staff.month import DAYS, SIZE, START
from tests.web.conftest import publish
from tests.web.staff.desks import desk_on

pytestmark = pytest.mark.slow

LIMIT_S = 2 * 2.0
"""Of processor time, so that what else the machine does is counted little; twice the two seconds that are promised, as
a busy machine's caches and cores are slower (docs/staff-site.md has the figures of a quiet one)."""

TABS = {
    "Overview": lambda desk: overview.show(desk, "30 days"),
    "Gaps": lambda desk: gaps.show(desk, "30 days"),
    "Coverage": lambda desk: "".join(coverage.show(desk, "back-pain", "30 days")),
    "Try a question": lambda desk: try_question.show(desk, "is it painful", "dry needling for sciatica"),
    "Articles": articles.show,
    "Edit": lambda desk: show_edit(desk, "back-pain", text_of(desk, "back-pain")),
}


@pytest.fixture(scope="module")
def desk(real_corpus, real_encoder, real_index_folder, real_month, tmp_path_factory):
    """Make a desk on the generated month and on the real corpus."""
    bot = FaqBot.load(real_corpus, real_index_folder, real_encoder)
    folder = tmp_path_factory.mktemp("month")
    log = QuestionLog(f"sqlite:///{folder}/log.db")
    log.append(real_month.entries)
    desk = desk_on(bot, publish(folder), log)
    publisher = replace(desk.publisher, settings=replace(desk.settings, corpus=real_corpus))
    yield replace(desk, publisher=publisher, clock=lambda: START + timedelta(days=DAYS))
    log.close()


def processor_time(act) -> float:
    """Return the seconds of processor time that an act takes, the best of three: a busy machine's caches cost time."""
    took = []
    for _ in range(3):
        started = time.process_time()
        act()
        took.append(time.process_time() - started)
    return min(took)


@pytest.mark.parametrize("tab", TABS)
def test_tab_is_ready_in_under_two_seconds(desk, tab):
    assert 'class="note problem"' not in TABS[tab](desk)
    assert processor_time(lambda: TABS[tab](desk)) < LIMIT_S


def test_month_is_all_there(desk):
    assert f"{SIZE:,}" in overview.show(desk, "30 days")
    assert gaps.show(desk, "30 days").count('class="gap"') == gaps.SHOWN
