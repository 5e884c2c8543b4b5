"""Which sites' pages may call the API from a browser: the clinic's own, without anything that identifies a patient."""

import gradio as gr
import pytest
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.web.gradio_app import serve_blocks
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings

CLINIC = "https://clinic.example"


@pytest.fixture
def open_client(bot):
    with TestClient(create_site(LiveBot(bot), settings=SiteSettings(origins=(CLINIC,)))) as client:
        yield client


def preflight(client, origin, path="/api/ask"):
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    return client.options(path, headers={"origin": origin, **asked})


def test_clinics_page_may_ask_and_read_the_reply(open_client):
    allowed = preflight(open_client, CLINIC)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == CLINIC
    assert "content-type" in allowed.headers["access-control-allow-headers"].lower()
    reply = open_client.post("/api/ask", json={"question": "hips turn"}, headers={"origin": CLINIC})
    assert reply.headers["access-control-allow-origin"] == CLINIC
    assert "access-control-allow-credentials" not in reply.headers


def test_clinics_page_may_read_why_it_got_no_reply(open_client):
    refused = open_client.post("/api/ask", json={}, headers={"origin": CLINIC})
    assert refused.status_code == 422
    assert refused.headers["access-control-allow-origin"] == CLINIC
    assert "Retry-After" in refused.headers["access-control-expose-headers"]


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "https://clinic.example.evil.example", "null"])
def test_other_page_may_not(open_client, origin):
    assert "access-control-allow-origin" not in preflight(open_client, origin).headers
    got = open_client.get("/api/articles", headers={"origin": origin})
    assert "access-control-allow-origin" not in got.headers


def test_without_a_setting_no_page_of_another_site_may(client):
    assert "access-control-allow-origin" not in preflight(client, CLINIC).headers


@pytest.mark.parametrize("path", ["/", "/articles", "/healthz", "/gradio_api/startup-events", "/gradio_api/queue/data"])
def test_the_rest_of_the_site_is_not_shared(open_client, path):
    headers = open_client.get(path, headers={"origin": CLINIC}).headers
    assert [name for name in headers if name.startswith("access-control")] == []
    assert "access-control-allow-origin" not in preflight(open_client, CLINIC, path).headers


@pytest.mark.parametrize("path", ["/", "/gradio_api/startup-events"])
def test_gradio_shares_nothing_of_any_page_with_other_sites(path):
    """The staff's page is served the same way, and its cookie goes with a request of a neighbouring site."""
    with gr.Blocks() as blocks:
        gr.HTML("secret")
    with TestClient(serve_blocks(blocks)) as client:
        headers = client.get(path, headers={"origin": CLINIC}).headers
        assert [name for name in headers if name.startswith("access-control")] == []
