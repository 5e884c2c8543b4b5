"""The API's description: what it promises, and that generated requests find the API keeping it (schemathesis)."""

import os
from collections import Counter
from dataclasses import fields

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis.generation import GenerationMode

from bot.live import LiveBot
from bot.reply import Quote, Reply
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "200"))
"""Generated requests; docs/site.md tells how 2,000 went."""


@pytest.fixture(scope="module")
def described(bot):
    """Read the description of a site that never says "too many"."""
    site = create_site(LiveBot(bot), settings=SiteSettings(per_minute=100_000))
    return schemathesis.openapi.from_asgi("/api/openapi.json", site)


def test_description_names_what_there_is(client):
    document = client.get("/api/openapi.json").json()
    assert {path: list(methods) for path, methods in document["paths"].items()} == {
        "/ask": ["post"],
        "/articles": ["get"],
    }
    assert document["servers"] == [{"url": "/api"}]
    assert set(document["paths"]["/ask"]["post"]["responses"]) == {"200", "400", "413", "415", "422", "429", "503"}


@pytest.mark.parametrize("kind", [Reply, Quote])
def test_description_promises_every_field_of_a_reply(client, kind):
    promised = client.get("/api/openapi.json").json()["components"]["schemas"][kind.__name__]
    assert set(promised["properties"]) == {field.name for field in fields(kind)}


@pytest.mark.parametrize("question", ["knees bend every day", "who should rest", "chest pain", "", "zebra", "hello"])
def test_replies_of_every_kind_are_as_described(described, question):
    case = described["/ask"]["POST"].Case(body={"question": question}, media_type="application/json")
    response = case.call_and_validate()
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("mode", "expected"), [(GenerationMode.POSITIVE, {200}), (GenerationMode.NEGATIVE, {400, 415, 422})]
)
def test_generated_questions_get_what_is_described_and_never_a_failure(described, mode, expected):
    statuses: Counter[int] = Counter()

    @seed(6)
    @settings(max_examples=REQUESTS // 2, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=described["/ask"]["POST"].as_strategy(generation_mode=mode))
    def ask(case):
        statuses[case.call_and_validate().status_code] += 1

    ask()
    print(f"{mode.name}: {dict(statuses)}")  # noqa: T201 - shown with -s, when somebody runs it by hand
    assert set(statuses) <= expected
    assert statuses.total() >= REQUESTS // 4


def test_article_list_is_as_described(described):
    response = described["/articles"]["GET"].Case().call_and_validate()
    assert response.status_code == 200
    assert len(response.json()) == 2
