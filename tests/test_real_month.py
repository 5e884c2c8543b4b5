"""A month of 50,000 questions to the real bot: its gaps are found again, and every page on it is ready in time.

One file, so that one process generates the month, and generates it once.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answer import FaqBot
from bot.question_log.store import QuestionLog
from bot.staff.coverage import Coverage
from bot.staff.gap_kind import GapKind
from bot.staff.gaps import Gap, gaps
from bot.staff.overview import Overview
from bot.web.staff.desk import Desk
from bot.web.staff.tabs import articles, coverage, overview, try_question
from bot.web.staff.tabs import gaps as gaps_tab
from bot.web.staff.tabs.articles import show_edit, text_of
from tests.bot.staff.found import look_up
from tests.bot.staff.month import DAYS, SIZE, START, Month
from tests.bot.staff.planted import planted_gaps
from tests.web.conftest import publish
from tests.web.staff.desks import desk_on

pytestmark = pytest.mark.slow

ON_TOP = 20
SECONDS = 2 * 2.0
"""Of processor time, so that what else the machine does is counted little; twice the two seconds that are promised, as
a busy machine's caches and cores are slower (docs/staff.md and docs/staff-site.md have the figures of a quiet one)."""

TABS = {
    "Overview": lambda desk: overview.show(desk, "30 days"),
    "Gaps": lambda desk: gaps_tab.show(desk, "30 days"),
    "Coverage": lambda desk: "".join(coverage.show(desk, "back-pain", "30 days")),
    "Try a question": lambda desk: try_question.show(desk, "is it painful", "dry needling for sciatica"),
    "Articles": articles.show,
    "Edit": lambda desk: show_edit(desk, "back-pain", text_of(desk, "back-pain")),
}

IS_ALL_THERE = {
    "Overview": lambda page: f"{SIZE:,}" in page,
    "Gaps": lambda page: page.count('class="gap"') == gaps_tab.SHOWN,
}
"""Tells whether a tab shows the whole month; of any other it is enough that it shows something."""

PAGES = {
    "gaps": lambda month: gaps(month.entries, month.index),
    "overview": lambda month: Overview.of(month.entries),
    "coverage": lambda month: Coverage.of(month.entries, month.index),
}


@pytest.fixture(scope="module")
def bot(real_corpus, real_index_folder, real_encoder) -> FaqBot:
    """Load the bot that is asked."""
    return FaqBot.load(real_corpus, real_index_folder, real_encoder)


@pytest.fixture(scope="module")
def month(bot: FaqBot) -> Month:
    """Generate the month, in most of a minute."""
    return Month.generate(bot, planted_gaps())


@pytest.fixture(scope="module")
def found(month: Month) -> tuple[Gap, ...]:
    """Find the gaps of the month."""
    return gaps(month.entries, month.index)


def test_at_least_ten_planted_gaps_come_out_on_top(month: Month, found: tuple[Gap, ...]):
    again = look_up(month, found)
    assert len([each.gap for each in again if each.is_found and each.place <= ON_TOP]) >= 10, again


def test_three_of_four_gaps_that_are_found_are_of_the_right_kind(month: Month, found: tuple[Gap, ...]):
    held = [each for each in look_up(month, found) if each.is_found]
    assert sum(each.told is each.kind for each in held) / len(held) >= 0.75, held


def test_gaps_are_pure_and_hold_about_half_of_their_questions(month: Month, found: tuple[Gap, ...]):
    again = look_up(month, found)
    assert sum(each.purity for each in again) / len(again) >= 0.8
    assert sum(each.share for each in again) / len(again) >= 0.45


def test_the_passage_that_answers_an_unreachable_gap_is_offered(month: Month, found: tuple[Gap, ...]):
    unreachable = [each for each in look_up(month, found) if each.kind is GapKind.UNREACHABLE]
    assert [each.gap for each in unreachable if not each.is_offered] == []


def test_gaps_do_not_need_words(month: Month, found: tuple[Gap, ...]):
    bare = gaps(month.without_words().entries, month.index)
    assert [(gap.keys, gap.kind) for gap in bare] == [(gap.keys, gap.kind) for gap in found]
    assert all(gap.label.startswith("near “") and not gap.examples for gap in bare)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_made_in_under_two_seconds(month: Month, page: str):
    assert len(month.entries) == SIZE
    assert is_within(SECONDS, lambda: PAGES[page](month))


# The staff's site


@pytest.fixture(scope="module")
def desk(bot: FaqBot, real_corpus, month: Month, tmp_path_factory) -> Iterator[Desk]:
    """Make a desk on the month's question log and on the real corpus."""
    folder = tmp_path_factory.mktemp("month")
    log = QuestionLog(f"sqlite:///{folder}/log.db")
    log.append(month.entries)
    desk = desk_on(bot, publish(folder), log)
    publisher = replace(desk.publisher, settings=replace(desk.settings, corpus=real_corpus))
    yield replace(desk, publisher=publisher, clock=lambda: START + timedelta(days=DAYS))
    log.close()


@pytest.mark.parametrize("tab", TABS)
def test_tab_is_ready_in_under_two_seconds(desk: Desk, tab: str):
    shown = []
    assert is_within(SECONDS, lambda: shown.append(TABS[tab](desk)))
    assert 'class="note problem"' not in shown[0]
    assert IS_ALL_THERE.get(tab, bool)(shown[0])


def is_within(seconds: float, act: Callable[[], object]) -> bool:
    """Tell whether an act takes less than so long at one of three times: a busy machine's caches cost time."""
    return any(_taken(act) < seconds for _ in range(3))


def _taken(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started
