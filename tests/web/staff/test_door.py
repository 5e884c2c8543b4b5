"""The staff's door, over HTTP: what is shut without the password, and how the password is asked for."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.web.site import create_site
from bot.web.staff.sessions import LIFETIME_S
from bot.web.staff.site import MAX_UPLOAD
from tests.web.staff.conftest import HERE, PASSWORD, sign_in

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
OWN = ["/staff/", "/staff/logout", "/staff/app", "/staff/app/", "/staff/nothing", "/staff/app/nothing"]
SHUT = [
    "/staff/app/config",
    "/staff/app/monitoring",
    "/staff/app/gradio_api/info",
    "/staff/app/gradio_api/uploads",
    "/staff/app/gradio_api/file=/etc/passwd",
    "/staff/app/gradio_api/proxy=https://example.org",
    "/staff/app/gradio_api/call/show",
    "/staff/app/gradio_api/run/show",
    "/staff/app/gradio_api/queue/status",
    "/staff/app/gradio_api/component_server",
]


def route_paths(app) -> Iterator[str]:
    """Yield the path of every route of an application, of those mounted in it, and of their routers."""
    for route in app.routes:
        inner = getattr(route, "app", None) if type(route).__name__ == "Mount" else None
        router = getattr(route, "original_router", inner)
        if router is not None:
            yield from route_paths(router)
        else:
            yield route.path


def gradio_paths(staff) -> list[str]:
    """List the addresses of all routes of the staff's Gradio application, their parameters filled in."""
    return ["/staff/app" + re.sub(r"\{[^}]*\}", "x1", path) for path in dict.fromkeys(route_paths(staff.gradio))]


def config_of(page: str) -> dict:
    return json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", page, re.DOTALL)[1])


# Without a password in the environment


def test_without_a_password_nothing_of_the_staffs_part_exists(bot, staff):
    with TestClient(create_site(LiveBot(bot)), follow_redirects=False) as client:
        for path in ["/staff", *OWN, *gradio_paths(staff)]:
            for method in ("GET", "POST"):
                assert client.request(method, path, headers=HERE).status_code == 404, (method, path)


# Without a session


def test_every_route_of_gradio_is_shut_whatever_the_method(client, staff):
    paths = gradio_paths(staff)
    assert len(paths) > 70
    for needed in ("queue/join", "queue/data", "upload", "info", "file=x1", "call/x1"):
        assert f"/staff/app/gradio_api/{needed}" in paths
    assert "/staff/app/config" in paths
    answers = {(method, path): client.request(method, path).status_code for path in paths for method in METHODS}
    assert set(answers.values()) == {401}, answers


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", OWN[1:])
def test_own_pages_are_shut_whatever_the_method(client, method, path):
    assert client.request(method, path, headers=HERE).status_code == 401


@pytest.mark.parametrize("path", ["/staff/app/gradio_api/queue/join", "/staff/app/", "/staff/app/theme.css"])
def test_made_up_session_opens_nothing(client, path):
    for session in ("x", "", "x" * 43):
        assert client.get(path, headers={"cookie": f"staff={session}"}).status_code == 401


@pytest.mark.parametrize(
    "path", ["/staff%2Fapp/", "/staff/%61pp/config", "/staff//app/", "/x/../staff/app/", "/staff/app/../../staff/app/"]
)
def test_spelling_an_address_differently_opens_nothing(client, path):
    assert client.get(path).status_code in {401, 404}


@pytest.mark.parametrize("path", ["/stafford", "/staff.html", "/articles/staff"])
def test_neighbouring_addresses_lead_nowhere(client, path):
    assert client.get(path).status_code == 404


def test_public_chat_holds_nothing_of_the_staffs_part(bot, client):
    with TestClient(create_site(LiveBot(bot))) as alone:
        without = config_of(alone.get("/").text)
    page = client.get("/").text
    config = config_of(page)
    assert "staff" not in page
    assert len(config["dependencies"]) == len(without["dependencies"])
    ids = {component["props"].get("elem_id") for component in config["components"]} - {None, ""}
    assert ids == {component["props"].get("elem_id") for component in without["components"]} - {None, ""}
    sign_in(client)
    behind = config_of(client.get("/staff/app/").text)
    assert {"try-question", "overview-figures"} <= {part["props"].get("elem_id") for part in behind["components"]}
    assert {event["api_visibility"] for event in behind["dependencies"]} == {"private"}


def test_session_of_the_public_chat_cannot_call_an_event_of_the_staffs(site, staff):
    client = TestClient(site, raise_server_exceptions=False)
    events = len(staff.gradio.routes[0].app.get_blocks().fns)
    chat = len(config_of(client.get("/").text)["dependencies"])
    for number in range(chat, chat + events):
        body = {"data": ["knees"] * 5, "fn_index": number, "session_hash": "abc"}
        assert client.post("/gradio_api/queue/join", json=body).status_code >= 400


# The login page


def test_login_page_works_without_scripts_and_is_kept_by_nobody(client):
    page = client.get("/staff")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert '<form class="login" method="post" action="/staff">' in page.text
    assert '<label for="password">Password</label>' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "SAMEORIGIN"


def test_right_password_opens_a_session_in_a_cookie_that_scripts_and_other_sites_cannot_use(client):
    response = sign_in(client)
    assert (response.status_code, response.headers["location"]) == (303, "/staff/app/")
    cookie = response.headers["set-cookie"]
    name, _, rest = cookie.partition("; ")
    assert re.fullmatch(r"staff=[\w-]{43}", name)
    assert set(rest.split("; ")) == {"HttpOnly", f"Max-Age={LIFETIME_S}", "Path=/staff", "SameSite=strict"}
    assert client.get("/staff/app/").status_code == 200
    assert client.get("/staff").headers["location"] == "/staff/app/"


def test_cookie_is_secure_over_https(site):
    client = TestClient(site, base_url="https://testserver", follow_redirects=False)
    response = sign_in(client, origin="https://testserver")
    assert "Secure" in response.headers["set-cookie"].split("; ")


@pytest.mark.parametrize("attempt", ["", "wrong", PASSWORD + " ", PASSWORD.upper(), "x" * 1_900, "x" * 3_000])
def test_wrong_password_gets_the_form_again_and_no_cookie(client, attempt):
    response = sign_in(client, attempt)
    assert response.status_code == 401
    assert "That is not the password." in response.text
    assert "set-cookie" not in response.headers


def test_each_sign_in_has_a_session_of_its_own(client):
    first, second = (sign_in(client).cookies["staff"] for _ in range(2))
    assert first != second


def test_passwords_are_not_logged(client, caplog):
    with caplog.at_level(logging.DEBUG):
        sign_in(client, "a wrong password")
        sign_in(client)
    assert "wrong password" not in caplog.text
    assert PASSWORD not in caplog.text


# The end of a session


def test_session_ends_after_twelve_hours(client, clock):
    sign_in(client)
    clock.now += 12 * 60 * 60 - 1
    assert client.get("/staff/app/").status_code == 200
    clock.now += 1
    assert client.get("/staff/app/").status_code == 401
    assert client.get("/staff").status_code == 200


def test_signing_out_ends_the_session_on_the_server(client):
    session = sign_in(client).cookies["staff"]
    response = client.post("/staff/logout", headers=HERE)
    assert (response.status_code, response.headers["location"]) == (303, "/staff")
    assert "Max-Age=0" in response.headers["set-cookie"]
    assert client.get("/staff/app/", headers={"cookie": f"staff={session}"}).status_code == 401


def test_link_cannot_sign_anybody_out(client):
    sign_in(client)
    assert client.get("/staff/logout").status_code == 404
    assert client.get("/staff/app/").status_code == 200


# Requests from other sites


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
        {"origin": "http://testserver.elsewhere.example"},
    ],
)
def test_other_site_can_neither_sign_in_nor_act_nor_sign_out(client, headers):
    refused = sign_in(client, **headers)
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
    sign_in(client)
    for path in ("/staff/logout", "/staff/app/gradio_api/queue/join", "/staff/app/gradio_api/reset"):
        assert client.post(path, headers=headers).status_code == 403
    assert client.get("/staff/app/").status_code == 200


def test_request_that_names_no_origin_is_refused(client):
    assert client.post("/staff", data={"password": PASSWORD}).status_code == 403
    sign_in(client)
    assert client.post("/staff/logout").status_code == 403


# Inside


@pytest.mark.parametrize("path", SHUT)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_staffs_page_does_not_need_is_shut_even_inside(client, method, path):
    sign_in(client)
    assert client.request(method, path, headers=HERE).status_code == 404


def test_page_inside_carries_the_headers_of_the_chat_and_may_send_its_sign_out_form(client):
    sign_in(client)
    headers = client.get("/staff/app/").headers
    assert headers["cache-control"] == "no-store"
    assert "connect-src 'self'" in headers["content-security-policy"]
    assert "'nonce-" in headers["content-security-policy"]
    assert "form-action 'self'" in headers["content-security-policy"]


def test_document_is_taken_from_staff_alone_and_up_to_a_size(client, bot):
    path = "/staff/app/gradio_api/upload"
    small, large = ({"files": ("a.txt", b"x" * size)} for size in (100, MAX_UPLOAD + 1))
    assert client.post(path, files=small, headers=HERE).status_code == 401
    assert client.post("/gradio_api/upload", files=small, headers=HERE).status_code == 404
    sign_in(client)
    assert client.post(path, files=small, headers={"origin": "http://elsewhere.example"}).status_code == 403
    assert client.post(path, files=large, headers=HERE).status_code == 413
    taken = client.post(path, files=small, headers=HERE)
    assert (taken.status_code, len(taken.json())) == (200, 1)
    Path(taken.json()[0]).unlink()


def test_document_that_hides_its_size_is_cut_off(client):
    sign_in(client)
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    body = (part for part in [head, *[b"x" * 1_000_000] * (MAX_UPLOAD // 1_000_000 + 1), b"\r\n--x--\r\n"])
    headers = {**HERE, "content-type": "multipart/form-data; boundary=x"}
    assert client.post("/staff/app/gradio_api/upload", content=body, headers=headers).status_code == 413


# The lock-out


def test_sixth_attempt_has_to_wait_even_with_the_right_password(client, clock):
    assert [sign_in(client, "wrong").status_code for _ in range(5)] == [401] * 5
    locked = sign_in(client)
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "30")
    assert "Too many attempts. Please try again in 30 seconds." in locked.text
    clock.now += 29
    assert sign_in(client).headers["retry-after"] == "1"
    clock.now += 1
    assert sign_in(client).status_code == 303


def test_right_password_clears_the_failures_before_it(client):
    for _ in range(3):
        assert [sign_in(client, "wrong").status_code for _ in range(4)] == [401] * 4
        assert sign_in(client).status_code == 303


def test_other_client_need_not_wait(site, client):
    for _ in range(6):
        sign_in(client, "wrong")
    other = TestClient(site, client=("10.0.0.9", 50_000), follow_redirects=False)
    assert sign_in(other).status_code == 303


def test_session_that_is_open_lasts_through_a_lock_out(client):
    sign_in(client)
    for _ in range(6):
        sign_in(client, "wrong")
    assert client.get("/staff/app/").status_code == 200
