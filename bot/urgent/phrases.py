"""Named phrases, and where a message says them: `breath*` starts with, `lift .. foot` leaves up to three words out."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import TypeAlias

from bot.urgent.spelling import MARKS, Spelling, Words, one_edit_apart

Span: TypeAlias = tuple[int, int]
"""First word and the word after the last."""
Found: TypeAlias = Mapping[str, Sequence[Span]]

GAP, GAP_WORDS = "..", 3
START = "^"  # in a phrase: what follows opens a sentence or a part of one
FUZZY_LETTERS = 5  # shorter words have too many real words one letter away
MOST_KNOWN_WORDS = 6_000


def phrase(text: str, spelling: Spelling) -> Words:
    """Read one phrase of the file: wildcards and gaps stand, everything else goes through the spelling."""
    out: list[str] = []
    for part in re.split(r"(\S+\*|\.\.|\^)", text):
        out += [part] if part in (GAP, START) or part.endswith("*") else spelling.read(part)[1:-1]
    return tuple(out)


class Phrases:
    """Finds named phrases in a message."""

    def __init__(self, groups: Mapping[str, Sequence[Words]], not_typos: frozenset[str]) -> None:
        """Index the phrases by their first pattern, and by their first two where no gap follows the first."""
        self._not_typos = not_typos
        self._by_first: dict[str, list[tuple[str, Words]]] = defaultdict(list)
        self._by_two: dict[tuple[str, str], list[tuple[str, Words]]] = defaultdict(list)
        patterns: set[str] = set()
        for name, phrases in groups.items():
            for said in phrases:
                if len(said) > 1 and said[1] != GAP:
                    self._by_two[said[0], said[1]].append((name, said[2:]))
                else:
                    self._by_first[said[0]].append((name, said[1:]))
                patterns.update(said)
        patterns.discard(GAP)
        self._whole = {p for p in patterns if not p.endswith("*")}
        self._starts = {p[:-1] for p in patterns if p.endswith("*")}
        self._near: dict[str, set[str]] = defaultdict(set)
        for pattern in patterns:
            if len(pattern) >= FUZZY_LETTERS + 2 * pattern.endswith("*"):  # a beginning needs more letters than a word
                for reduced in _reduced(pattern.rstrip("*")):
                    self._near[reduced].add(pattern)
        self._known: dict[str, frozenset[str]] = {}

    def find(self, message: Words) -> Found:
        """Return every place, as (start, end) word positions, where a phrase of each name occurs."""
        read = [self._patterns(word) for word in message]
        found: dict[str, set[Span]] = defaultdict(set)
        for start, (patterns, following) in enumerate(pairwise([*read, frozenset()])):
            for pattern in patterns:
                for name, rest in self._by_first.get(pattern, ()):
                    for end in _ends(rest, message, read, start + 1):
                        found[name].add((start, end))
            for pair in product(patterns, following):
                for name, rest in self._by_two.get(pair, ()):
                    for end in _ends(rest, message, read, start + 2):
                        found[name].add((start, end))
        return {name: sorted(spans) for name, spans in found.items()}

    def _patterns(self, word: str) -> frozenset[str]:
        """Return the patterns a word satisfies, exactly or, failing that, with one mistyped letter."""
        if word not in self._known:
            if len(self._known) > MOST_KNOWN_WORDS:  # a cache, not a leak
                self._known.clear()
            self._known[word] = frozenset(self._exact(word) or self._mistyped(word))
        return self._known[word]

    def _exact(self, word: str) -> set[str]:
        if word in MARKS:
            return {START}
        beginnings = (word[:letters] for letters in range(1, len(word) + 1))
        return {word} & self._whole | {start + "*" for start in beginnings if start in self._starts}

    def _mistyped(self, word: str) -> Iterator[str]:
        if len(word) < FUZZY_LETTERS or word in self._not_typos or not word.isalpha():
            return
        beginnings = (word[:letters] for letters in range(FUZZY_LETTERS - 1, len(word) + 1))
        reduced = {each for beginning in beginnings for each in _reduced(beginning)}
        for pattern in {pattern for each in reduced for pattern in self._near.get(each, ())}:
            stem = pattern.rstrip("*")
            ends = (word,) if stem == pattern else (word[: len(stem) + n] for n in (-1, 0, 1))
            if word[0] == stem[0] and any(one_edit_apart(beginning, stem) for beginning in ends):
                yield pattern


def _reduced(text: str) -> Iterator[str]:
    """Yield a text and what is left of it without one letter: texts one edit apart have one of these in common."""
    yield text
    for place in range(len(text)):
        yield text[:place] + text[place + 1 :]


def _ends(rest: Words, message: Words, read: Sequence[frozenset[str]], at: int) -> Iterator[int]:
    """Yield where a phrase can end whose remaining patterns are `rest`, standing at word `at`."""
    if not rest:
        yield at
    elif rest[0] == GAP:
        for skipped in range(GAP_WORDS + 1):
            yield from _ends(rest[1:], message, read, at + skipped)
            if at + skipped >= len(message) or message[at + skipped] in MARKS:
                return
    elif at < len(message) and rest[0] in read[at]:
        yield from _ends(rest[1:], message, read, at + 1)
