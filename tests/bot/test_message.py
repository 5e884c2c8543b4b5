"""Cleaning a patient's message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import clean, has_words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  is   it\npainful\t? ", "is it painful ?"),
        ("zero\u200bwidth", "zerowidth"),
        ("a\u0000b\u202ec", "abc"),
        ("a\u0000b\u0007 \r\nc", "ab c"),
        ("cafe\u0301", "café"),
    ],
)
def test_clean_keeps_what_can_be_read(written: str, read: str) -> None:
    assert clean(written) == read


@given(st.text())
def test_clean_is_stable(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(("text", "expected"), [("ok", True), ("4", True), ("दर्द", True), ("🙂 ?", False), ("", False)])
def test_words_are_letters_or_digits(text: str, expected: bool) -> None:
    assert has_words(text) is expected
