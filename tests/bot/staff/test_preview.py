"""A preview: which replies a draft would change, without anything being written or encoded twice."""

import json
from dataclasses import replace

import pytest

from bot.reply import ReplyKind
from bot.staff.errors import DraftError
from bot.staff.fix import Draft
from bot.staff.preview import Preview, changed_index
from bot.urgent import URGENT_FILE
from index.search import search
from index.view import ViewKind
from tests.bot.staff.publishing import Calm

ICE = "No. Ice chills the roots of a plant that has never met frost."
HAIL = "crushed hail"


@pytest.fixture
def bot(bot):
    """Give the bot over orchids, without its urgent check."""
    return replace(bot, urgent=Calm())


@pytest.fixture
def draft(orchids):
    return Draft.attach(orchids, ICE, HAIL)


def write_golden(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_the_phrasing_itself_is_answered_by_its_passage(bot, draft):
    preview = Preview.of(bot, draft)
    assert (preview.before.kind, preview.after.kind) == (ReplyKind.NOT_FOUND, ReplyKind.ANSWER)
    assert preview.after.quotes[0].text == ICE
    assert preview.is_reached
    assert (preview.asked, preview.changes, preview.broken) == (0, (), ())


def test_a_phrasing_that_another_rule_takes_is_not_reached(bot, orchids, weighed):
    bot = replace(bot, urgent=weighed.load(URGENT_FILE, bot.encoder))
    preview = Preview.of(bot, Draft.attach(orchids, ICE, "chest pain and cannot breathe"))
    assert preview.after.kind is ReplyKind.URGENT
    assert not preview.is_reached


def test_questions_whose_reply_changes_are_listed_with_both_replies(bot, draft):
    preview = Preview.of(bot, draft, ["how often drink", "hail", "hail", "how much money"])
    assert preview.asked == 3
    (change,) = preview.changes
    assert change.asked.question == "hail"
    assert (change.before.kind, change.after.kind) == (ReplyKind.NOT_FOUND, ReplyKind.ANSWER)
    assert change.after.quotes[0].text == ICE


def test_a_golden_question_that_would_break_is_told(bot, draft, tmp_path):
    golden = write_golden(
        tmp_path / "golden.jsonl",
        {"id": "a", "question": "hail", "kind": "unanswerable"},
        {"id": "b", "question": "how much money", "kind": "unanswerable"},
        {"id": "c", "question": "when", "kind": "urgent"},
    )
    preview = Preview.of(bot, draft, ["how often drink"], golden)
    assert preview.asked == 4
    assert [question for question, _ in preview.broken] == ["hail"]  # "when" holds neither before nor after
    assert "Ice chills" in preview.broken[0][1]


def test_a_preview_changes_neither_the_bot_nor_the_corpus(bot, orchids, draft):
    before = {path: path.read_bytes() for path in orchids.rglob("*.*")}
    Preview.of(bot, draft)
    assert bot.answer(HAIL).kind is ReplyKind.NOT_FOUND
    assert {path: path.read_bytes() for path in orchids.rglob("*.*")} == before


def test_the_changed_index_holds_the_phrasing_and_the_adapter_that_serves(bot, draft):
    changed = changed_index(bot, draft)
    (added,) = changed.views[len(bot.index.views) :]
    assert (added.kind, added.text, added.voice) == (ViewKind.QUESTION, HAIL, "staff")
    assert changed.passages[added.target].text == ICE
    assert changed.adapter is bot.index.adapter
    assert changed.manifest.calibration == bot.index.manifest.calibration
    vector = bot.encoder.encode_queries([HAIL])
    _, best, _ = next(search(changed, vector)).signals
    assert best[added.target] == pytest.approx(1)


def test_a_phrasing_of_a_topic_moves_its_mean_and_gets_its_line(bot, orchids):
    draft = Draft.attach_to_topic(orchids, "pests", "creepy crawlies everywhere")
    preview = Preview.of(bot, draft)
    assert preview.is_reached
    assert preview.after.message == "Pests are not in our articles. Please call your clinic's number."
    views = changed_index(bot, draft).views
    row = next(row for row, view in enumerate(views) if view.kind is ViewKind.TOPIC and view.text == "pests")
    before, after = bot.index.encoded[row], changed_index(bot, draft).encoded[row]
    assert before @ after < 0.999


def test_a_removed_phrasing_is_found_no_more(bot, orchids):
    draft = Draft.remove(orchids, "frozen water ok")
    changed = changed_index(bot, draft)
    assert len(changed.views) == len(bot.index.views) - 1
    assert "frozen water ok" not in [view.text for view in changed.views]
    assert Preview.of(bot, draft).asked == 0


def test_a_draft_on_an_article_that_is_not_served_yet_is_refused(bot, orchids):
    (orchids / "light.md").write_text("---\ntitle: Light\n---\nBright.\n")
    draft = Draft.attach(orchids, "Bright.", "lamp wanted")
    with pytest.raises(DraftError, match="not in the index that serves; restart the site"):
        Preview.of(bot, draft)
