"""Who is asking: the address that counts, through proxies that are trusted and past whatever a client writes itself."""

from ipaddress import ip_network

import pytest
from anyio.from_thread import start_blocking_portal

from bot.web.client_address import ClientAddress, client_address, client_key, scope_key

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.66, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.66", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.66, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.9, 198.51.100.1 ,10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["198.51.100.1, unknown"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, unknown, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("fd00::1", ["2001:db8::1"], "2001:db8::1"),
        ("testclient", ["198.51.100.1"], "testclient"),
    ],
)
def test_rightmost_address_that_is_no_trusted_proxys_counts(peer, forwarded, expected):
    assert client_address(peer, forwarded, PROXIES) == expected


def test_without_trusted_proxies_nobody_is_believed():
    assert client_address("127.0.0.1", ["198.51.100.1"], ()) == "127.0.0.1"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("198.51.100.1", "198.51.100.2", False),
        ("198.51.100.1", "::ffff:198.51.100.1", True),
        ("", "testclient", False),
    ],
)
def test_a_household_of_ipv6_addresses_is_one_client(one, other, is_same):
    assert (client_key(one) == client_key(other)) is is_same


def seen_by_the_application(scope):
    """Return the scope that an application is given."""
    seen = []

    async def note(scope, _receive, _send) -> None:
        seen.append(scope)

    with start_blocking_portal() as portal:  # a loop of its own, whatever runs in this thread
        portal.call(ClientAddress(note, PROXIES), scope, None, None)
    return seen[0]


@pytest.mark.parametrize(
    ("peer", "expected", "scheme"),
    [("10.0.0.1", "198.51.100.1", "https"), ("203.0.113.7", "203.0.113.7", "http")],
)
def test_application_sees_the_client_and_its_scheme_through_a_trusted_proxy_only(peer, expected, scheme):
    headers = [(b"x-forwarded-for", b"192.0.2.66, 198.51.100.1"), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": (peer, 4711), "scheme": "http", "headers": headers}
    seen = seen_by_the_application(scope)
    assert (scope_key(seen), seen["scheme"]) == (expected, scheme)
    assert scope["client"] == (peer, 4711)


def test_unusable_scheme_and_missing_peer_change_nothing():
    odd = {"type": "http", "client": ("10.0.0.1", 1), "scheme": "http", "headers": [(b"x-forwarded-proto", b"ftp")]}
    assert seen_by_the_application(odd)["scheme"] == "http"
    assert scope_key(seen_by_the_application({"type": "http", "client": None, "headers": []})) == ""
