"""Panels: the pieces that the tabs are made of, as HTML. What patients wrote is text, whatever it holds."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from html import escape
from typing import TYPE_CHECKING, ParamSpec

from index.errors import FaqError

if TYPE_CHECKING:
    import gradio as gr

LOG_IS_OFF = (
    "The question log is off, so there is nothing to show here. Start the site with BOT_LOG_KEEP=words, or with "
    "BOT_LOG_KEEP=outcomes to keep no words."
)

_CLICKS = """element.addEventListener('click', (event) => {
    const pressed = event.target.closest('button[data-target]');
    if (pressed) trigger('attach', { name: pressed.dataset.target, phrasing: pressed.dataset.phrasing });
});"""
"""Makes a Gradio event, ``attach``, of a click on an `attach_button` of a panel; Gradio calls the panel ``target``."""

_Arguments = ParamSpec("_Arguments")


def html_panel(name: str, html: str = "", *, has_buttons: bool = False) -> "gr.HTML":
    """Place an element of our own HTML.

    Args:
        name: its id on the page.
        html: what is in it at first.
        has_buttons: whether it will hold an `attach_button`; its event is then ``attach``.
    """
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    return gr.HTML(html, apply_default_css=False, js_on_load=_CLICKS if has_buttons else None, elem_id=name)


def attach_button(said: str, target: str, phrasing: str) -> str:
    """Render a button that opens the Fix tab with a target and a phrasing filled in."""
    return (
        f'<button type="button" class="attach" data-target="{escape(target)}" data-phrasing="{escape(phrasing)}">'
        f"{escape(said)}</button>"
    )


def heading(title: str, said: str) -> str:
    """Render a tab's heading and what the tab is for."""
    return f'<div class="tab-head"><h2>{escape(title)}</h2><p>{escape(said)}</p></div>'


def note(text: str, *, is_problem: bool = False) -> str:
    """Render a plain sentence where there is nothing else to show."""
    role = ' role="alert"' if is_problem else ""
    return f'<p class="note{" problem" if is_problem else ""}"{role}>{escape(text)}</p>'


def figures(numbers: Iterable[tuple[str, str]]) -> str:
    """Render headline numbers, each with what it counts."""
    items = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(number)}</dd></div>" for label, number in numbers)
    return f'<dl class="figures">{items}</dl>'


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Render a table; on a phone each row becomes a card.

    Args:
        caption: what the table shows, as text.
        head: the columns, as text.
        rows: their cells, as HTML.
    """
    top = "".join(f'<th scope="col">{escape(label)}</th>' for label in head)
    body = "".join(f"<tr>{_cells(head, row)}</tr>" for row in rows)
    return (
        f'<table class="staff-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )


def folded(summary: str, content: str, *, is_open: bool = False) -> str:
    """Render HTML that unfolds below a summary, which is text."""
    opened = " open" if is_open else ""
    return f'<details class="folded"{opened}><summary>{escape(summary)}</summary>{content}</details>'


def clipped(text: str, length: int) -> str:
    """Return a text on one line, cut where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rstrip() + " …"


def told(show: Callable[_Arguments, str]) -> Callable[_Arguments, str]:
    """Show an error of the project or of a file as its one line, in the place of what could not be shown."""

    @wraps(show)
    def shown(*args: _Arguments.args, **options: _Arguments.kwargs) -> str:
        try:
            return show(*args, **options)
        except (FaqError, OSError) as error:
            return note(str(error), is_problem=True)

    return shown


def _cells(head: Sequence[str], row: Sequence[str]) -> str:
    return "".join(f'<td data-label="{escape(label)}">{cell}</td>' for label, cell in zip(head, row, strict=True))
