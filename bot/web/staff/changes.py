"""Changes: what a draft would change, for a person to read before it is published."""

from collections.abc import Mapping
from html import escape

from bot.answer import FaqBot
from bot.reply import Reply
from bot.staff.preview import Change, Preview
from bot.web.render import render_reply
from bot.web.staff.panel import folded, note, table

SHOWN = 20
"""Changed replies that are listed: more than that is a draft to think over, not to read through."""

LEARNED = (
    "This preview adds the question to what the bot knows now. Publishing also learns again, from all questions, how "
    "patients ask and when to answer, so a reply that is only just given or only just refused may still turn out "
    "differently."
)

_HEAD = 2
"""Lines of a diff that name the file."""

_DIFF = {"+": "added", "-": "removed", "@": "place"}


def render_preview(preview: Preview, bot: FaqBot, *, has_golden: bool) -> str:
    """Render what a draft would change.

    Args:
        preview: the draft, tried out.
        bot: the bot that it was tried on.
        has_golden: whether there are golden questions.
    """
    return "".join(
        [
            _verdict(preview),
            _both("What patients read", preview.before, preview.after, bot),
            _broken(preview, has_golden=has_golden),
            _changes(preview, bot),
            "<h3>The change of the file</h3>",
            render_diff(preview.draft.diff),
            f'<p class="quiet">{escape(LEARNED)}</p>',
        ]
    )


def render_diff(diff: str) -> str:
    """Render a unified diff; what is added and removed is told by its sign and by its colour."""
    lines = "".join(
        f'<span class="{"place" if at < _HEAD else _DIFF.get(line[:1], "same")}">{escape(line)}</span>'
        for at, line in enumerate(diff.splitlines(keepends=True))
    )
    return f'<pre class="diff" tabindex="0" role="region" aria-label="Change of the file">{lines}</pre>'


def _verdict(preview: Preview) -> str:
    what = "this topic" if preview.draft.topic is not None else "this passage"
    if preview.is_reached:
        return f'<p class="verdict verdict-good">With the change, the question is answered by {what}.</p>'
    said = f"Even with the change, the question is not answered by {what}. Another wording may be nearer."
    return f'<p class="verdict verdict-bad">{said}</p>'


def _both(title: str, before: Reply, after: Reply, bot: FaqBot) -> str:
    titles = {name: article.title for name, article in bot.articles.items()}
    return f"<h3>{escape(title)}</h3>{_beside(before, after, bot, titles)}"


def _beside(before: Reply, after: Reply, bot: FaqBot, titles: Mapping[str, str]) -> str:
    sides = (("Now", before), ("With the change", after))
    columns = "".join(f"<div><h4>{said}</h4>{render_reply(reply, bot.clinic, titles)}</div>" for said, reply in sides)
    return f'<div class="beside">{columns}</div>'


def _broken(preview: Preview, *, has_golden: bool) -> str:
    if not has_golden:
        return ""
    if not preview.broken:
        return '<p class="verdict verdict-good">Every golden question that holds now would hold.</p>'
    rows = [[escape(question), escape(why)] for question, why in preview.broken]
    said = f'<p class="verdict verdict-bad">Golden questions that would break: {len(rows)}</p>'
    return said + table("Golden questions that would break", ["Question", "What would be found"], rows)


def _changes(preview: Preview, bot: FaqBot) -> str:
    if not preview.asked:
        return note("No other question was asked again: the log keeps no words, and there are no golden questions.")
    count = len(preview.changes)
    title = f"<h3>Other replies that would change: {count} of {preview.asked}</h3>"
    titles = {name: article.title for name, article in bot.articles.items()}
    shown = "".join(_change(change, bot, titles) for change in preview.changes[:SHOWN])
    rest = f'<p class="quiet">And {count - SHOWN} more.</p>' if count > SHOWN else ""
    return title + shown + rest


def _change(change: Change, bot: FaqBot, titles: Mapping[str, str]) -> str:
    return folded(change.asked.message, _beside(change.before, change.after, bot, titles))
