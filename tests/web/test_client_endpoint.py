"""``gradio_client`` against the site: it gets the reply, and finds nothing else."""

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from bot.live import LiveBot
from bot.web.client_endpoint import INFO
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings
from tests.web.serving import served


@pytest.fixture(scope="module")
def remote(bot):
    """Connect to the site as somebody's program does."""
    with served(create_site(LiveBot(bot), settings=SiteSettings(per_minute=1_000))) as address:
        client = Client(address, analytics_enabled=False, verbose=False)
        yield client
        client.close()


def test_client_gets_the_reply(remote, bot):
    reply = remote.predict("knees bend every day", ["hips turn"], "q17", api_name="/ask")
    expected = bot.answer("knees bend every day", ["hips turn"], id="q17")
    assert (reply["id"], reply["kind"], reply["footer"]) == ("q17", "answer", expected.footer)
    assert [quote["text"] for quote in reply["quotes"]] == [quote.text for quote in expected.quotes]
    assert reply["quotes"][0]["file"] == "corpus/knee.md"


def test_history_and_id_may_be_left_out(remote):
    assert remote.predict("hips turn", api_name="/ask")["quotes"][0]["article"] == "hip"


@pytest.mark.parametrize("question", [7, None, ["secret"]])
def test_what_is_no_question_is_told_without_repeating_it(remote, question):
    with pytest.raises(AppError, match="question: Input should be a valid string") as told:
        remote.predict(question, api_name="/ask")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("query", ["", "?all_endpoints=True", "?serialize=False"])
def test_description_for_clients_names_the_one_endpoint(client, query):
    described = client.get(INFO + query).json()
    assert list(described["named_endpoints"]) == ["/ask"]
    assert described["unnamed_endpoints"] == {}
    assert client.post(INFO).status_code == 404


def test_message_of_a_client_is_recorded(bot, notebook):
    with served(create_site(LiveBot(bot), notebook)) as address:
        client = Client(address, analytics_enabled=False, verbose=False)
        client.predict("knees bend every day", api_name="/ask")
        client.close()
    assert notebook.recorded == [("answer", False)]
