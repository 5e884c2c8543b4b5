"""Suggested questions as buttons: plain HTML, which chat.js asks when one is pressed."""

from collections.abc import Sequence
from html import escape


def render_suggestions(questions: Sequence[str], lead: str = "") -> str:
    """Render questions to press, or nothing where there are none.

    Args:
        questions: what each of them asks.
        lead: what is said before them, or "".
    """
    if not questions:
        return ""
    said = f'<p class="suggested">{escape(lead)}</p>' if lead else ""
    buttons = "".join(f'<button type="button" class="suggestion">{escape(each)}</button>' for each in questions)
    return f'<div class="suggestions">{said}{buttons}</div>'
