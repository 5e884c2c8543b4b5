"""Metrics: who may read them, and what they count."""

import os
import time

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from bot.live import LiveBot
from bot.web.conversation import converse
from bot.web.metrics import Metrics
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings

TOKEN = "a-token-of-the-clinic"
KNOWN = {"Authorization": f"Bearer {TOKEN}"}


def read(text: str) -> dict[tuple[str, ...], float]:
    """Read samples by name and label values."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def live(bot):
    return LiveBot(bot)


@pytest.fixture
def told(live):
    with TestClient(create_site(live, settings=SiteSettings(metrics_token=TOKEN))) as client:
        yield client


def test_without_a_token_there_are_none(client):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers=KNOWN).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "é"])
def test_whoever_has_another_token_is_refused(told, given):
    response = told.get("/metrics", headers={"Authorization": given.encode()} if given is not None else {})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert "bot_replies" not in response.text


def test_whoever_has_the_token_reads_them_as_prometheus_does(told):
    response = told.get("/metrics", headers=KNOWN)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=")
    assert response.headers["cache-control"] == "no-store"
    assert ("bot_replies_waiting",) in read(response.text)


def test_replies_are_counted_by_kind_with_their_seconds(told, live):
    before = read(told.get("/metrics", headers=KNOWN).text)
    for question in ("knees bend every day", "", ""):
        converse(live, question)
    live.replied("failure", 3.0)
    after = read(told.get("/metrics", headers=KNOWN).text)
    kinds = ("answer", "not_found", "failure", "urgent", "smalltalk")
    assert [after["bot_replies_total", kind] for kind in kinds] == [1, 2, 1, 0, 0]
    assert after["bot_reply_seconds_count",] - before["bot_reply_seconds_count",] == 4
    assert after["bot_reply_seconds_bucket", "5.0"] - after["bot_reply_seconds_bucket", "2.0"] == 1
    assert 3.0 < after["bot_reply_seconds_sum",] < 4.0


def test_requests_are_counted_by_route_and_status(told):
    for path in ("/articles/knee", "/articles/hip", "/articles/elbow", "/nowhere/at/all"):
        told.get(path)
    counted = read(told.get("/metrics", headers=KNOWN).text)
    assert counted["bot_requests_total", "/articles/{name}", "200"] == 2
    assert counted["bot_requests_total", "/articles/{name}", "404"] == 1
    assert counted["bot_requests_total", "(unknown)", "404"] == 1


def test_what_the_limit_of_a_client_refuses_is_counted(live):
    metrics = Metrics(live)
    metrics.served("/api/ask", 429)
    metrics.served("/api/ask", 200)
    metrics.refused()
    assert read(metrics.text().decode())["bot_refused_total",] == 2


def test_the_index_in_service_is_told_also_after_an_exchange(told, live, bot, orchid_index):
    from dataclasses import replace

    live.exchange(replace(bot, index=orchid_index))
    counted = read(told.get("/metrics", headers=KNOWN).text)
    assert counted["bot_index_info", orchid_index.manifest.fingerprint] == 1
    assert ("bot_index_info", bot.index.manifest.fingerprint) not in counted
    assert counted["bot_index_passages",] == len(orchid_index.passages)


def test_age_memory_waiting_and_losses_are_told(live, tmp_path):
    manifest = tmp_path / "manifest.json"
    manifest.touch()
    os.utime(manifest, (time.time() - 100, time.time() - 100))
    counted = read(Metrics(live, index=tmp_path, waiting=lambda: 7, lost=lambda: 3).text().decode())
    assert 99 < counted["bot_index_age_seconds",] < 110
    assert counted["bot_replies_waiting",] == 7
    assert counted["bot_question_log_lost_total",] == 3
    assert counted["process_resident_memory_bytes",] > 10_000_000


def test_an_index_that_is_gone_from_the_disk_has_no_age(live, tmp_path):
    assert ("bot_index_age_seconds",) not in read(Metrics(live, index=tmp_path / "gone").text().decode())


def test_two_sites_do_not_count_together(bot):
    one, other = Metrics(LiveBot(bot)), Metrics(LiveBot(bot))
    one.replied("answer", 0.1)
    assert read(other.text().decode())["bot_replies_total", "answer"] == 0
