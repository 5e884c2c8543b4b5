"""Publishing from a page: what may begin, and what it says when it has ended."""

from collections.abc import Callable

from bot.staff.errors import PublishError
from bot.staff.fix import Draft
from bot.web.staff.desk import Desk
from bot.web.staff.press import Press
from bot.web.staff.target import is_drafted

PUBLISHING = "Publishing; this takes a minute or two."
TAKING_BACK = "Taking back the last publication."
NOT_REACHED = "The chat still answers otherwise: see why under Try a question, or take it back."
PREVIEW_FIRST = "see first what this would change, then publish it"


def start_publishing(desk: Desk, press: Press, draft: Draft | None, target: str, phrasing: str) -> None:
    """Begin to publish a draft.

    Args:
        desk: whose publisher does it.
        press: where it runs.
        draft: the draft that was previewed.
        target: what the page says is attached to, now.
        phrasing: what the page says is attached, now.

    Raises:
        PublishError: what the page says is not what was previewed, or something else is being published.
    """
    if draft is None or not is_drafted(draft, target, phrasing):
        raise PublishError(PREVIEW_FIRST)
    press.start(PUBLISHING, _published(desk, draft))


def start_undo(desk: Desk, press: Press) -> None:
    """Begin to take back what was published last.

    Raises:
        PublishError: something else is being published.
    """
    press.start(TAKING_BACK, lambda: f"Taken back: “{desk.publisher.undo().phrasing}”. The chat answers as before.")


def _published(desk: Desk, draft: Draft) -> Callable[[], str]:
    def act() -> str:
        number = desk.publisher.publish(draft).number
        reply = desk.live.current.answer(draft.phrasing)
        shown = {quote.link.partition("#")[2] for quote in reply.quotes}
        is_reached = not shown if draft.topic is not None else bool(shown & {*draft.passages})
        now = "The chat answers as wanted from now on." if is_reached else NOT_REACHED
        return f"Published as number {number}: “{draft.phrasing}”. {now}"

    return act
