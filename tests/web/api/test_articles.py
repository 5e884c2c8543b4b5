"""``GET /api/articles``: what the bot quotes from, now."""

import hashlib

from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.web.site import create_site


def test_articles_are_listed_by_name_with_what_proves_them(client, corpus):
    knee = {
        "name": "knee",
        "title": "Knees & <Ankles>",
        "publisher": "A & B Clinic",
        "published": "2025-03-04",
        "topics": [],
        "link": "/articles/knee",
        "sha256": hashlib.sha256((corpus / "knee.md").read_bytes()).hexdigest(),
    }
    listed = client.get("/api/articles").json()
    assert [article["name"] for article in listed] == ["hip", "knee"]
    assert listed[1] == knee
    assert (listed[0]["publisher"], listed[0]["published"]) == (None, None)


def test_links_lead_to_the_articles(client):
    for article in client.get("/api/articles").json():
        assert client.get(article["link"]).status_code == 200


def test_topics_are_those_of_the_front_matter(corpus, bot):
    (corpus / "hip.md").write_text(
        "---\ntitle: Hips\ntopics: [hip pain, coxalgia]\n---\n\nHips turn.\n", encoding="utf-8"
    )
    with TestClient(create_site(LiveBot(bot.with_corpus(corpus)))) as client:
        assert client.get("/api/articles").json()[0]["topics"] == ["hip pain", "coxalgia"]


def test_exchanged_bot_lists_its_own_articles(bot, corpus):
    live = LiveBot(bot)
    with TestClient(create_site(live)) as client:
        (corpus / "knee.md").unlink()
        live.exchange(bot.with_corpus(corpus))
        assert [article["name"] for article in client.get("/api/articles").json()] == ["hip"]
