"""Route templates: what a request asked for, without what stood in its address."""

from collections.abc import Iterable, Iterator
from re import Pattern

from starlette.routing import BaseRoute, Mount, compile_path

UNKNOWN = "(unknown)"
"""The template of an address that leads nowhere."""

GRADIO = (
    "/",
    "/theme.css",
    "/assets/{file:path}",
    "/static/{file:path}",
    "/gradio_api/run/predict",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/info",
    "/gradio_api/heartbeat/{session}",
    "/gradio_api/startup-events",
    "/gradio_api/cancel",
    "/gradio_api/reset",
)
"""What a Gradio page asks for; its own routes are shut in an application of their own."""


class Templates:
    """The templates of a site, among them those of the Gradio page at its root.

    Args:
        routes: the site's routes; of what is mounted, the routes of an application that is no Gradio page's.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        own = list(_paths(routes))
        self._templates: list[tuple[Pattern[str], str]] = [(compile_path(path)[0], path) for path in (*own, *GRADIO)]

    def of(self, path: str) -> str:
        """Return the first template that an address fits, or `UNKNOWN`."""
        bare = path.rstrip("/") or "/"
        return next((template for pattern, template in self._templates if pattern.match(bare)), UNKNOWN)


def _paths(routes: Iterable[BaseRoute]) -> Iterator[str]:
    for each in routes:
        path = getattr(each, "path", "")
        if not isinstance(each, Mount):
            yield from [path] if path else []
        elif path:
            yield from (path + below for below in _paths(each.routes))
