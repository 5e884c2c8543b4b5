"""A disk that is full or read-only: what serves goes on, and one line says why nothing new was written."""

import logging
import time

import pytest

from bot.question_log.recorder import Recorder
from bot.question_log.settings import Keep, LogSettings
from bot.question_log.store import QuestionLog
from bot.staff.fix import Draft
from index.build import build
from tests.bot.question_log.samples import explained
from tests.bot.staff.publishing import GLASS, PHRASING, VOICE, publisher, write_site
from tests.doubles import WordEncoder, contents
from tests.faults.observer import NONE, SAME, start
from tests.faults.test_killed import ELBOW
from tests.web.conftest import publish

FREE = range(0, 64_000, 8_000)


@pytest.fixture
def small(disk):
    """Name a corpus and its index on the small disk."""
    made = publish(disk.path)
    build(made.corpus, made.index, WordEncoder())
    return made


def test_full_during_a_build(small, disk, observed):
    seen = observed("full disk during a build")
    old = contents(small.index)
    (small.corpus / "elbow.md").write_text(ELBOW)
    refused = 0
    for free in FREE:
        disk.leave(free)
        if not seen.refused(lambda: build(small.corpus, small.index, WordEncoder())):
            break
        refused += 1
        assert contents(small.index) == old
        assert not list(disk.path.glob(".index*"))
        assert seen.ask(start(small)) == SAME
    assert refused > 2
    (disk.path / "ballast").unlink()
    build(small.corpus, small.index, WordEncoder())
    assert start(small).answer("elbows point backwards").quotes
    seen.lines = {line.partition(" (")[0]: None for line in seen.lines}  # the reason is the system's own words
    seen.end()


def test_full_during_a_publishing(disk, observed):
    seen = observed("full disk during a publishing")
    site = write_site(disk.path / "site")
    build(site.corpus, site.index, WordEncoder())
    old, bank = contents(site.index), (site.corpus / "questions" / "pots.yaml").read_bytes()
    draft = Draft.attach(site.corpus, GLASS, PHRASING, VOICE)
    refused = 0
    for free in FREE:
        disk.leave(free)
        if not seen.refused(lambda: publisher(site).publish(draft)):
            break
        refused += 1
        assert seen.ask(start(site), PHRASING, old="") == NONE  # as before: it is not asked for yet
        assert (contents(site.index), (site.corpus / "questions" / "pots.yaml").read_bytes()) == (old, bank)
    assert refused > 2
    (disk.path / "ballast").unlink()
    if not publisher(site).publications:
        publisher(site).publish(draft)
    assert [quote.text for quote in start(site).answer(PHRASING).quotes] == [GLASS]
    seen.seen = {SAME}
    seen.lines = {line.partition(" (")[0]: None for line in seen.lines}
    seen.end()


def test_full_while_questions_are_logged(settings, disk, observed, caplog):
    seen = observed("full disk while questions are logged")
    caplog.set_level(logging.WARNING)
    log = QuestionLog(f"sqlite:///{disk.path}/questions.db")
    log.entries()
    disk.leave(40_000)
    recorder = Recorder(log, LogSettings(keep=Keep.WORDS))
    for _ in range(100):
        recorder.record(explained("is it painful " * 20), False)
        time.sleep(0.002)
    assert seen.ask(start(settings)) == SAME
    recorder.close()
    assert recorder.lost > 0
    assert len(log.entries()) + recorder.lost == 100
    seen.line(caplog.messages[0].replace("SQLITE_IOERR_WRITE", "SQLITE_FULL"))
    log.close()
    seen.end()


def test_read_only(disk, observed):
    seen = observed("read-only disk under the index")
    site = write_site(disk.path / "site")
    build(site.corpus, site.index, WordEncoder())
    draft = Draft.attach(site.corpus, GLASS, PHRASING, VOICE)
    made = publisher(site)
    disk.make_read_only()
    assert seen.ask(start(site), GLASS, old=GLASS) == SAME
    assert seen.refused(lambda: build(site.corpus, site.index, WordEncoder(), force=True))
    assert seen.refused(lambda: made.publish(draft))
    assert seen.ask(start(site), GLASS, old=GLASS) == SAME
    seen.end()


def test_the_urgent_check_serves_from_a_read_only_disk(disk):
    from bot.urgent import UrgentCheck
    from tests.bot.urgent.conftest import SMALL

    disk.make_read_only()
    check = UrgentCheck.load(SMALL, WordEncoder(), cache=disk.path / "urgent.npz")
    assert check.check_all(["hello"], [[]]) is not None
