"""deploy/nginx: two replicas behind a real nginx on this machine, and which routes need the same one each time."""

import re
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from index.build import build
from tests.conftest import ROOT
from tests.doubles import WordEncoder
from tests.web.conftest import publish
from tests.web.queue_client import QueueClient, html_of
from tests.web.serving import free_port
from tests.web.small_app import SLOW_S, SLOWLY, small_app

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONF = ROOT / "deploy" / "nginx"
TOKEN = "a-token-of-the-clinic"
PER_MINUTE = 10
CLIENTS = [f"127.{37 * n % 251}.{91 * n % 253}.{53 * n % 249 + 1}" for n in range(1, 21)]
"""Addresses that the tests ask from, far apart as those of patients are; all of them are this machine."""

pytestmark = pytest.mark.skipif(not NGINX or not shutil.which("openssl"), reason="nginx and openssl are not installed")


@pytest.fixture(scope="module")
def replicas(tmp_path_factory):
    """Start two sites on one corpus; the first has the staff's password."""
    settings = publish(tmp_path_factory.mktemp("site"))
    build(settings.corpus, settings.index, WordEncoder())
    shared = {"BOT_METRICS_TOKEN": TOKEN, "BOT_TRUSTED_PROXIES": "127.0.0.1", "BOT_PER_MINUTE": str(PER_MINUTE)}
    with (
        small_app(settings, log="one.log", BOT_STAFF_PASSWORD="a-long-password", **shared) as one,
        small_app(settings, log="two.log", **shared) as other,
    ):
        yield one, other


@contextmanager
def proxy(folder, replicas, change=lambda replicas_conf: replicas_conf):
    """Run nginx with the files of deploy/, its ports, names and paths aside; give its address."""
    folder.mkdir()
    ports = free_port(), free_port()
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*request, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    upstreams = (CONF / "replicas.conf").read_text()
    for said, app in zip(("127.0.0.1:7860", "127.0.0.1:7861"), replicas, strict=True):
        upstreams = upstreams.replace(said, urlsplit(app.address).netloc)
    (folder / "replicas.conf").write_text(change(upstreams))
    site = (CONF / "bot.conf").read_text()
    for said, used in {
        "/etc/nginx/bot-replicas.conf": f"{folder}/replicas.conf",
        "/etc/nginx/certificates": str(folder),
        "listen 80;": f"listen 127.0.0.1:{ports[0]};",
        "listen 443 ssl;": f"listen 127.0.0.1:{ports[1]} ssl;",
        "faq.clinic.example": "localhost",
    }.items():
        assert said in site
        site = site.replace(said, used)
    (folder / "site.conf").write_text(site)
    temporary = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi"))
    temporary += "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in ("uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"events {{}}\nhttp {{ {temporary} include {folder}/site.conf; }}\n"
    )
    process = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    address = f"https://127.0.0.1:{ports[1]}"
    try:
        for _ in range(100):
            try:
                httpx.get(f"http://127.0.0.1:{ports[0]}/")
                break
            except httpx.ConnectError:
                assert process.poll() is None, (folder / "error.log").read_text()
                time.sleep(0.05)
        yield address, ports[0]
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def behind(tmp_path_factory, replicas):
    with proxy(tmp_path_factory.mktemp("nginx") / "run", replicas) as (address, plain):
        yield address, plain


def client(address, source=None):
    return httpx.Client(base_url=address, transport=httpx.HTTPTransport(local_address=source, verify=False))


def joined(app):
    """Count the messages that a replica was given."""
    return sum(line.get("route") == "/gradio_api/queue/join" for line in app.log())


def test_plain_http_is_sent_on_to_https(behind):
    plain = behind[1]
    response = httpx.get(f"http://127.0.0.1:{plain}/articles")
    assert (response.status_code, response.headers["location"]) == (301, "https://127.0.0.1/articles")


def test_pages_articles_and_styles_come_from_any_replica(behind):
    with client(behind[0]) as http:
        for _ in range(4):
            page = http.get("/")
            assert page.status_code == 200
            for link in re.findall(r'(?:href|src)="(/site/[^"]+)"', page.text):
                assert http.get(link).status_code == 200
            assert http.get("/articles/knee").status_code == 200
            assert http.get("/healthz").json()["status"] == "ok"


def test_every_client_keeps_its_conversation_and_both_replicas_are_used(behind, replicas):
    before = [joined(app) for app in replicas]
    for source in CLIENTS:
        with client(behind[0], source) as http:
            chat = QueueClient(http)
            assert "Knees bend" in chat.ask("knees bend every day")
            second = chat.ask("hips carry you")
            assert second.count('class="turn"') == 2  # the first turn was remembered
    used = [joined(app) - count for app, count in zip(replicas, before, strict=True)]
    assert sum(used) == 2 * len(CLIENTS)
    assert min(used) >= 2


def test_without_the_same_replica_the_chat_breaks(tmp_path, replicas):
    """This is why the queue's routes are hashed: taken in turn, a reply is looked for where nobody asked."""

    def in_turn(upstreams):
        return upstreams.replace("    hash $remote_addr consistent;\n", "")

    with proxy(tmp_path / "run", replicas, in_turn) as (address, _):
        broken = sum(not is_answered(address) for _ in range(4))
    assert broken > 0


def is_answered(address):
    """Ask; tell whether the reply came, rather than a stream that breaks off because nobody knows the session."""
    with client(address) as http:
        chat = QueueClient(http)
        assert chat.join("knees bend every day").status_code == 200
        try:
            return "Knees bend" in html_of(chat.hear())
        except httpx.RemoteProtocolError:
            return False


def test_a_stream_is_passed_on_as_it_comes(behind):
    with client(behind[0]) as http:
        chat = QueueClient(http)
        chat.join(f"{SLOWLY} bend every day")
        began, first = time.monotonic(), None
        with http.stream("GET", "/gradio_api/queue/data", params={"session_hash": chat.session}, timeout=20) as stream:
            for line in stream.iter_lines():
                first = first or (line and time.monotonic() - began)
        took = time.monotonic() - began
    assert took - first > SLOW_S / 3  # the first message did not wait for the last


def test_an_idle_page_keeps_its_connection(behind):
    with client(behind[0]) as http:
        chat = QueueClient(http)
        with http.stream("GET", f"/gradio_api/heartbeat/{chat.session}", timeout=3) as stream:
            assert stream.status_code == 200


def test_metrics_are_shut_outside_and_open_inside(behind, replicas):
    known = {"Authorization": f"Bearer {TOKEN}"}
    with client(behind[0]) as http:
        assert http.get("/metrics", headers=known).status_code == 404
    for app in replicas:
        assert httpx.get(f"{app.address}metrics", headers=known).status_code == 200


def test_the_staff_are_always_sent_to_the_replica_with_the_password(behind, replicas):
    form = {"password": "a-long-password"}
    for source in CLIENTS:
        with client(behind[0], source) as http:
            assert http.get("/staff").status_code == 200
            response = http.post("/staff", data=form, headers={"Origin": behind[0]})
            assert response.status_code == 303
            assert "Secure" in response.headers["set-cookie"]
            assert http.get("/staff/app/").status_code == 200
    assert httpx.get(f"{replicas[1].address}staff").status_code == 404


def test_a_client_does_not_escape_its_limit_by_what_it_says_of_its_address(behind):
    with client(behind[0], "127.9.9.9") as http:
        statuses = [
            http.post("/api/ask", json={"question": "knees"}, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
            for n in range(2 * PER_MINUTE + 2)
        ]
    assert statuses[0] == 200
    assert statuses.count(200) <= 2 * PER_MINUTE  # each of the two replicas counts for itself
    assert statuses[-1] == 429
    with client(behind[0], "127.9.9.10") as http:
        assert http.post("/api/ask", json={"question": "knees"}).status_code == 200


def test_a_replica_that_stops_finishes_and_the_other_takes_its_clients(behind, replicas):
    heard = []
    with client(behind[0], CLIENTS[0]) as http:
        chat = QueueClient(http)
        before = [joined(app) for app in replicas]
        assert chat.join(f"{SLOWLY} bend every day").status_code == 200
        hearing = threading.Thread(target=lambda: heard.append(html_of(chat.hear())))
        hearing.start()
        used = None
        while used is None:
            used = next((app for app, count in zip(replicas, before, strict=True) if joined(app) > count), None)
        assert used.stop() == 0
        hearing.join(10)
    assert "Knees bend" in heard[0]
    for source in CLIENTS:
        with client(behind[0], source) as http:
            assert "Knees bend" in QueueClient(http).ask("knees bend every day")
