"""A turn of the chat: what it shows, what the page is to remember, and what is read of that."""

import dataclasses
import json
import logging
import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from bot.live import LiveBot
from bot.message import MAX_CHARACTERS
from bot.web.conversation import TURNS_KEPT, Said, converse, read_said, resume
from bot.web.site import create_site
from index.passage import passages
from tests.doubles import WordEncoder
from tests.web.chat_client import ChatClient


def test_turn_shows_question_and_reply_and_says_what_the_page_is_to_remember(bot):
    live = LiveBot(bot)
    first = converse(live, "knees bend every day")
    second = converse(live, 'hips "<turn>"', [first.said])
    html = second.to_html()
    (said,) = re.findall(r'<section class="turn" data-said="([^"]*)"><h2 class="unseen">Question</h2>', html)
    shown = [quote.link.rpartition("/")[2] for quote in bot.answer('hips "<turn>"', ["knees bend every day"]).quotes]
    assert len(shown) > 1
    assert json.loads(unescape(said)) == ['hips "<turn>"', None, shown]
    assert "hips &quot;&lt;turn&gt;&quot;" in html
    assert html.count("reply-footer") == 1


def test_message_is_read_with_those_before_it_and_what_was_shown_is_not_suggested_again(helpful):
    live, asked = LiveBot(helpful), "how hot is it when it wakes you up"
    first = converse(live, asked)
    offered = re.findall(r'class="suggestion">([^<]+)<', first.to_html())
    assert offered == ["Is a clicking hip ill?", "What does ice cost?", "Do knees bend daily?"]
    hips = next(f"hip#{passage.id}" for passage in passages(helpful.articles["hip"]))
    for before in ([Said("is a CLICKING hip ill")], [Said("hello", None, (hips,))]):
        again = converse(live, asked, before).to_html()
        assert "Is a clicking hip ill?" not in again
        assert "What does ice cost?" in again


@pytest.mark.parametrize("message", [None, "", "   ", "x" * 20_000, "👩‍⚕️", "\x00\x01", "\ud83d", "<script>", "שלום"])
def test_no_message_breaks_the_chat(bot, caplog, message):
    with caplog.at_level(logging.ERROR):
        html = converse(LiveBot(bot), message).to_html()
    assert caplog.text == ""
    html.encode("utf-8")
    assert "<script>" not in html
    assert "reply-footer" in html


def test_failure_is_logged_without_the_patients_words_and_answered_with_the_clinics(bot, caplog):
    class Broken(WordEncoder):
        def encode_queries(self, texts, *, on_batch=None, repeatable=False):
            raise RuntimeError("the model fell over")

    broken = dataclasses.replace(bot, encoder=Broken())
    html = converse(LiveBot(broken), "my secret pain").to_html()
    assert "Something went wrong on our side" in html
    assert 'href="tel:112"' in html
    assert "reply-footer" in html
    assert "fell over" not in html
    assert "the model fell over" in caplog.text
    assert "my secret pain" not in caplog.text


def test_no_more_is_read_of_what_a_page_remembers_than_it_keeps():
    stored = [[f"{number} " + "x" * 20_000, None, []] for number in range(TURNS_KEPT + 3)]
    said = read_said(json.dumps(stored))
    assert len(said) == TURNS_KEPT
    assert said[0].question.startswith("3 ")
    assert {len(each.question) for each in said} == {MAX_CHARACTERS + 1}


def test_what_a_page_remembers_is_read_as_it_was_said(bot):
    live = LiveBot(bot)
    first = converse(live, 'hips "turn" \ud83d')
    second = converse(live, "knees bend every day", [first.said])
    stored = f"[{first.said.to_json()},{second.said.to_json()}]"
    assert read_said(stored) == (first.said, second.said)
    assert resume(live, read_said(stored)) == (first, second)


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "",
        "[]",
        "{}",
        "[1]",
        '["words alone"]',
        '[["a", 1, []]]',
        '[["a", "<key>", []]]',
        '[["a", null]]',
        '[["a", null, ["hip#p-1", "<b>"]]]',
        '[["a", null, [1]]]',
        '[["a", null, {}]]',
        '[["a", null, ["hip#p", "hip#p", "hip#p", "hip#p"]]]',
        "not json",
        "null",
        "[" * 5000,
    ],
)
def test_what_cannot_be_read_counts_as_nothing_said(stored):
    assert read_said(stored) == ()


def test_page_keeps_no_conversation_on_the_server_and_no_connection_open(client):
    config = json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", client.get("/").text, re.DOTALL)[1])
    assert config["connect_heartbeat"] is False
    chat = ChatClient(client)
    chat.ask("knees bend every day")
    other = ChatClient(client)
    assert "Read as:" not in other.ask("and the hips")


def test_half_an_emoji_is_no_hindrance(client):
    assert "reply-footer" in ChatClient(client).ask("knees \ud83d bend")


def test_stored_conversation_comes_back_as_it_was(client):
    chat = ChatClient(client)
    shown = [chat.ask("knees bend every day"), chat.ask("hips turn")]
    (again,) = chat.send(None).json()["data"]
    assert again == "".join(shown)


def test_exchanged_bot_answers_the_next_message_and_serves_the_articles(bot, corpus):
    live = LiveBot(bot)
    with TestClient(create_site(live)) as client:
        (corpus / "knee.md").unlink()
        live.exchange(bot.with_corpus(corpus))
        assert client.get("/articles/knee").status_code == 404
        assert "hip" in client.get("/articles").text
    live.exchange(dataclasses.replace(bot, clinic=bot.clinic.model_copy(update={"footer": "Another footer."})))
    assert "Another footer." in converse(live, "knees bend every day").to_html()
