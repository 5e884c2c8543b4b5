"""Incoming requests that change something: sent by a page of this site, and small."""

from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request


def is_same_origin(request: Request) -> bool:
    """Tell whether a page of this site sent a request; a browser says so, and no page can make it lie.

    ``Sec-Fetch-Site`` decides where the browser sends it (over https and to localhost), otherwise ``Origin``. A request
    with neither comes from no browser that this site supports, and is refused.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


async def read_body(request: Request, limit: int) -> bytes | None:
    """Read a request's body, whatever length it claims; None where it holds more than ``limit`` bytes or never ends."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
