"""Killed with -9 while something is written: what is left serves, and the next run puts all in order."""

import os
import shutil
import signal
import sqlite3
import time
from itertools import count

from bot.question_log.store import Filter, QuestionLog
from bot.settings import Settings
from bot.staff.publish import repair
from index.build import build
from index.place import LEFT_S
from tests.bot.staff.publishing import GLASS, PHRASING, die_at, write_site
from tests.doubles import WordEncoder, contents
from tests.faults.killed import build_until, log_until_killed
from tests.faults.observer import NEW, NONE, SAME, start

ELBOW = "---\ntitle: Elbows\n---\n\nElbows point backwards.\n"
STEP = 3
"""Every so many steps of a publishing are tried here; tests/bot/staff/test_publish_killed.py tries them all."""


def test_a_build(tmp_path, settings, processes, observed):
    seen = observed("kill -9 at any change that a build makes to the disk")
    old = contents(settings.index)
    (settings.corpus / "elbow.md").write_text(ELBOW)
    build(settings.corpus, tmp_path / "whole", WordEncoder())
    new, outcomes = contents(tmp_path / "whole"), []
    for last in count():
        folder = tmp_path / f"killed-{last}"
        shutil.copytree(settings.index, folder / "index")
        copy = Settings(settings.corpus, folder / "index", "words")
        child = processes.Process(target=build_until, args=(copy.corpus, copy.index, last))
        child.start()
        child.join(30)
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
        assert seen.ask(start(copy)) == SAME
        elbow = start(copy).answer("elbows point backwards")
        outcomes.append(bool(elbow.quotes))
        for left in folder.glob(".index-*"):
            os.utime(left, (time.time() - LEFT_S - 1,) * 2)
        build(copy.corpus, copy.index, WordEncoder(), force=True)
        assert contents(copy.index) == new
        assert [path.name for path in folder.iterdir()] == ["index"]
        shutil.rmtree(folder)
    assert len(outcomes) > 10
    assert sorted(outcomes) == outcomes  # from one moment on the new index serves
    assert old != new
    seen.end()


def test_a_publishing(tmp_path, processes, observed):
    seen = observed("kill -9 at any step of a publishing")
    site = write_site(tmp_path / "site")
    build(site.corpus, site.index, WordEncoder())
    for last in count(step=STEP):
        folder = tmp_path / f"killed-{last}"
        shutil.copytree(site.corpus.parent, folder)
        copy = Settings(folder / "corpus", folder / "var" / "index", "words")
        child = processes.Process(target=die_at, args=(copy, "publish", last))
        child.start()
        child.join(30)
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
        before = seen.ask(start(copy), PHRASING, old="", other=NEW)
        repair(copy)
        after = seen.ask(start(copy), PHRASING, old="", other=NEW)
        assert (before, after) != (NEW, NONE)
        if after == NEW:
            assert [quote.text for quote in start(copy).answer(PHRASING).quotes] == [GLASS]
    assert seen.seen == {NONE, NEW}
    seen.seen = {SAME, NEW}  # no answer is what it was before
    seen.end()


def test_the_question_log(tmp_path, settings, processes, observed):
    seen = observed("kill -9 while questions are logged")
    file = tmp_path / "questions.db"
    for _ in range(3):
        child = processes.Process(target=log_until_killed, args=(file,))
        child.start()
        before = written(file)
        until = time.monotonic() + 20
        while written(file) < before + 50:
            assert time.monotonic() < until
            time.sleep(0.01)
        child.kill()
        child.join(10)
        with sqlite3.connect(file) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        log = QuestionLog(f"sqlite:///{file}")
        entries = log.entries(Filter())
        log.close()
        assert len(entries) >= before + 50
        assert {entry.question for entry in entries} == {"is it painful"}
    seen.ask(start(settings))
    seen.end()


def written(file):
    if not file.exists():
        return 0
    with sqlite3.connect(file) as connection:
        try:
            return connection.execute("SELECT count(*) FROM questions").fetchone()[0]
        except sqlite3.OperationalError:
            return 0
