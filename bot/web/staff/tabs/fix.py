"""Fix: attach a way of asking to a passage, see what it would change, publish it, take it back."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.staff.fix import Draft
from bot.staff.phrasing import MAX_CHARACTERS
from bot.web.gradio_app import PRIVATE
from bot.web.staff.desk import Desk
from bot.web.staff.form import Form
from bot.web.staff.panel import heading, html_panel, note, told
from bot.web.staff.press import Press
from bot.web.staff.publications import render_history, render_progress
from bot.web.staff.publishing import start_publishing, start_undo
from bot.web.staff.rehearsal import rehearse
from bot.web.staff.target import choices, render_target
from index.errors import FaqError

if TYPE_CHECKING:
    import gradio as gr

SAID = (
    "Attach a question, in a patient's words, to the passage that answers it. Nothing changes for patients until it is "
    "published, and what was published can be taken back."
)
FIRST = "Write down how patients ask, choose what answers, and see what would change."
TICK_S = 1.0
"""Between two looks at how far a publication has come."""


def build(desk: Desk, opened: Sequence[Any]) -> Form:
    """Lay the tab out; return what other tabs fill in."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    press = Press()
    html_panel("fix-head", heading("Fix", SAID))
    phrasing, target = _fields(desk)
    words = html_panel("fix-words")
    with gr.Row(elem_classes="actions"):
        look = gr.Button("See what would change", elem_id="fix-preview")
        publish = gr.Button("Publish", variant="primary", elem_id="fix-publish", interactive=False)
    progress = html_panel("fix-progress")
    changes = html_panel("fix-changes", note(FIRST))
    history = html_panel("fix-history")
    with gr.Row(elem_classes="actions"):
        undo = gr.Button("Undo the last", elem_id="fix-undo", interactive=False)
    timer = gr.Timer(TICK_S, active=False)
    form = Form(phrasing, target, words, publish, changes, gr.State())
    around = [progress, history, undo, timer]

    gr.on(list(opened), partial(_around, desk, press), None, around, **PRIVATE)
    gr.on([timer.tick], partial(_around, desk, press, is_waiting=True), None, around, **PRIVATE)
    # Not "input", which pasting does not raise.
    gr.on(
        [phrasing.change, target.change],
        form.forget,
        [form.draft, target, phrasing],
        [form.draft, publish],
        **PRIVATE,
    )
    target.change(lambda target: render_target(desk.live.current, target), target, words, **PRIVATE)
    look.click(partial(_look, desk), [target, phrasing], [form.draft, changes, publish], **PRIVATE)
    publish.click(
        partial(_publish, desk, press), [form.draft, target, phrasing], [*around, changes, publish], **PRIVATE
    )
    undo.click(partial(_take_back, desk, press), None, around, **PRIVATE)
    return form


@told
def show_history(desk: Desk) -> str:
    """Render what was published."""
    publisher = desk.publisher
    return render_history(publisher.publications, publisher.undoable, desk.live.current)


def _fields(desk: Desk) -> "tuple[gr.Textbox, gr.Dropdown]":
    # Importing gradio: see build.
    import gradio as gr

    with gr.Row(elem_classes="choices"):
        # One character more than a phrasing may have: a longer one is refused in words, not cut in silence.
        phrasing = gr.Textbox(
            label="How patients ask", max_lines=4, max_length=MAX_CHARACTERS + 1, elem_id="fix-phrasing"
        )
    with gr.Row(elem_classes="choices"):
        label = "What answers (type to search)"
        target = gr.Dropdown(choices(desk.live.current), value=None, label=label, elem_id="fix-target")
    return phrasing, target


def _look(desk: Desk, target: str | None, phrasing: str) -> Iterator[tuple[Any, ...]]:
    """Preview what the form says, telling how far it is."""
    # Importing gradio: see build.
    import gradio as gr

    for draft, html in rehearse(desk, target or "", phrasing):
        yield draft, html, gr.Button(interactive=draft is not None)


def _publish(desk: Desk, press: Press, draft: Draft | None, target: str | None, phrasing: str) -> tuple[Any, ...]:
    """Begin to publish; the same draft cannot be published twice."""
    # Importing gradio: see build.
    import gradio as gr

    problem = _problem(lambda: start_publishing(desk, press, draft, target or "", phrasing))
    return (*_around(desk, press, problem), gr.skip() if problem else "", gr.Button(interactive=False))


def _take_back(desk: Desk, press: Press) -> tuple[Any, ...]:
    return _around(desk, press, _problem(lambda: start_undo(desk, press)))


def _around(desk: Desk, press: Press, problem: str = "", *, is_waiting: bool = False) -> tuple[Any, ...]:
    """Show how far a publication has come, and what was published.

    Args:
        desk: whose publisher it is.
        press: where it runs.
        problem: what forbade an act, as HTML.
        is_waiting: whether the page has been waiting for the end, and so has to tell it.
    """
    # Importing gradio: see build.
    import gradio as gr

    is_running = press.is_running
    said = problem or (render_progress(press.progress) if is_running or is_waiting else "")
    can_undo = not is_running and _can_undo(desk)
    return said, show_history(desk), gr.Button(interactive=can_undo), gr.Timer(active=is_running)


def _can_undo(desk: Desk) -> bool:
    try:
        return desk.publisher.undoable is not None
    except FaqError:
        return False


def _problem(act: Callable[[], None]) -> str:
    try:
        act()
    except FaqError as error:
        return note(str(error), is_problem=True)
    return ""
