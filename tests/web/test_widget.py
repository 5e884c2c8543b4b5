"""The widget's script as the server gives it out, and which pages may stand in whose frame."""

import dataclasses
import json
import re

import pytest
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.web.headers import PAGE_POLICY, embedded_in
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings
from bot.web.widget import MAX_AGE_S, render_widget
from tests.web.conftest import Notebook
from tests.web.hosting import BOT, PAGES

LIMIT = 15_000
ORIGINS = ("https://clinic.example", "http://localhost:8000")
EMBEDDED = ["/", "/articles", "/articles/knee", "/articles/elbow"]
"""The chat and the articles; an article that is gone is told in the frame where it was asked for."""


def texts(script: bytes) -> dict[str, str]:
    """Return what the script is called with."""
    return json.loads(script.decode().rpartition("\n})(")[2].removesuffix(");\n"))


@pytest.fixture(scope="module")
def embedded(bot):
    """Open a site that two of the clinic's sites may embed."""
    with TestClient(create_site(LiveBot(bot), Notebook(), settings=SiteSettings(origins=ORIGINS))) as client:
        yield client


def ancestors(response) -> str:
    return re.search(r"frame-ancestors ([^;]*)", response.headers["content-security-policy"])[1]


# The script


def test_script_has_the_clinics_words_and_number(client):
    said = texts(client.get("/widget.js").content)
    assert said["open"] == "Ask a question"
    assert said["title"] == "Answers from Test Clinic"
    assert said["failed"].endswith("Please call Test Clinic: +91 11111 22222.")
    assert (said["phone"], said["dial"]) == ("+91 11111 22222", "+911111122222")


def test_script_follows_the_clinic_in_service(bot):
    live = LiveBot(bot)
    client = TestClient(create_site(live))
    before = client.get("/widget.js")
    messages = bot.clinic.messages.model_copy(update={"widget_open": "Ask {name}"})
    live.exchange(dataclasses.replace(bot, clinic=bot.clinic.model_copy(update={"messages": messages})))
    after = client.get("/widget.js", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert texts(after.content)["open"] == "Ask Test Clinic"
    assert after.headers["etag"] != before.headers["etag"]


def test_number_that_cannot_be_dialled_is_no_link(bot):
    clinic = bot.clinic.model_copy(update={"phone": "your clinic's number"})
    assert texts(render_widget(clinic))["dial"] == ""


def test_words_cannot_become_code(bot):
    name = '</script>"); alert(1); //\u2028\\'
    script = render_widget(bot.clinic.model_copy(update={"name": name}))
    assert script.isascii()
    assert texts(script)["title"] == f"Answers from {name}"


def test_script_is_small_and_is_one_file(client, bot):
    longest = bot.clinic.messages.model_copy(update={"widget_failed": "x" * 600, "widget_title": "x" * 200})
    assert len(client.get("/widget.js").content) < LIMIT
    assert len(render_widget(bot.clinic.model_copy(update={"messages": longest}))) < LIMIT


def test_script_names_no_address_keeps_nothing_for_good_and_writes_no_html(client):
    script = client.get("/widget.js").text.replace("http://www.w3.org/2000/svg", "")
    for word in ("http:", "https:", "localStorage", "cookie", "innerHTML", "eval(", "fetch(", "XMLHttp", "url("):
        assert word not in script, word


def test_script_stays_at_its_address_and_is_asked_for_again_cheaply(client):
    first = client.get("/widget.js")
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["cache-control"] == f"public, max-age={MAX_AGE_S}"
    assert MAX_AGE_S <= 600
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        again = client.get("/widget.js", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert client.get("/widget.js", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head("/widget.js").headers["etag"] == first.headers["etag"]


# Frames


@pytest.mark.parametrize("path", EMBEDDED)
def test_chat_and_articles_may_stand_in_the_frames_of_the_clinics_sites_and_no_others(embedded, path):
    response = embedded.get(path)
    assert ancestors(response) == "'self' https://clinic.example http://localhost:8000"
    assert "x-frame-options" not in response.headers


@pytest.mark.parametrize("path", ["/healthz", "/nothing", "/widget.js", "/site/chat.css", "/theme.css", "/favicon.svg"])
def test_everything_else_may_stand_in_no_foreign_frame(embedded, path):
    response = embedded.get(path)
    assert ancestors(response) == "'self'"
    assert response.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", [*EMBEDDED, "/healthz", "/widget.js"])
def test_without_other_sites_nothing_may_stand_in_a_foreign_frame(client, path):
    response = client.get(path)
    assert ancestors(response) == "'self'"
    assert response.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", EMBEDDED)
def test_who_may_embed_a_page_changes_nothing_else_about_it(embedded, client, path):
    def rest(response):
        policy = re.sub(r"'nonce-[^']+'|frame-ancestors [^;]*", "", response.headers["content-security-policy"])
        names = ("x-content-type-options", "referrer-policy", "permissions-policy", "cross-origin-opener-policy")
        return policy, [response.headers[name] for name in names]

    assert rest(embedded.get(path)) == rest(client.get(path))


def test_a_policy_without_other_sites_stays_as_it_is():
    assert embedded_in(PAGE_POLICY, ()) == PAGE_POLICY
    assert embedded_in(PAGE_POLICY, ORIGINS).startswith(PAGE_POLICY)


@pytest.mark.parametrize("path", [*EMBEDDED, "/widget.js", "/healthz", "/theme.css"])
def test_patients_get_no_cookie(embedded, path):
    assert "set-cookie" not in embedded.get(path).headers


# The example pages


@pytest.mark.parametrize("name", ["index.html", "hostile.html", "strict-csp.html"])
def test_example_page_embeds_the_widget_with_one_tag(name):
    page = (PAGES / name).read_text(encoding="utf-8")
    assert re.findall(r"<script[^>]*>", page) == re.findall(rf'<script src="{BOT}/widget\.js"[^>]* defer>', page)
    assert page.count("<script") == 1
