"""Telephone numbers that can be tapped."""

import re
from html import escape

from bot.clinic import Clinic


def can_call(number: str) -> bool:
    """Tell whether a number can be dialled: the neutral "your clinic's number" cannot."""
    return bool(dial(number))


def call_link(number: str, before: str = "") -> str:
    """Return a link that calls a number, as HTML; the bare text where it holds no digit to dial.

    Args:
        number: the number, as people write it.
        before: a word before the number, inside the link.
    """
    target = dial(number)
    shown = f'{before} <span class="number">{escape(number)}</span>' if before else escape(number)
    return f'<a class="call" href="tel:{target}">{shown}</a>' if target else shown


def link_numbers(text: str, clinic: Clinic) -> str:
    """Escape a text and turn every number of the clinic in it into a link that calls it."""
    numbers = [number for number in (clinic.phone, clinic.emergency_number, clinic.crisis_number) if can_call(number)]
    if not numbers:
        return escape(text)
    longest_first = sorted(set(numbers), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\d)({'|'.join(map(re.escape, longest_first))})(?!\d)")
    pieces = pattern.split(text)
    return "".join(call_link(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces))


def dial(number: str) -> str:
    """Return what a telephone is to dial, empty where a number holds no digit."""
    digits = re.sub(r"\D", "", number)
    return f"+{digits}" if digits and number.strip().startswith("+") else digits
