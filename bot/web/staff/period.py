"""The period that a tab speaks of."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

PERIODS = {"7 days": 7, "30 days": 30, "90 days": 90}
FIRST = "30 days"
"""A month: enough for a quiet clinic's questions to repeat."""


def period_choice(tab: str) -> "gr.Radio":
    """Place the choice of a period on a tab."""
    # Importing gradio takes 3 s; only a site with a staff part needs it here.
    import gradio as gr

    return gr.Radio(list(PERIODS), value=FIRST, label="Period", elem_id=f"{tab}-period")
