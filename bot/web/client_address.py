"""Who is asking: the client's address, through the proxies that are trusted and through no other.

``X-Forwarded-For`` is a header like any other: whoever sends a request can write into it what they like. Each proxy
adds the address that it was called from at the right end, so the list is true from the right, as far as the proxies are
the clinic's own.
"""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.site_settings import Network

IPV6_NETWORK = 64
"""Bits of an IPv6 address that tell clients apart: a household or a telephone is given all the addresses below."""


class ClientAddress:
    """An ASGI middleware that puts the client's own address, and the scheme it used, where a server puts its peer's.

    Args:
        app: the application.
        proxies: the networks of the proxies whose word is taken.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[Network]) -> None:
        self._app = app
        self._proxies = tuple(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        peer = scope.get("client")
        if peer and scope["type"] == "http" and _is_trusted(_parsed(peer[0]), self._proxies):
            headers = Headers(scope=scope)
            address = client_address(peer[0], headers.getlist("x-forwarded-for"), self._proxies)
            scheme = headers.get("x-forwarded-proto", "").strip().lower()
            scope = {**scope, "client": (address, 0 if address != peer[0] else peer[1])}
            if scheme in {"http", "https"}:
                scope["scheme"] = scheme
        await self._app(scope, receive, send)


def client_address(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """Return the address of the client.

    Args:
        peer: the address that the connection comes from.
        forwarded: the values of ``X-Forwarded-For``, in the order in which they came.
        proxies: the networks of the proxies whose word is taken.

    Returns:
        The rightmost address that is not a trusted proxy's; where the list ends or holds no address before there is
        one, the last trusted proxy.
    """
    known = peer
    for said in _from_the_right(forwarded):
        if not _is_trusted(_parsed(known), proxies) or _parsed(said) is None:
            break
        known = said
    return known


def client_key(address: str) -> str:
    """Name the client behind an address, for counting; what is no address, such as "", is a client of its own."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((int(parsed), IPV6_NETWORK), strict=False))
    return str(parsed) if parsed else address


def scope_key(scope: Scope) -> str:
    """Name the client that sends a request; see `client_key`."""
    client = scope.get("client")
    return client_key(client[0]) if client else ""


def _from_the_right(forwarded: Sequence[str]) -> Iterator[str]:
    yield from (said.strip() for said in reversed(",".join(forwarded).split(",")))


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """Read an address; an IPv4 address in IPv6 notation, as a socket for both gives it, is the IPv4 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return (isinstance(parsed, IPv6Address) and parsed.ipv4_mapped) or parsed


def _is_trusted(address: IPv4Address | IPv6Address | None, proxies: Sequence[Network]) -> bool:
    return address is not None and any(address in network for network in proxies)
