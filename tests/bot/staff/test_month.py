"""The generated month: that it is what it says, and on the real model (slow) that its gaps are found again in time."""

import time
from collections import Counter
from collections.abc import Callable

import pytest

from bot.answer import FaqBot
from bot.reply import ReplyKind
from bot.staff.coverage import Coverage
from bot.staff.gap_kind import GapKind
from bot.staff.gaps import Gap, gaps
from bot.staff.overview import Overview
from tests.bot.staff.found import look_up
from tests.bot.staff.month import DAYS, LARGEST, SIZE, START, Month
from tests.bot.staff.planted import Planted

PLANTED = (
    Planted("snails", GapKind.MISSING, ("snails on my leaves", "slugs eat my leaves at night")),
    Planted("sunlight", GapKind.MISSING, ("how much sunlight by the window",)),
)
ON_TOP = 20
SECONDS = 2 * 2.0
"""Twice the two seconds that are promised: machines are shared (docs/staff.md has the figures of a quiet one)."""


@pytest.fixture(scope="module")
def small(shared_bot: FaqBot) -> Month:
    """Generate a small month of orchids."""
    return Month.generate(shared_bot, PLANTED, seed=3, size=800)


def test_holds_as_many_entries_as_asked_for_in_order_of_time(small: Month):
    times = [entry.time for entry in small.entries]
    assert len(times) == 800
    assert times == sorted(times)
    assert times[0] >= START
    assert (times[-1] - START).days < DAYS
    assert len({entry.key for entry in small.entries}) == 800


def test_planted_gaps_have_the_sizes_that_zipfs_law_gives(small: Month):
    sizes = Counter(small.gap_of.values())
    first, second = (gap.gap for gap in small.planted)
    assert (sizes[first], sizes[second]) == (round(800 * LARGEST), round(800 * LARGEST / 2**0.5))


def test_a_planted_question_is_a_wording_of_its_gap_or_a_misspelling(small: Month):
    wordings = {gap.gap: set(gap.wordings) for gap in PLANTED}
    exact = [
        entry
        for entry in small.entries
        if entry.key in small.gap_of and entry.question in wordings[small.gap_of[entry.key]]
    ]
    assert 0 < len(exact) < len(small.gap_of)


def test_the_same_seed_gives_the_same_month_and_another_another(shared_bot: FaqBot, small: Month):
    def told(month: Month) -> list[tuple]:
        return [(each.key, each.time, each.question, each.kind, each.thumb) for each in month.entries]

    assert told(Month.generate(shared_bot, PLANTED, seed=3, size=800)) == told(small)
    assert told(Month.generate(shared_bot, PLANTED, seed=4, size=800)) != told(small)


def test_nothing_that_is_asked_is_in_the_index_that_answers(small: Month):
    known = {view.text for view in small.index.views}
    asked = {entry.question for entry in small.entries if entry.kind is not ReplyKind.SMALLTALK}
    assert not asked & known


def test_without_words_only_the_words_are_gone(small: Month):
    bare = small.without_words()
    assert {entry.question for entry in bare.entries} == {None}
    assert [entry.nearest for entry in bare.entries] == [entry.nearest for entry in small.entries]


@pytest.fixture(scope="module")
def month(real_month: Month) -> Month:
    """Name the month of the clinic."""
    return real_month


@pytest.fixture(scope="module")
def found(month: Month) -> tuple[Gap, ...]:
    """Find the gaps of the month."""
    return gaps(month.entries, month.index)


@pytest.mark.slow
def test_at_least_ten_planted_gaps_come_out_on_top(month: Month, found: tuple[Gap, ...]):
    again = look_up(month, found)
    assert len([each.gap for each in again if each.is_found and each.place <= ON_TOP]) >= 10, again


@pytest.mark.slow
def test_three_of_four_gaps_that_are_found_are_of_the_right_kind(month: Month, found: tuple[Gap, ...]):
    held = [each for each in look_up(month, found) if each.is_found]
    assert sum(each.told is each.kind for each in held) / len(held) >= 0.75, held


@pytest.mark.slow
def test_gaps_are_pure_and_hold_about_half_of_their_questions(month: Month, found: tuple[Gap, ...]):
    again = look_up(month, found)
    assert sum(each.purity for each in again) / len(again) >= 0.8
    assert sum(each.share for each in again) / len(again) >= 0.45


@pytest.mark.slow
def test_the_passage_that_answers_an_unreachable_gap_is_offered(month: Month, found: tuple[Gap, ...]):
    unreachable = [each for each in look_up(month, found) if each.kind is GapKind.UNREACHABLE]
    assert [each.gap for each in unreachable if not each.is_offered] == []


@pytest.mark.slow
def test_gaps_do_not_need_words(month: Month, found: tuple[Gap, ...]):
    bare = gaps(month.without_words().entries, month.index)
    assert [(gap.keys, gap.kind) for gap in bare] == [(gap.keys, gap.kind) for gap in found]
    assert all(gap.label.startswith("near “") and not gap.examples for gap in bare)


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        lambda month: gaps(month.entries, month.index),
        lambda month: Overview.of(month.entries),
        lambda month: Coverage.of(month.entries, month.index),
    ],
    ids=["gaps", "overview", "coverage"],
)
def test_a_page_is_made_in_under_two_seconds(month: Month, make: Callable[[Month], object]):
    assert len(month.entries) == SIZE
    assert min(_seconds(make, month) for _ in range(3)) < SECONDS


def _seconds(make: Callable[[Month], object], month: Month) -> float:
    started = time.perf_counter()
    make(month)
    return time.perf_counter() - started
