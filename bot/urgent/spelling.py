"""Words: how a message is cut into them, and how patients spell them."""

import re
import unicodedata
from collections.abc import Mapping
from typing import TypeAlias

Words: TypeAlias = tuple[str, ...]

SENTENCE, COMMA = ".", ","  # the only two marks left in a normalised message
MARKS = frozenset((SENTENCE, COMMA))

_TOKEN = re.compile(
    r"\d+(?:\.\d+)?(?![^\W\d_])|[\w\u0900-\u0963\u0966-\u0dff]+|[.!?;\n\u0964]+|[,:()\-\u2013\u2014]+(?=\s|$)|,"
)


def words(text: str) -> Words:
    """Split a text into small-letter words; sentence and comma marks become `.` and `,`.

    Apostrophes vanish ("can't" is "cant"), letters said three times or more are said once ("painnn" is "pain").
    """
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"(?<=\w)['\u2019\u2018`\u00b4](?=\w)", "", text)
    text = re.sub(r"([^\W\d_])\1{2,}", r"\1", text)
    return tuple(_mark_or_word(token) for token in _TOKEN.findall(text))


def _mark_or_word(token: str) -> str:
    if token[0] in ".!?;\n\u0964":
        return SENTENCE
    return COMMA if token[0] in ",:()-\u2013\u2014" else token


def bare(message: Words) -> Words:
    """Drop the marks before the first and after the last word."""
    start, end = 0, len(message)
    while start < end and message[start] in MARKS:
        start += 1
    while end > start and message[end - 1] in MARKS:
        end -= 1
    return message[start:end]


class Spelling:
    """Replaces the ways patients type a word ("cnt", "can not") by the way we read it ("cannot")."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """Store what each form is read as."""
        self._read = {words(form): words(word) for form, word in forms.items()}
        self._longest = max(map(len, self._read), default=1)

    def read(self, text: str) -> Words:
        """Return the words of a text in our spelling, a sentence mark at both ends; the longest known form wins."""
        raw = words(text)
        out: list[str] = []
        at = 0
        while at < len(raw):
            for size in range(min(self._longest, len(raw) - at), 0, -1):
                form = raw[at : at + size]
                if form in self._read:
                    out.extend(self._read[form])
                    break
            else:
                size = 1
                out.append(raw[at])
            at += size
        return (SENTENCE, *out, SENTENCE)


def one_edit_apart(a: str, b: str) -> bool:
    """Tell whether one letter added, dropped, changed or swapped with the next turns `a` into `b` (Damerau 1964)."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    swapped = a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
    return a[start + 1 :] == b[start + 1 :] or swapped
