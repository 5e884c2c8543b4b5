"""Words as the project counts and compares them: lower-cased runs of ``[a-z0-9]``."""

import re
from collections import Counter
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(]?[A-Z0-9])")


def words(text: str) -> list[str]:
    """Split a text into its lower-cased ``[a-z0-9]+`` words."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=8_192)
def coverage(reference: str, text: str) -> float:
    """Measure the share of the reference's words that the text contains, as a multiset, in [0, 1]."""
    wanted, present = _counts(reference), _counts(text)
    total = wanted.total()
    return sum(min(count, present[word]) for word, count in wanted.items()) / total if total else 0.0


@lru_cache(maxsize=1_024)
def _counts(text: str) -> Counter[str]:
    return Counter(words(text))


def sentence_starts(text: str) -> list[int]:
    """List the offsets at which a sentence starts, the first always being 0."""
    return [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
