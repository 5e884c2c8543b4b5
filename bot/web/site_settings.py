"""Settings of the site, read from the environment: who may embed it and call it, behind which proxy, how often."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from index.errors import SettingsError

PER_MINUTE = 30
"""Messages of one client in a minute: one every two seconds is more than a person types."""

SHORTEST_TOKEN = 16
"""Characters of the metrics' token; there is no lock-out in front of it."""

Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class SiteSettings:
    """How the site is reached.

    Attributes:
        origins: the clinic's own sites, such as ``https://clinic.example``: they alone may embed the chat and call the
            API from their pages.
        proxies: networks of the reverse proxies whose word on the client's address is taken; of nobody else's.
        per_minute: messages that one client may send in a minute, at least 1.
        metrics_token: what opens ``/metrics``; without it there is none.
    """

    origins: tuple[str, ...] = ()
    proxies: tuple[Network, ...] = ()
    per_minute: int = PER_MINUTE
    metrics_token: str = field(default="", repr=False)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "SiteSettings":
        """Read ``BOT_ORIGINS``, ``BOT_TRUSTED_PROXIES``, ``BOT_PER_MINUTE`` and ``BOT_METRICS_TOKEN``.

        Lists are separated by spaces or commas; an empty variable counts as unset.

        Raises:
            SettingsError: one of them cannot be used; names it and what was expected.
        """
        return cls(
            origins=tuple(_origin(each) for each in _listed(environ, "BOT_ORIGINS")),
            proxies=tuple(_network(each) for each in _listed(environ, "BOT_TRUSTED_PROXIES")),
            per_minute=_per_minute(environ.get("BOT_PER_MINUTE", "").strip() or str(PER_MINUTE)),
            metrics_token=_token(environ.get("BOT_METRICS_TOKEN", "")),
        )


def _listed(environ: Mapping[str, str], name: str) -> list[str]:
    return environ.get(name, "").replace(",", " ").split()


def _origin(value: str) -> str:
    """Check one origin: scheme and host, a port where there is one, nothing after; it goes into headers as it is."""
    problem = f"BOT_ORIGINS holds {value!r}; expected addresses like https://clinic.example, without a path"
    try:
        parts = urlsplit(value)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        raise SettingsError(problem) from None
    origin = f"{parts.scheme}://{parts.hostname}{port}"
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    if parts.scheme not in {"http", "https"} or value.lower() != origin or not set(parts.hostname or "/") <= allowed:
        raise SettingsError(problem)
    return origin


def _network(value: str) -> Network:
    try:
        return ip_network(value)
    except ValueError:
        raise SettingsError(
            f"BOT_TRUSTED_PROXIES holds {value!r}; expected addresses like 10.0.0.5 or networks like 10.0.0.0/24"
        ) from None


def _per_minute(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 100_000:
        raise SettingsError(f"BOT_PER_MINUTE is {value!r}; expected a whole number from 1 to 100000")
    return int(value)


def _token(value: str) -> str:
    if value and len(value) < SHORTEST_TOKEN:
        raise SettingsError(
            f"BOT_METRICS_TOKEN has {len(value)} characters; expected at least {SHORTEST_TOKEN}, or none at all"
        )
    return value
