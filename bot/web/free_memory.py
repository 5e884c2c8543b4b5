"""Free memory: what glibc keeps of it between things that are in use goes back to the system."""

import ctypes

from anyio import to_thread

EVERY_S = 30
"""Between two times that it goes back; it takes a few milliseconds."""

_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None)


async def give_back() -> None:
    """Give it back in a thread; under another C library than glibc, nothing is to be done.

    Replies make and drop arrays of all sizes, and what is remembered between them keeps their places from being joined:
    without this, a site under load grows by some 5 MB a minute for the first minutes (docs/site.md, "Load").
    """
    if _TRIM:
        await to_thread.run_sync(_TRIM, 0)
