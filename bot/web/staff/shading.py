"""Shading: how often something was shown, as a shade; the number always stands beside it."""

from html import escape

from bot.staff.coverage import PassageUse
from bot.staff.heat_map import HeatMap
from bot.staff.report_html import shade
from bot.web.article_body import Note


def note_of(use: PassageUse, highest: int) -> Note:
    """Say what became of a passage.

    Args:
        use: what became of it.
        highest: how often the most quoted passage was quoted.
    """
    if use.quoted:
        thumbs = ((use.liked, "up"), (use.disliked, "down"))
        said = [f"quoted {use.quoted:,} times", *(f"{count:,} {side}" for count, side in thumbs if count)]
        text = " · ".join(said) if use.quoted > 1 else " · ".join(["quoted once", *said[1:]])
        return Note(f"heat-{shade(use.quoted, highest)}", text)
    return Note("seen", "only in a longer quote") if use.is_seen else Note("never", "never quoted")


def heat_map(caption: str, first: str, found: HeatMap, columns: list[str]) -> str:
    """Render counts as a table of shaded cells.

    Args:
        caption: what is counted.
        first: what the rows are.
        found: the counts.
        columns: what the columns are called.
    """
    head = "".join(f'<th scope="col">{escape(label)}</th>' for label in columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th>'
        + "".join(f'<td class="heat-{shade(count, found.highest)}">{count:,}</td>' for count in counts)
        + "</tr>"
        for label, counts in zip(found.rows, found.counts, strict=True)
    )
    return (
        f'<div class="sideways" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="heat-map">'
        f'<caption>{escape(caption)}</caption><thead><tr><th scope="col">{escape(first)}</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
