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

_Arguments = ParamSpec("_Arguments")


def html_panel(name: str, html: str = "") -> "gr.HTML":
    """Place an element of our own HTML; its name is its id on the page."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    return gr.HTML(html, apply_default_css=False, js_on_load=None, elem_id=name)


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


def told(show: Callable[_Arguments, str]) -> Callable[_Arguments, str]:
    """Show an error of the project as its one line, in the place of what could not be shown."""

    @wraps(show)
    def shown(*args: _Arguments.args, **options: _Arguments.kwargs) -> str:
        try:
            return show(*args, **options)
        except FaqError as error:
            return note(str(error), is_problem=True)

    return shown


def _cells(head: Sequence[str], row: Sequence[str]) -> str:
    return "".join(f'<td data-label="{escape(label)}">{cell}</td>' for label, cell in zip(head, row, strict=True))
