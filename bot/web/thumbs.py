"""Thumbs: the two buttons under a reply, and the four reasons that appear when one points down.

They are plain HTML; chat.js sends what is pressed. Which one is pressed is a matter of the page, so a reply that is
drawn again is drawn without, and chat.js puts it back.
"""

from html import escape

from bot.question_log.entry import Reason

REASONS = {
    Reason.WRONG_PASSAGE: "Wrong passage",
    Reason.NOT_ASKED: "Not what I asked",
    Reason.UNCLEAR: "Unclear",
    Reason.OUT_OF_DATE: "Out of date",
}

_HAND = (
    '<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false"><path d="M7 10.5v9.5H4.5'
    "a1 1 0 0 1-1-1v-7.5a1 1 0 0 1 1-1zm0 0 4-7c1.5 0 2.5 1.1 2.5 2.5V9.5h5.2a1.9 1.9 0 0 1 1.85 "
    '2.3l-1.35 6.5A2.2 2.2 0 0 1 17 20H7"/></svg>'
)


def render_thumbs(key: str | None) -> str:
    """Render the thumbs under a reply, or nothing where there is no key to send them with."""
    if not key:
        return ""
    reasons = "".join(
        f'<button type="button" class="reason" data-reason="{reason}" aria-pressed="false">{escape(text)}</button>'
        for reason, text in REASONS.items()
    )
    return (
        f'<div class="feedback" data-key="{escape(key)}">'
        '<div class="thumbs" role="group" aria-label="Was this helpful?">'
        f"{_thumb(1, 'Helpful')}{_thumb(-1, 'Not helpful')}"
        '<span class="feedback-said">Was this helpful?</span></div>'
        f'<div class="reasons" role="group" aria-label="What was wrong?" hidden>{reasons}</div></div>'
    )


def _thumb(value: int, label: str) -> str:
    side = "up" if value > 0 else "down"
    return (
        f'<button type="button" class="thumb thumb-{side}" data-thumb="{value}" aria-pressed="false" '
        f'aria-label="{label}">{_HAND}</button>'
    )
