"""The press: publishes, or takes back, one thing at a time, in a thread of its own so that no page waits for it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread

from bot.staff.errors import PublishError
from index.errors import FaqError

BROKEN = (
    "It stopped for an unknown reason, which is in the site's log. What was decided is carried out at the next start."
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """How far it has come.

    Attributes:
        what: what is being done, as one sentence.
        seconds: since it began.
        said: the result, as text; None while it goes on.
        is_problem: whether the result is that it failed.
    """

    what: str
    seconds: float
    said: str | None = None
    is_problem: bool = False

    @property
    def is_running(self) -> bool:
        """Tell whether it goes on."""
        return self.said is None


class Press:
    """Runs one act at a time; who closes the page, or opens another, finds it going on.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._what = ""
        self._started = 0.0
        self._ended: Progress | None = None

    @property
    def progress(self) -> Progress | None:
        """What is under way, or how the last act ended; None before the first."""
        return self._ended or (Progress(self._what, self._clock() - self._started) if self._what else None)

    @property
    def is_running(self) -> bool:
        """Tell whether something is under way."""
        return self.progress is not None and self.progress.is_running

    def start(self, what: str, act: Callable[[], str]) -> None:
        """Begin an act.

        Args:
            what: what is being done, as one sentence.
            act: does it and says how it went.

        Raises:
            PublishError: another act is under way.
        """
        with self._lock:
            if self.is_running:
                raise PublishError("something else is being published; try again in a minute")
            self._what, self._started, self._ended = what, self._clock(), None
        # A daemon: a site that is stopped does not wait a minute; what was cut short is repaired at the next start.
        Thread(target=self._run, args=(what, act), name="press", daemon=True).start()

    def _run(self, what: str, act: Callable[[], str]) -> None:
        said, is_problem = BROKEN, True
        try:
            said, is_problem = act(), False
        except FaqError as error:
            said = str(error)
        except Exception:
            log.exception("stopped: %s", what)
        self._ended = Progress(what, self._clock() - self._started, said, is_problem)
