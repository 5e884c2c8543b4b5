"""Publications: what was published and taken back, for the staff to read, and how far the present one has come."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from bot.answer import FaqBot
from bot.staff.history import Publication, State
from bot.web.staff.changes import render_diff
from bot.web.staff.panel import note
from bot.web.staff.press import Progress
from bot.web.staff.target import name_of

LISTED = 50
"""Publications that are listed, the latest first."""

STATES = {
    State.PUBLISHING: "being published",
    State.PUBLISHED: "published",
    State.UNDOING: "being taken back",
    State.UNDONE: "taken back",
    State.LEFT: "left as edited by hand",
}


def render_progress(progress: Progress | None) -> str:
    """Render how far the present publication has come, or how the last one ended."""
    if progress is None:
        return ""
    if progress.said is None:
        waiting = f"{escape(progress.what)} {progress.seconds:.0f} s so far; patients get answers meanwhile."
        return f'<p class="verdict" role="status">{waiting}</p>'
    if progress.is_problem:
        return note(progress.said, is_problem=True)
    return f'<p class="verdict verdict-good" role="status">{escape(progress.said)}</p>'


def render_history(publications: Sequence[Publication], undoable: Publication | None, bot: FaqBot) -> str:
    """Render what undo would take back, and all publications, the latest first."""
    if not publications:
        return '<h3>Published so far</h3><p class="quiet">Nothing yet.</p>'
    undo = f'<p class="quiet">Undo takes back: {_described(undoable, bot)}</p>' if undoable else ""
    items = "".join(
        f'<details class="folded"><summary><span class="published-state">{STATES[each.state]}</span>'
        f"{_described(each, bot)}</summary>{render_diff(each.diff)}</details>"
        for each in list(reversed(publications))[:LISTED]
    )
    return f"<h3>Published so far</h3>{undo}{items}"


def _described(publication: Publication, bot: FaqBot) -> str:
    act = "removed from" if publication.is_removal else "attached to"
    where = escape(name_of(bot, publication.target))
    return (
        f'<q dir="auto">{escape(publication.phrasing)}</q> {act} {where} '
        f'<span class="published-time">({_time(publication.time)})</span>'
    )


def _time(time: datetime) -> str:
    return f"{time.day} {time:%B %Y, %H:%M} UTC"
