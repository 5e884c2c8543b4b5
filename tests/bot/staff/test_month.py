"""The generated month: that it is what it says, on a small one (`tests/test_real_month.py` has the whole)."""

from collections import Counter

import pytest

from bot.answer import FaqBot
from bot.reply import ReplyKind
from bot.staff.gap_kind import GapKind
from tests.bot.staff.month import DAYS, LARGEST, START, Month
from tests.bot.staff.planted import Planted

PLANTED = (
    Planted("snails", GapKind.MISSING, ("snails on my leaves", "slugs eat my leaves at night")),
    Planted("sunlight", GapKind.MISSING, ("how much sunlight by the window",)),
)


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
