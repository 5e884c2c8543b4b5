"""The site around the chat: articles, health, headers, and what is shut."""

import json
import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.web.chat_limit import JOIN, RUN
from bot.web.serve import load_bot
from bot.web.site import create_site
from index.article import load_article
from index.passage import PassageKind, passages
from tests.doubles import WordEncoder
from tests.web.conftest import KNEE

FOREIGN = re.compile(r"""(?:src|href|content|url)\s*[=(]\s*["']?\s*(?:https?:)?//(?!example\.org)[^"'\s>]+""")


@pytest.fixture
def own_client(settings):
    """Open the site of a corpus of the test's own."""
    with TestClient(create_site(LiveBot(load_bot(settings, WordEncoder())))) as client:
        yield client


def knee_passages(bot):
    return passages(bot.articles["knee"])


def anchored(html: str, name: str) -> str:
    """Return the text of the element with an id, without its tags."""
    start = re.search(rf'<(\w+)[^>]* id="{name}">', html)
    assert start, f"no element with id {name}"
    tag, depth, at = start[1], 1, start.end()
    for mark in re.finditer(rf"<(/?){tag}\b[^>]*>", html[at:]):
        depth += -1 if mark[1] else 1
        if depth == 0:
            return unescape(re.sub(r"<[^>]+>", "", html[at : at + mark.start()].replace("</td>", " ")))
    raise AssertionError(f"{name} is never closed")


# Health


def test_health_is_ok_only_after_the_encoder_has_encoded(bot):
    site = create_site(LiveBot(bot))
    cold = TestClient(site).get("/healthz")
    assert (cold.status_code, cold.json()) == (503, {"status": "starting"})
    with TestClient(site) as client:
        warm = client.get("/healthz")
    assert warm.status_code == 200
    assert warm.json() == {"status": "ok", "index": bot.index.manifest.fingerprint}


# Articles


def test_article_list_links_every_article(client):
    page = client.get("/articles").text
    assert re.findall(r'href="(/articles/[^"]+)">([^<]+)<', page) == [
        ("/articles/hip", "Hips"),
        ("/articles/knee", "Knees &amp; &lt;Ankles&gt;"),
    ]


def test_article_page_shows_title_publisher_and_date(client):
    page = client.get("/articles/knee").text
    assert "<h1>Knees &amp; &lt;Ankles&gt;</h1>" in page
    assert "A &amp; B Clinic" in page
    assert '<time datetime="2025-03-04">4 March 2025</time>' in page


def test_every_passage_of_an_article_has_an_anchor_around_its_words(client, bot):
    page = client.get("/articles/knee").text
    names = re.findall(r' id="([^"]+)"', page)
    assert len(names) == len(set(names))
    for passage in knee_passages(bot):
        source = re.sub(r"\]\([^)]*\)|^\d+\.", "", passage.text, flags=re.MULTILINE)
        expected = re.findall(r"\w+", source)
        for name in (passage.id, f"at-{passage.start}-{passage.end}"):
            shown = re.findall(r"\w+", anchored(page, name))
            assert [word for word in shown if word != "Picture"] == expected


def test_row_anchor_is_the_row(client, bot):
    row = next(p for p in knee_passages(bot) if p.text.startswith("Cost"))
    page = client.get("/articles/knee").text
    assert re.search(rf'<tr class="passage" id="{row.id}"><td data-label="Feature">Cost</td>', page)


def test_list_anchor_covers_the_introduction_and_the_items(client, bot):
    whole = next(p for p in knee_passages(bot) if p.kind is PassageKind.LIST)
    text = anchored(client.get("/articles/knee").text, whole.id)
    assert text.split()[:4] == ["You", "should", "rest", "if"]
    assert "it wakes you up." in text
    assert "Cost" not in text


def test_long_paragraph_has_an_anchor_for_each_part(corpus, settings):
    sentences = [f"Sentence number {n} has exactly eight words here." for n in range(40)]
    (corpus / "long.md").write_text("---\ntitle: Long\n---\n\n" + " ".join(sentences) + "\n", encoding="utf-8")
    parts = passages(load_article(corpus / "long.md"))
    assert len(parts) > 1
    with TestClient(create_site(LiveBot(load_bot(settings, WordEncoder())))) as client:
        page = client.get("/articles/long").text
    assert [anchored(page, part.id) for part in parts] == [part.text for part in parts]


def test_article_shows_html_as_text_and_loads_no_picture(client):
    page = client.get("/articles/knee").text
    assert "&lt;b&gt;thick&lt;/b&gt;" in page
    assert "<img" not in page
    assert "[Picture: a picture]" in page
    assert '<a href="https://example.org/knees" rel="noopener noreferrer">' in page


def test_article_page_follows_the_file(own_client, corpus):
    (corpus / "knee.md").write_text(KNEE.replace("Knees bend", "Knees now bend"), encoding="utf-8")
    assert "Knees now bend" in own_client.get("/articles/knee").text


def test_article_whose_file_has_broken_is_apologised_for(own_client, corpus, caplog):
    (corpus / "knee.md").write_text("no front matter", encoding="utf-8")
    response = own_client.get("/articles/knee")
    assert response.status_code == 503
    assert "cannot be shown just now" in response.text
    assert "no front matter" in caplog.text


@pytest.mark.parametrize(
    "path",
    ["/articles/elbow", "/articles/../clinic", "/articles/knee.md", "/articles/knee/x", "/nothing", "/site/chat.py"],
)
def test_unknown_address_gets_a_plain_friendly_page(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "This page does not exist" in response.text
    assert 'href="tel:+911111122222"' in response.text


# The chat page


def test_chat_page_shows_the_clinic_before_any_script_runs(client):
    page = client.get("/").text
    assert "<title>Test Clinic – questions and answers</title>" in page
    assert 'href="tel:+911111122222"' in page.split("<gradio-app")[0]
    assert "<noscript>" in page


@pytest.mark.parametrize("path", ["/", "/articles", "/articles/knee", "/articles/elbow", "/theme.css"])
def test_pages_name_no_other_host(client, path):
    assert FOREIGN.findall(client.get(path).text) == []


def test_chat_page_turns_off_what_leaks_or_distracts(client):
    config = json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", client.get("/").text, re.DOTALL)[1])
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert config["run_history"] is False
    assert config["show_error"] is False
    assert not config.get("pwa")
    visible = {each["api_name"] for each in config["dependencies"] if each["api_visibility"] != "private"}
    assert visible == {"ask"}


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/redoc",
        "/openapi.json",
        "/config",
        "/monitoring",
        "/monitoring/summary",
        "/manifest.json",
        "/gradio_api/runs",
        "/gradio_api/openapi.json",
        "/gradio_api/upload",
        "/gradio_api/proxy=https://example.org",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/call/converse",
        "/gradio_api/run/ask",
        "/gradio_api/api/predict",
        "/static/img/logo.svg",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_chat_does_not_need_is_shut(client, method, path):
    assert client.request(method, path).status_code == 404


@pytest.mark.parametrize("path", [RUN, JOIN])
def test_request_that_does_not_say_how_long_it_is_is_refused(client, path):
    response = client.post(path, content=iter([b"x" * 1_000_001]))
    assert response.status_code == 411


@pytest.mark.parametrize("path", [RUN, JOIN])
def test_oversized_request_is_refused(client, path):
    response = client.post(path, content=b"x" * 1_000_001)
    assert response.status_code == 413


# Headers


@pytest.mark.parametrize("path", ["/", "/articles", "/articles/knee", "/articles/elbow", "/healthz", "/theme.css"])
def test_every_response_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_article_page_may_run_only_the_sites_own_scripts(client):
    policy = client.get("/articles/knee").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_chat_page_may_send_to_this_site_only_and_each_visit_has_its_own_nonce(client):
    policies = [client.get("/").headers["content-security-policy"] for _ in range(2)]
    assert "connect-src 'self'" in policies[0]
    assert "script-src 'self' 'nonce-" in policies[0]
    assert policies[0] != policies[1]


def test_assets_are_served_under_names_that_change_with_their_content(client):
    links = re.findall(r'(?:href|src)="(/site/[^"]+)"', client.get("/").text + client.get("/articles/knee").text)
    assert len(set(links)) == 9
    for link in links:
        response = client.get(link)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
