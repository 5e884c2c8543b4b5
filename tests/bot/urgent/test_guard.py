"""Which words a way of speaking hides."""

import pytest

from bot.urgent.guard import Guard
from bot.urgent.spelling import words

MESSAGE = words("my leg is numb, it was so years ago and also today, but now. it is weak")
AGO = (8, 10)


@pytest.mark.parametrize(
    ("guard", "ends", "hidden"),
    [
        (Guard("past", "itself"), [], "years ago"),
        (Guard("past", "after"), [], "years ago and also today"),
        (Guard("past", "after", "sentence"), [], "years ago and also today , but now"),
        (Guard("past", "after", "sentence", at_most=2), [], "years ago and also"),
        (Guard("past", "after", "sentence"), [(14, 15)], "years ago and also today ,"),
        (Guard("past", "before"), [], "it was so years ago"),
        (Guard("past", "before", "sentence"), [], "my leg is numb , it was so years ago"),
        (Guard("past", "before", "sentence"), [(2, 3)], "is numb , it was so years ago"),
        (Guard("past", "both"), [], "it was so years ago and also today"),
    ],
)
def test_a_guard_hides_to_the_next_mark_or_report(guard, ends, hidden):
    start, end = guard.scope(AGO, MESSAGE, ends)
    assert " ".join(MESSAGE[start:end]) == hidden
