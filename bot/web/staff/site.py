"""The staff's page: six tabs in a Gradio application of its own, which only the staff's door leads to."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from bot.clinic import Clinic
from bot.web.gradio_app import PRIVATE, serve_blocks
from bot.web.gradio_door import Frame, GradioDoor
from bot.web.pages import display_name, head_links, missing_page, render_header
from bot.web.staff.desk import Desk
from bot.web.staff.door import ROOM, STAFF, StaffDoor
from bot.web.staff.form import Form
from bot.web.staff.panel import html_panel
from bot.web.staff.password import StaffPassword
from bot.web.staff.tabs import articles, coverage, fix, gaps, overview, try_question

if TYPE_CHECKING:
    import gradio as gr

TABS = {
    "Overview": overview.build,
    "Gaps": gaps.build,
    "Coverage": coverage.build,
    "Fix": fix.build,
    "Try a question": try_question.build,
    "Articles": articles.build,
}

MAX_UPLOAD = 10_000_000
"""Bytes of a document to import: a long article with pictures."""

UPLOADS_KEPT_S = 60 * 60
"""Seconds after which a document that was sent and not read is deleted."""

SIGN_OUT = (
    f'<form class="sign-out" method="post" action="{STAFF}/logout"><button type="submit">Sign out</button></form>'
)


def create_staff(desk: Desk, password: StaffPassword, *, clock: Callable[[], float] = time.monotonic) -> StaffDoor:
    """Create the staff's part of the site.

    Args:
        desk: what its pages work with.
        password: what opens the door.
        clock: seconds that only go forward.
    """
    gradio = serve_blocks(build_staff(desk), ROOM, max_upload=MAX_UPLOAD)

    def clinic() -> Clinic:
        return desk.live.current.clinic

    room = GradioDoor(
        gradio, lambda: staff_frame(clinic()), lambda: missing_page(clinic()), ROOM, max_upload=MAX_UPLOAD
    )
    return StaffDoor(desk.live, password, room, gradio, clock)


def build_staff(desk: Desk) -> "gr.Blocks":
    """Build the page; a tab reads nothing before it is opened."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    page = gr.Blocks(title="Staff", analytics_enabled=False, delete_cache=(UPLOADS_KEPT_S, UPLOADS_KEPT_S))
    built: dict[str, Any] = {}
    with page:
        html_panel("staff-title", '<h1 class="unseen">Staff</h1>')
    with page, gr.Tabs(elem_id="staff-tabs") as tabs:
        for number, (title, build) in enumerate(TABS.items()):
            with gr.Tab(title, id=number) as tab:
                built[title] = build(desk, [tab.select] if number else [page.load, tab.select])
        _connect(desk, [built["Gaps"], built["Try a question"]], built["Fix"], tabs)
    return page


def _connect(desk: Desk, panels: Sequence[Any], form: Form, tabs: "gr.Tabs") -> None:
    """Let the buttons of other tabs' panels fill in the Fix tab and open it."""
    # Importing gradio: see build_staff.
    import gradio as gr

    def attach(pressed: gr.EventData) -> tuple[Any, ...]:
        place = list(TABS).index("Fix")
        return gr.Tabs(selected=place), *form.fill(desk, str(pressed.phrasing), str(pressed.name))

    for panel in panels:
        panel.attach(attach, None, [tabs, *form.fields], **PRIVATE)


def staff_frame(clinic: Clinic) -> Frame:
    """Return what the staff's page loads, and what it shows before any script has run."""
    title = f"Staff – {display_name(clinic)}"
    without_script = '<noscript><p class="no-script">The staff’s page needs JavaScript.</p></noscript>'
    top = render_header(clinic, SIGN_OUT) + without_script
    return Frame(title, head_links("site.css", "gradio.css", "chat.css", "article.css", "staff.css"), top, forms=True)
