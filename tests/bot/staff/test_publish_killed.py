"""Publishing and undo are killed at every single step; what is left always serves, and the next start repairs it."""

import multiprocessing
import shutil
from dataclasses import replace
from itertools import count, pairwise

import pytest

from bot.answer import FaqBot
from bot.reply import ReplyKind
from bot.settings import Settings
from bot.staff.fix import Draft
from bot.staff.history import State
from bot.staff.publish import repair
from index.build import build, is_stale
from tests.bot.staff.publishing import GLASS, PHRASING, VOICE, Calm, die_at, publisher, write_site
from tests.doubles import WordEncoder, contents

KILLED = -9


@pytest.fixture(scope="module")
def processes():
    """Start children from a process that has imported everything and run nothing."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.bot.staff.publishing"])
    return server


def killed_at(processes, settings, act, last):
    """Run until a step; tell whether the child was killed there rather than done before."""
    child = processes.Process(target=die_at, args=(settings, act, last))
    child.start()
    child.join(60)
    assert child.exitcode in {0, KILLED}
    return child.exitcode == KILLED


def state(settings):
    """Read what would serve: the question file, and the text that a bot quotes for the phrasing."""
    bot = FaqBot.load(settings.corpus, settings.index, WordEncoder())
    reply = replace(bot, urgent=Calm()).answer(PHRASING)
    quoted = [quote.text for quote in reply.quotes] if reply.kind is ReplyKind.ANSWER else None
    return (settings.corpus / "questions" / "pots.yaml").read_bytes(), quoted


@pytest.mark.parametrize("act", ["publish", "undo"])
def test_whatever_the_moment_the_site_serves_and_the_next_start_repairs_it(tmp_path, processes, act):
    site = write_site(tmp_path / "site")
    build(site.corpus, site.index, WordEncoder())
    old = state(site)
    plain = contents(site.index)
    if act == "undo":
        publisher(site).publish(Draft.attach(site.corpus, GLASS, PHRASING, VOICE))
    whole = write_site(tmp_path / "whole")
    build(whole.corpus, whole.index, WordEncoder())
    publisher(whole).publish(Draft.attach(whole.corpus, GLASS, PHRASING, VOICE))
    new = state(whole)
    assert (old[1], new[1]) == (None, [GLASS])
    files = {old[0]: plain, new[0]: contents(whole.index)}
    outcomes = []
    for last in count():
        folder = tmp_path / f"{last}"
        shutil.copytree(site.corpus.parent, folder)
        copy = Settings(folder / "corpus", folder / "var" / "index", "words")
        if not killed_at(processes, copy, act, last):
            break
        file, quoted = state(copy)
        assert file in files
        assert quoted in (old[1], new[1])
        repair(copy)
        repaired = state(copy)
        assert repaired in (old, new)
        assert not is_stale(copy.index, copy.corpus, WordEncoder().card)
        assert contents(copy.index) == files[repaired[0]]
        assert not [each for each in publisher(copy).publications if each.is_under_way]
        standing = [each for each in publisher(copy).publications if each.state is State.PUBLISHED]
        assert bool(standing) is (repaired == new)
        assert not [path.name for path in copy.corpus.rglob("*.new")]
        again = publisher(copy)
        if standing:
            again.undo()
        else:
            again.publish(Draft.attach(copy.corpus, GLASS, PHRASING, VOICE))
        assert state(copy) == (old if standing else new)
        outcomes.append(repaired == new)
        shutil.rmtree(folder)
    changed = [one for one, other in pairwise(outcomes) if one != other]
    assert len(changed) == 1  # one moment decides: before it all is as it was, after it all is carried out
    assert len(outcomes) > 20
