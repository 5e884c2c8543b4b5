"""The form of the Fix tab, which other tabs fill in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.staff.fix import Draft
from bot.web.staff.desk import Desk
from bot.web.staff.panel import note
from bot.web.staff.target import choices, is_drafted, render_target

if TYPE_CHECKING:
    import gradio as gr

FILLED = "Filled in. Change the wording if need be, then see what would change."


@dataclass(frozen=True)
class Form:
    """The fields of the Fix tab.

    Attributes:
        phrasing: how patients ask.
        target: what answers.
        words: shows the target in full.
        publish: the button that publishes.
        changes: shows what a draft would change.
        draft: the draft that was previewed, or None; it belongs to one visit.
    """

    phrasing: "gr.Textbox"
    target: "gr.Dropdown"
    words: "gr.HTML"
    publish: "gr.Button"
    changes: "gr.HTML"
    draft: "gr.State"

    @property
    def fields(self) -> list[Any]:
        """What `fill` fills, in order."""
        return [self.phrasing, self.target, self.words, self.publish, self.changes, self.draft]

    def fill(self, desk: Desk, phrasing: str, target: str) -> tuple[Any, ...]:
        """Fill the form in; what was previewed before is forgotten."""
        # Importing gradio takes 3 s; only a site with a staff part needs it here.
        import gradio as gr

        bot = desk.live.current
        chosen = target if any(name == target for _, name in choices(bot)) else None
        return phrasing, chosen, render_target(bot, chosen), gr.Button(interactive=False), note(FILLED), None

    def forget(self, draft: Draft | None, target: str | None, phrasing: str) -> tuple[Any, Any]:
        """Forget the draft if what is in the form is no longer what was previewed.

        A page tells late that its fields were filled in, perhaps after the preview of just that.
        """
        # Importing gradio: see fill.
        import gradio as gr

        if is_drafted(draft, target, phrasing):
            return gr.skip(), gr.skip()
        return None, gr.Button(interactive=False)
