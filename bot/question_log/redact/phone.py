"""Telephone numbers, and any other number too long to be a finding, a dose or a date."""

import re

from bot.question_log.redact.rule import apply, rule

HOME = "IN"
"""Where a number without a country's code is looked for."""

SHORT, LONG = 7, 9
"""Digits from which a number can be a telephone's, and from which it goes whatever it is: no finding has so many."""

_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|treble)"

_TOLD = (
    rule("phone", rf"\b {_WORD} (?:[\s,-]+ {_WORD}){{{SHORT - 1},}} \b"),
    rule(
        "phone",
        rf"""
        \b (?: phone | ph | mob | mobile | cell | tel | telephone | landline | whats\s?app | contact | call | ring
             | text | number | reach )
        \b [^\w+]{{0,3}} (?:(?:no|num|number|me|us|on|at|is)\b [^\w+]{{0,3}}){{0,3}}
        (?P<data> (?<!\d) \+? \d (?:[\s-]?\d){{{SHORT - 1},}} )
        """,
    ),
)

_RUN = re.compile(r"(?<![\w/,])(?<!\d\.)[+(]*\d(?:[\s().–-]{0,3}\d)+(?![\d/])")
_GROUP = re.compile(r"\d+")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D*)+")
_DATES = re.compile(
    r"(?:[0-3]?\d([-/.])[01]?\d\1(?:19|20)?\d\d|(?:19|20)\d\d([-/.])[01]?\d\2[0-3]?\d)(?:[\s,-]+(?=\d)|$)"
)


def redact_phones(text: str) -> str:
    """Return a text without telephone numbers, and without other numbers of nine digits or more."""
    return _RUN.sub(_label, apply(_TOLD, text))


def _label(match: re.Match[str]) -> str:
    run = match[0]
    groups = _GROUP.findall(run)
    digits = "".join(groups)
    if len(digits) < SHORT or _dates(run) or _YEARS.fullmatch(run):
        return run
    if 10 <= len(digits) <= 13 and digits[-10] in "6789":
        return "[phone]"  # an Indian mobile number, however it is grouped
    if len(digits) < 2.5 * len(groups):
        return run  # many small numbers in a row: counts, sizes or times
    if _is_phone(run):
        return "[phone]"
    return "[number]" if len(digits) >= LONG else run


def _is_phone(run: str) -> bool:
    # Importing it takes 0.1 s, and most questions hold no number.
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        return is_valid_number(parse(run, HOME))
    except NumberParseException:
        return False


def _dates(run: str) -> bool:
    """Tell whether a run of digits is nothing but dates."""
    end = 0
    while match := _DATES.match(run, end):
        end = match.end()
    return end == len(run)
