"""deploy/nginx: two replicas behind a real nginx on this machine, and which routes need the same one each time."""

import re
import shutil
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from bot.web.chat_limit import JOIN, RUN
from index.build import build
from tests.conftest import ROOT
from tests.doubles import WordEncoder
from tests.web.chat_client import ChatClient
from tests.web.conftest import publish
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
def replicas(tmp_path_factory, weighed):
    """Start two sites on one corpus; the first has the staff's password."""
    settings = publish(tmp_path_factory.mktemp("site"))
    build(settings.corpus, settings.index, WordEncoder())
    weighed.put_beside(settings.index)
    shared = {"BOT_METRICS_TOKEN": TOKEN, "BOT_TRUSTED_PROXIES": "127.0.0.1", "BOT_PER_MINUTE": str(PER_MINUTE)}
    staffed = {**shared, "BOT_STAFF_PASSWORD": "a-long-password"}
    with ExitStack() as running, ThreadPoolExecutor(2) as starting:
        apps = [small_app(settings, log=log, **env) for log, env in (("one.log", staffed), ("two.log", shared))]
        yield tuple(starting.map(running.enter_context, apps))


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


def sent(app):
    """Count the messages that a replica was given."""
    return sum(line.get("route") == RUN for line in app.log())


def sent_since(replicas, before, messages):
    """Count what each replica was given since; a line of a log is written just after the reply has gone out."""
    until = time.monotonic() + 5
    while True:
        counts = [sent(app) - count for app, count in zip(replicas, before, strict=True)]
        if sum(counts) >= messages or time.monotonic() > until:
            return counts
        time.sleep(0.02)


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


def test_every_client_stays_with_its_replica_and_both_are_used(behind, replicas):
    before = [sent(app) for app in replicas]
    for source in CLIENTS:
        with client(behind[0], source) as http:
            chat = ChatClient(http)
            assert "Knees bend" in chat.ask("knees bend every day")
            assert "Hips carry" in chat.ask("hips carry you")
    used = sent_since(replicas, before, 2 * len(CLIENTS))
    assert sum(used) == 2 * len(CLIENTS)
    assert all(count % 2 == 0 for count in used)
    assert min(used) >= 2


def test_conversation_goes_on_at_any_replica(tmp_path, replicas):
    """The page brings along what was said, so a message may go anywhere; a limit counts apart in each."""
    with proxy(tmp_path / "run", replicas, in_turn) as (address, _), client(address) as http:
        chat = ChatClient(http)
        before = [sent(app) for app in replicas]
        shown = [chat.ask(question) for question in ("knees bend every day", "hips carry you", "and knees")]
        assert min(sent_since(replicas, before, 3)) >= 1
        again = [chat.send(None).json()["data"] for _ in replicas]
    assert again == [["".join(shown)]] * 2


def test_without_the_same_replica_programs_on_gradios_queue_break(tmp_path, replicas):
    """This is why clients are hashed: taken in turn, a reply is looked for where nobody asked."""
    with proxy(tmp_path / "run", replicas, in_turn) as (address, _):
        assert sum(not is_answered(address) for _ in range(4)) > 0


def in_turn(upstreams):
    return upstreams.replace("    hash $remote_addr consistent;\n", "")


def is_answered(address):
    """Ask as ``gradio_client`` does; tell whether the reply came, rather than a stream that breaks off."""
    with client(address) as http:
        page = http.get("/").text
        asks = next(int(number) for number in re.findall(r'"id":\s*(\d+)[^{}]*"api_name":\s*"ask"', page))
        body = {"data": ["knees bend every day", [], None], "fn_index": asks, "session_hash": "program"}
        assert http.post(JOIN, json=body).status_code == 200
        try:
            return "Knees bend" in http.get("/gradio_api/queue/data", params={"session_hash": "program"}).text
        except httpx.RemoteProtocolError:
            return False


def test_an_idle_page_keeps_its_connection(behind):
    with client(behind[0]) as http, http.stream("GET", "/gradio_api/heartbeat/idle", timeout=3) as stream:
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
        chat = ChatClient(http)
        before = [sent(app) for app in replicas]
        chat.ask("hips carry you")
        used = replicas[sent_since(replicas, before, 1).index(1)]
        hearing = threading.Thread(target=lambda: heard.append(chat.ask(f"{SLOWLY} bend every day")))
        hearing.start()
        time.sleep(SLOW_S / 3)
        assert used.stop() == 0
        hearing.join(10)
    assert "Knees bend" in heard[0]
    for source in CLIENTS:
        with client(behind[0], source) as http:
            assert "Knees bend" in ChatClient(http).ask("knees bend every day")
