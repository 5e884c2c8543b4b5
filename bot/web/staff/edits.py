"""Edits: what a new text of an article would change of what patients are shown, for reading."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

from bot.staff.articles import Edit, Fate
from bot.web.staff.panel import clipped, figures, note, table
from index.passage import Passage

NOT_SHOWN = "never in this time"


def render_edit(edit: Edit) -> str:
    """Render an edit."""
    numbers = figures(
        [
            ("Stay as they are", str(edit.kept)),
            ("Read differently", str(len(edit.changed))),
            ("Vanish", str(len(edit.vanished))),
            ("Come new", str(len(edit.new))),
            ("Question entries without a passage", str(len(edit.unanchored))),
        ]
    )
    if not (edit.changed or edit.vanished or edit.new or edit.unanchored):
        return numbers + note("No passage changes.")
    return numbers + _vanished(edit.vanished) + _changed(edit.changed) + _unanchored(edit.unanchored) + _new(edit.new)


def _vanished(fates: Sequence[Fate]) -> str:
    rows = [[_words(fate.passage), *_shown(fate)] for fate in fates]
    return table("Passages that would vanish", ["Passage", "Shown to patients", "Asked for it"], rows) if rows else ""


def _changed(fates: Sequence[Fate]) -> str:
    rows = [[_difference(fate), *_shown(fate)] for fate in fates]
    caption = "Passages that would read differently"
    return table(caption, ["Passage", "Shown to patients", "Asked for it"], rows) if rows else ""


def _new(passages: Sequence[Passage]) -> str:
    rows = [[_words(passage), escape(" › ".join(passage.section))] for passage in passages]
    return table("Passages that come new", ["Passage", "Section"], rows) if rows else ""


def _unanchored(places: Sequence[str]) -> str:
    rows = [[f"<code>{escape(place)}</code>"] for place in places]
    return (
        table("Entries of the question files that would fit no passage; correct them with the edit", ["Place"], rows)
        if rows
        else ""
    )


def _shown(fate: Fate) -> list[str]:
    times = "once" if fate.shown == 1 else f"{fate.shown:,} times" if fate.shown else NOT_SHOWN
    asked = "".join(f'<li dir="auto">{escape(clipped(question, 120))}</li>' for question in fate.questions)
    return [times, f"<ul>{asked}</ul>" if asked else "–"]


def _words(passage: Passage) -> str:
    return f'<span class="words">{escape(passage.text)}</span>'


def _difference(fate: Fate) -> str:
    """Render a passage with what goes struck through and what comes underlined."""
    if fate.nearest is None:
        return _words(fate.passage)
    old, new = fate.passage.text.split(), fate.nearest.text.split()
    parts = []
    for act, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = escape(" ".join(old[start:end])), escape(" ".join(new[new_start:new_end]))
        if act == "equal":
            parts.append(gone)
        else:
            parts += [f"<del>{gone}</del>" if gone else "", f"<ins>{come}</ins>" if come else ""]
    return f'<span class="words">{" ".join(part for part in parts if part)}</span>'
