"""The staff's pages stand in no frame of another site, whoever may embed the chat."""

import pytest
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings
from tests.web.staff.conftest import sign_in


@pytest.mark.parametrize("path", ["/staff", "/staff/app/", "/staff/nothing", "/staff/app/theme.css"])
@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.usefixtures("site")
def test_staff_pages_may_be_framed_by_this_site_alone(bot, staff, path, signed_in):
    settings = SiteSettings(origins=("https://clinic.example",))
    client = TestClient(create_site(LiveBot(bot), staff=staff, settings=settings), client=("10.9.9.9", 50_000))
    if signed_in:
        sign_in(client)
    response = client.get(path, follow_redirects=False)
    assert "frame-ancestors 'self'" in response.headers["content-security-policy"]
    assert "clinic.example" not in response.headers["content-security-policy"]
    assert response.headers["x-frame-options"] == "SAMEORIGIN"
    assert "clinic.example" in client.get("/articles").headers["content-security-policy"]
