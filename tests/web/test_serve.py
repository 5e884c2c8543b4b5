"""Starting the site: a bad article, an index that is out of date, a port in use."""

import socket

import pytest

from bot.web.serve import load_bot, open_port
from index.errors import CorpusError, SettingsError
from tests.doubles import WordEncoder


def test_bad_article_stops_the_start_when_there_is_no_older_index(corpus, settings):
    (corpus / "hip.md").write_text("no front matter", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"hip\.md:1: no front matter"):
        load_bot(settings, WordEncoder())


def test_bad_article_leaves_the_older_index_in_service(corpus, settings, caplog):
    bot = load_bot(settings, WordEncoder())
    (corpus / "hip.md").write_text("no front matter", encoding="utf-8")
    (corpus / "README.md").write_text("for people", encoding="utf-8")
    again = load_bot(settings, WordEncoder())
    assert again.index.manifest.fingerprint == bot.index.manifest.fingerprint
    assert list(again.articles) == ["knee"]
    assert "no front matter" in caplog.text
    assert "hip.md is left out" in caplog.text
    assert "README" not in caplog.text


def test_quote_of_an_unreadable_article_is_withheld_while_the_older_index_serves(corpus, settings):
    load_bot(settings, WordEncoder())
    (corpus / "hip.md").write_text("no front matter", encoding="utf-8")
    again = load_bot(settings, WordEncoder())
    reply = again.answer("hips carry you. hips turn. a hip that clicks is rarely ill.")
    assert {quote.article for quote in reply.quotes} <= {"knee"}


def test_changed_article_is_indexed_again_at_the_start(corpus, settings):
    bot = load_bot(settings, WordEncoder())
    (corpus / "hip.md").write_text("---\ntitle: Hips\n---\n\nHips are strong.\n", encoding="utf-8")
    assert load_bot(settings, WordEncoder()).index.manifest.fingerprint != bot.index.manifest.fingerprint


def test_missing_corpus_stops_the_start_even_with_an_older_index(corpus, settings):
    load_bot(settings, WordEncoder())
    corpus.rename(corpus.with_name("moved"))
    with pytest.raises(CorpusError, match="no such corpus folder"):
        load_bot(settings, WordEncoder())


def test_port_in_use_is_told_at_once():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"cannot serve on 127\.0\.0\.1:{number} .*--port"):
            open_port("127.0.0.1", number)
