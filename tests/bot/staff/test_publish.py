"""Publishing: the bot in service answers the new phrasing without a restart, and no longer once it is taken back."""

import json
from dataclasses import replace

import pytest
from filelock import FileLock

from bot.answer import FaqBot
from bot.live import LiveBot
from bot.reply import ReplyKind
from bot.settings import Settings
from bot.staff.errors import PublishError
from bot.staff.files import Files
from bot.staff.fix import Draft
from bot.staff.handover import KEPT
from bot.staff.history import State
from bot.staff.publish import Publisher, repair
from index.build import build, is_stale
from tests.bot.staff.publishing import GLASS, PHRASING, VOICE, Calm, publisher, write_site
from tests.doubles import WordEncoder, contents
from tests.index.milvus_server import milvus_file

ICE = "No. Ice chills the roots of a plant that has never met frost."
SLUSH = "crushed hail"


@pytest.fixture
def site(tmp_path):
    """Name a site of one article, built."""
    settings = write_site(tmp_path)
    build(settings.corpus, settings.index, WordEncoder())
    return settings


@pytest.fixture
def served(orchids, tmp_path):
    """Give a publisher on a bot that answers about orchids, with everything that a real one has."""
    settings = Settings(orchids, tmp_path / "var" / "index", "words")
    build(orchids, settings.index, WordEncoder())
    bot = replace(FaqBot.load(orchids, settings.index, WordEncoder()), urgent=Calm())
    return Publisher(LiveBot(bot), settings, WordEncoder())


def draft(settings, phrasing=PHRASING):
    return Draft.attach(settings.corpus, GLASS, phrasing, VOICE)


def bank(settings):
    return settings.corpus / "questions" / "pots.yaml"


def test_a_phrasing_is_answered_without_a_restart_and_undo_takes_it_back(served):
    corpus, index = served.settings.corpus, served.settings.index
    live, before = served.live, served.live.current.answer(SLUSH)
    assert before.kind is ReplyKind.NOT_FOUND
    old_file, old_index = (corpus / "questions" / "watering.yaml").read_bytes(), contents(index)
    served.publish(Draft.attach(corpus, ICE, SLUSH))
    after = live.current.answer(SLUSH)
    assert (after.kind, after.quotes[0].text) == (ReplyKind.ANSWER, ICE)
    assert after.index != before.index
    restarted = replace(FaqBot.load(corpus, index, WordEncoder()), urgent=Calm())
    assert restarted.answer(SLUSH).quotes[0].text == ICE
    served.undo()
    assert live.current.answer(SLUSH).kind is ReplyKind.NOT_FOUND
    assert live.current.answer(SLUSH).index == before.index
    assert (corpus / "questions" / "watering.yaml").read_bytes() == old_file
    assert contents(index) == old_index


def test_vectors_in_milvus_are_published_and_taken_back_even_when_their_collection_is_gone(orchids, tmp_path):
    with milvus_file(tmp_path) as address:
        settings = Settings(orchids, tmp_path / "var" / "index", "words", address)
        build(orchids, settings.index, WordEncoder(), milvus=address)
        bot = FaqBot.load(orchids, settings.index, WordEncoder(), milvus=address)
        served = Publisher(LiveBot(replace(bot, urgent=Calm())), settings, WordEncoder())
        old = contents(settings.index)
        served.publish(Draft.attach(orchids, ICE, SLUSH))
        assert served.live.current.answer(SLUSH).quotes[0].text == ICE
        assert served.live.current.index.vectors.name != bot.index.vectors.name
        assert bot.answer(SLUSH).kind is ReplyKind.NOT_FOUND  # another replica serves on from the collection before
        bot.index.vectors._client.drop_collection(bot.index.vectors.name)
        served.undo()
        assert served.live.current.answer(SLUSH).kind is ReplyKind.NOT_FOUND
        assert contents(settings.index) == old


def test_what_is_published_is_what_a_full_build_of_the_corpus_gives(served, tmp_path):
    served.publish(Draft.attach(served.settings.corpus, ICE, SLUSH))
    build(served.settings.corpus, tmp_path / "full", WordEncoder())
    assert contents(served.settings.index) == contents(tmp_path / "full")
    assert not is_stale(served.settings.index, served.settings.corpus, WordEncoder().card)


def test_only_the_new_phrasing_is_encoded(site):
    made = publisher(site)
    made.publish(draft(site))
    assert set(made.encoder.encoded) == {PHRASING}


def test_a_bot_under_way_keeps_the_index_that_it_began_with(served):
    before = served.live.current
    served.publish(Draft.attach(served.settings.corpus, ICE, SLUSH))
    assert before.answer(SLUSH).kind is ReplyKind.NOT_FOUND
    assert served.live.current.urgent is before.urgent


def test_the_history_tells_what_was_published(site):
    made = publisher(site)
    before = made.live.current.index.manifest.fingerprint
    drafted = draft(site)
    published = made.publish(drafted)
    assert made.publications == (published,)
    assert (published.number, published.phrasing, published.file) == (1, PHRASING, "questions/pots.yaml")
    assert (published.target, published.diff) == (drafted.passages, drafted.diff)
    assert (published.index_before, published.index_after) == (before, made.live.current.index.manifest.fingerprint)
    assert made.undo() == replace(published, state=State.UNDONE)
    assert [each.state for each in made.publications] == [State.UNDONE]


def test_publications_are_taken_back_in_reverse_order_also_after_a_restart(site):
    texts = [bank(site).read_bytes()]
    for phrasing in ("first wish", "second wish"):
        publisher(site).publish(draft(site, phrasing))
        texts.append(bank(site).read_bytes())
    for phrasing, text in (("second wish", texts[1]), ("first wish", texts[0])):
        assert publisher(site).undoable.phrasing == phrasing
        publisher(site).undo()
        assert bank(site).read_bytes() == text
    with pytest.raises(PublishError, match="nothing was published that could be taken back"):
        publisher(site).undo()


def test_a_new_question_file_is_gone_again_after_undo(site):
    bank(site).unlink()
    build(site.corpus, site.index, WordEncoder())
    made = publisher(site)
    made.publish(draft(site))
    assert PHRASING in bank(site).read_text()
    made.undo()
    assert not bank(site).exists()


def test_an_undo_whose_index_was_not_kept_builds_it_again(site):
    before = contents(site.index)
    made = publisher(site)
    for number in range(KEPT + 1):
        made.publish(draft(site, f"wish number {number}"))
    kept = sorted(path.parent.name for path in (site.index.parent / "published").glob("*/index-before"))
    assert kept == ["0002", "0003", "0004"]
    for _ in range(KEPT + 1):
        made.undo()
    assert contents(site.index) == before


def test_an_undo_does_not_trust_a_kept_index_that_is_damaged(site):
    before = contents(site.index)
    made = publisher(site)
    made.publish(draft(site))
    (site.index.parent / "published" / "0001" / "index-before" / "views.jsonl").write_text("damaged")
    made.undo()
    assert contents(site.index) == before


def test_a_file_edited_after_the_draft_is_not_overwritten(site):
    made, drafted = publisher(site), draft(site)
    edited = bank(site).read_bytes() + b"# by hand\n"
    bank(site).write_bytes(edited)
    build(site.corpus, site.index, WordEncoder())
    with pytest.raises(PublishError, match=r"questions/pots\.yaml was edited since"):
        made.publish(drafted)
    with pytest.raises(PublishError, match=r"pots\.yaml was edited since the draft was made; make the draft again"):
        publisher(site).publish(drafted)
    assert bank(site).read_bytes() == edited


def test_a_file_edited_after_publishing_is_not_taken_back(site):
    publisher(site).publish(draft(site))
    edited = bank(site).read_bytes() + b"# by hand\n"
    bank(site).write_bytes(edited)
    build(site.corpus, site.index, WordEncoder())
    with pytest.raises(PublishError, match=r"pots\.yaml was edited since it was published; change it by hand"):
        publisher(site).undo()
    assert bank(site).read_bytes() == edited


def test_another_file_edited_by_hand_is_not_published_along(site):
    made, drafted = publisher(site), draft(site)
    (site.corpus / "pots.md").write_text((site.corpus / "pots.md").read_text() + "\nTin pots rust.\n")
    before = contents(site.index)
    with pytest.raises(PublishError, match=r"pots\.md was edited since the index was built; restart the site"):
        made.publish(drafted)
    assert contents(site.index) == before


def test_a_file_edited_while_the_index_is_built_is_not_overwritten(site):
    edited = bank(site).read_bytes() + b"# by hand\n"

    def edit(what):
        if what == "copied the corpus":
            bank(site).write_bytes(edited)

    before = contents(site.index)
    with pytest.raises(PublishError, match=r"pots\.yaml was edited since the draft was made"):
        publisher(site, edit).publish(draft(site))
    assert bank(site).read_bytes() == edited
    assert contents(site.index) == before
    assert publisher(site).publications == ()


def test_only_one_publishes_at_a_time(site):
    (site.index.parent / "published").mkdir()
    with FileLock(site.index.parent / "published" / "lock"):
        for act in (lambda: publisher(site).publish(draft(site)), publisher(site).undo, publisher(site).finish):
            with pytest.raises(PublishError, match="something else is being published; try again in a minute"):
                act()
    assert publisher(site).publish(draft(site)).state is State.PUBLISHED


def test_a_full_disk_stops_before_anything_is_changed(site):
    def full(what):
        if what == "half of .after.yaml.new":
            raise OSError(28, "No space left on device")

    before, text = contents(site.index), bank(site).read_bytes()
    with pytest.raises(PublishError, match=r"publishing stopped .*No space left on device"):
        publisher(site, full).publish(draft(site))
    assert (contents(site.index), bank(site).read_bytes()) == (before, text)
    assert publisher(site).publish(draft(site)).state is State.PUBLISHED


def test_what_was_decided_is_carried_out_at_the_next_try(site):
    def full(what):
        if what == "half of .pots.yaml.new":
            raise OSError(28, "No space left on device")

    stopped = publisher(site, full)
    with pytest.raises(PublishError, match="carried out at the next try or start"):
        stopped.publish(draft(site))
    carried = Publisher(stopped.live, site, WordEncoder(), Files())
    assert carried.finish().state is State.PUBLISHED
    assert PHRASING in bank(site).read_text()
    assert stopped.live.current.index.manifest.fingerprint == carried.publications[0].index_after
    assert carried.finish() is None


def test_a_file_edited_by_hand_after_a_crash_stays_as_it_was_edited(site):
    class Crash(BaseException):
        pass

    def crash(what):
        if what == "half of .pots.yaml.new":
            raise Crash

    with pytest.raises(Crash):
        publisher(site, crash).publish(draft(site))
    edited = bank(site).read_bytes() + b"# by hand\n"
    bank(site).write_bytes(edited)
    assert repair(site).state is State.LEFT
    assert bank(site).read_bytes() == edited
    assert repair(site) is None


def test_a_site_without_publications_has_nothing_to_repair(site):
    assert repair(site) is None
    assert not (site.index.parent / "published").exists()


def test_a_damaged_history_stops_publishing_and_no_start(site, caplog):
    publisher(site).publish(draft(site))
    path = site.index.parent / "published" / "history.json"
    path.write_text(json.dumps([{"number": 1}]))
    assert repair(site) is None
    assert "history.json: not a history of publications" in caplog.text
    with pytest.raises(PublishError, match="put it aside, then restart the site"):
        publisher(site).publish(draft(site, "another wish"))


def test_nothing_but_what_undo_needs_is_left_beside_the_index(site):
    publisher(site).publish(draft(site))
    root = site.index.parent
    assert sorted(path.name for path in root.iterdir()) == ["index", "published"]
    assert sorted(path.name for path in (root / "published" / "0001").iterdir()) == ["before.yaml", "index-before"]
    publisher(site).undo()
    assert {path.name for path in (root / "published").iterdir()} - {"lock"} == {"history.json"}
