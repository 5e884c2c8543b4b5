"""Reading: how many words a patient reads before the answer has been read.

The only fair measure between systems that show a sentence and systems that show a page: both are read from the top,
and what counts is when 60 % of a gold quote has passed the eye as one unbroken run of words.
"""

import math
from collections.abc import Iterable, Sequence

from bot.question_set import HIT_COVERAGE, Gold
from bot.reply import Quote
from index.words import words

PATIENCE = 100
"""Words that a patient is taken to read: about half a minute."""


def words_read(quotes: Sequence[Quote]) -> list[str]:
    """List all words shown, lead-ins included, split at white space, in reading order."""
    return [word for quote in quotes for text in (quote.lead_in, quote.text) if text for word in text.split()]


def found_after(golds: Iterable[Gold], read: Sequence[str]) -> int | None:
    """Count the words read up to the end of the first run that shows a gold quote; None where there is none.

    Args:
        golds: the quotes that answer the question.
        read: the words in reading order.
    """
    tokens = [(token, position) for position, word in enumerate(read, 1) for token in words(word)]
    sequence = tuple(token for token, _ in tokens)
    ends = [end for gold in golds if (end := _first_end(words(gold.quote), sequence)) is not None]
    return tokens[min(ends)][1] if ends else None


def _first_end(gold: Sequence[str], sequence: tuple[str, ...]) -> int | None:
    """Find where the first run of 60 % of a gold quote's words ends in a sequence."""
    size = math.ceil(round(HIT_COVERAGE * len(gold), 6))
    if not size:
        return None
    runs = {tuple(gold[start : start + size]) for start in range(len(gold) - size + 1)}
    ends = range(size, len(sequence) + 1)
    return next((end - 1 for end in ends if sequence[end - size : end] in runs), None)
