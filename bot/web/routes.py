"""Route templates: what a request asked for, without what stood in its address."""

from collections.abc import Iterable
from re import Pattern

from starlette.routing import BaseRoute, Mount, compile_path

UNKNOWN = "(unknown)"
"""The template of an address that leads nowhere."""

GRADIO = (
    "/",
    "/theme.css",
    "/assets/{file:path}",
    "/static/{file:path}",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/heartbeat/{session}",
    "/gradio_api/startup-events",
    "/gradio_api/cancel",
    "/gradio_api/reset",
)
"""What a Gradio page asks for; its own routes are shut in an application of their own."""


class Templates:
    """The templates of a site, among them those of the Gradio page at its root.

    Args:
        routes: the site's routes, mounts left out.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        own = [path for path in (getattr(each, "path", None) for each in routes if not isinstance(each, Mount)) if path]
        self._templates: list[tuple[Pattern[str], str]] = [(compile_path(path)[0], path) for path in (*own, *GRADIO)]

    def of(self, path: str) -> str:
        """Return the first template that an address fits, or `UNKNOWN`."""
        bare = path.rstrip("/") or "/"
        return next((template for pattern, template in self._templates if pattern.match(bare)), UNKNOWN)
