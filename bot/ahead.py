"""Working ahead: the next piece of work is done in a thread while the last one is used."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def ahead(work: Callable[[Given], Made], items: Iterable[Given]) -> Iterator[Made]:
    """Yield ``work(item)`` for every item, in order; one item is worked on while the result before it is used.

    Worth it where the work lets other threads run, as a model's forward pass does. What the work raises is raised here.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting: Future[Made] | None = None
        for item in items:
            started = thread.submit(work, item)
            if waiting:
                yield waiting.result()
            waiting = started
        if waiting:
            yield waiting.result()
