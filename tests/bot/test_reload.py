"""Reloading: all of what is on the disk, or nothing of it, and one line about it."""

import logging
from dataclasses import replace

import pytest

from bot.answer import FaqBot
from bot.live import LiveBot
from bot.reload import Reload
from bot.reply import ReplyKind
from bot.staff.files import Files
from bot.staff.handover import FOLDER, Handover
from bot.staff.publish import only_one
from index.build import build
from tests.bot.staff.publishing import GLASS, Calm, write_site
from tests.doubles import WordEncoder

NEW = "Copper pots are rare today."


@pytest.fixture
def settings(tmp_path):
    site = write_site(tmp_path)
    build(site.corpus, site.index, WordEncoder())
    return site


@pytest.fixture
def live(settings):
    return LiveBot(replace(FaqBot.load(settings.corpus, settings.index, WordEncoder()), urgent=Calm()))


def write(settings):
    """Add a sentence to the article."""
    article = settings.corpus / "pots.md"
    article.write_text(article.read_text() + f"\n{NEW}\n")


def quoted(live, question):
    reply = live.current.answer(question)
    return [quote.text for quote in reply.quotes] if reply.kind is ReplyKind.ANSWER else []


def told(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_what_was_built_is_answered_from_at_once(settings, live, caplog):
    before = live.current
    write(settings)
    built = build(settings.corpus, settings.index, WordEncoder()).index
    assert quoted(live, NEW) != [NEW]
    assert Reload(live, settings)()
    assert live.current.index.manifest.fingerprint == built.manifest.fingerprint
    assert quoted(live, NEW) == [NEW]
    assert NEW in live.current.articles["pots"].text
    assert before.index.manifest.fingerprint != built.manifest.fingerprint  # who began with it ends with it
    assert told(caplog) == []


def test_the_clinics_words_are_read_again(settings, live):
    (settings.corpus / "clinic.yaml").write_text("name: New Name\nphone: '+91 11111 22222'\n")
    assert Reload(live, settings)()
    assert live.current.clinic.name == "New Name"


def test_articles_edited_without_a_build_are_told_and_never_quoted_wrongly(settings, live, caplog):
    article = settings.corpus / "pots.md"
    article.write_text(article.read_text().replace("Glass pots", "Crystal vases"))
    assert Reload(live, settings)()
    assert told(caplog) == ["the articles were edited since the index was built; run: python build_index.py"]
    assert GLASS not in quoted(live, GLASS)


def break_vectors(settings):
    path = settings.index / "views.faiss"
    path.write_bytes(path.read_bytes()[:-1])


def break_article(settings):
    (settings.corpus / "pots.md").write_text("no front matter")


def break_clinic(settings):
    (settings.corpus / "clinic.yaml").write_text("name: [")


def take_index(settings):
    settings.index.rename(settings.index.with_name("elsewhere"))


def take_corpus(settings):
    settings.corpus.rename(settings.corpus.with_name("elsewhere"))


def index_of_another_model(settings):
    build(settings.corpus, settings.index, WordEncoder(name="others"))


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (break_vectors, "views.faiss: damaged"),
        (break_article, "pots.md:1: no front matter"),
        (break_clinic, "clinic.yaml"),
        (take_index, "no index in"),
        (take_corpus, "no such corpus folder"),
        (index_of_another_model, "built with model name 'others', this is 'words'"),
    ],
)
def test_what_cannot_be_used_leaves_the_bot_in_service_and_is_told_in_one_line(settings, live, caplog, fault, line):
    before = live.current
    fault(settings)
    assert not Reload(live, settings)()
    assert live.current is before
    (said,) = told(caplog)
    assert said.startswith("not reloaded, the index before serves on: ")
    assert line in said
    assert "\n" not in said


def test_it_keeps_out_of_a_publishing_under_way(settings, live, caplog):
    (settings.index.parent / FOLDER).mkdir()
    before = live.current
    with only_one(Handover(settings, Files())):
        assert not Reload(live, settings)()
    assert live.current is before
    assert "something else is being published" in told(caplog)[0]
    assert Reload(live, settings)()
