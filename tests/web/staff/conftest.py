"""A site with a staff's part, its clock in the test's hand."""

from collections.abc import Iterator
from itertools import count

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.web.site import create_site
from bot.web.staff.password import StaffPassword
from bot.web.staff.site import create_staff
from tests.web.conftest import publish
from tests.web.staff.desks import desk_on

PASSWORD = "knees & hips, näht"
HERE = {"origin": "http://testserver"}
_ADDRESSES = count()


class Clock:
    """Seconds that go forward when the test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(shared_clock) -> Clock:
    return shared_clock


@pytest.fixture(scope="session")
def shared_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def staff(bot, shared_clock, tmp_path_factory):
    """Build the staff's part once, as Gradio takes its time; each test signs in for itself."""
    settings = publish(tmp_path_factory.mktemp("staff"))
    return create_staff(desk_on(bot, settings), StaffPassword(PASSWORD), clock=shared_clock)


@pytest.fixture(scope="session")
def site(bot, staff) -> Iterator[FastAPI]:
    site = create_site(LiveBot(bot), staff=staff)
    with TestClient(site):
        yield site


@pytest.fixture
def client(site) -> TestClient:
    """Visit the site from an address that no other test has; redirects are not followed."""
    return TestClient(site, client=(f"10.1.{next(_ADDRESSES)}.1", 50_000), follow_redirects=False)


def sign_in(client: TestClient, password: str = PASSWORD, **headers: str):
    return client.post("/staff", data={"password": password}, headers={**HERE, **headers})
