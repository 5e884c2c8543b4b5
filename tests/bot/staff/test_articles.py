"""Articles: what is due for review, and what an edit takes away from patients and from the question files."""

from datetime import UTC, date, datetime

import pytest

from bot.question_log.entry import Entry
from bot.reply import Confidence, ReplyKind
from bot.staff.articles import Edit, reviews
from index.article import load_article
from index.errors import CorpusError
from index.passage import passages

WEEKLY = "Water a moth orchid once a week in summer and every ten days in winter. Lift the pot: a light one is thirsty."
ICE = "No. Ice chills the roots of a plant that has never met frost."


def entry(key, question, *shown):
    return Entry(
        key=key,
        time=datetime(2026, 1, 1, tzinfo=UTC),
        question=question,
        interpreted_as=None,
        is_followup=False,
        kind=ReplyKind.ANSWER,
        confidence=Confidence.HIGH,
        margin=1.0,
        topic=None,
        urgent=None,
        shown=shown,
        nearest=(),
        vector=None,
        ms=1.0,
        index="",
    )


@pytest.fixture
def text(orchids):
    return (orchids / "watering.md").read_text(encoding="utf-8")


@pytest.fixture
def ids(orchids):
    """Give the id of each passage by its text."""
    return {passage.text: passage.id for passage in passages(load_article(orchids / "watering.md"))}


def test_an_article_never_reviewed_is_due_and_comes_first(orchids):
    first, second = reviews(orchids, date(2024, 7, 15))
    assert (first.article, first.title, first.reviewed, first.days, first.is_due) == (
        "repotting",
        "Repotting Your Orchid",
        None,
        None,
        True,
    )
    assert (second.article, second.reviewed, second.days, second.is_due) == ("watering", date(2024, 6, 15), 30, False)


@pytest.mark.parametrize(("today", "is_due"), [(date(2025, 6, 14), False), (date(2025, 6, 15), True)])
def test_an_article_is_due_twelve_months_after_its_review(orchids, today, is_due):
    assert reviews(orchids, today)[1].is_due is is_due


def test_a_review_on_a_leap_day_is_due_on_the_first_of_march(orchids, text):
    (orchids / "watering.md").write_text(text.replace("2024-06-15", "2024-02-29"))
    assert [reviews(orchids, date(2025, *day))[1].is_due for day in ((2, 28), (3, 1))] == [False, True]


def test_a_text_that_is_the_same_changes_nothing(orchids, text, ids):
    edit = Edit.of(orchids, "watering", text)
    assert (edit.kept, edit.changed, edit.vanished, edit.new, edit.unanchored) == (len(ids), (), (), (), ())


def test_a_passage_in_other_words_has_changed_and_its_entry_is_named_by_line(orchids, text, ids):
    other = WEEKLY.replace("once a week", "twice a week")
    logged = [entry("a", "how often?", ids[WEEKLY], ids[ICE]), entry("b", None, ids[WEEKLY])]
    edit = Edit.of(orchids, "watering", text.replace(WEEKLY, other), logged)
    (fate,) = edit.changed
    assert (fate.passage.text, fate.nearest.text) == (WEEKLY, other)
    assert fate.likeness == pytest.approx(22 / 23)
    assert (fate.shown, fate.questions) == (2, ("how often?",))
    assert (edit.vanished, edit.new, edit.kept) == ((), (), len(ids) - 1)
    assert edit.unanchored == (f"{orchids}/questions/watering.yaml:3",)


def test_a_passage_taken_out_vanishes(orchids, text, ids):
    logged = [entry("a", "frost?", ids[ICE])]
    edit = Edit.of(orchids, "watering", text.replace(f"### Can I use ice cubes?\n\n{ICE}\n\n", ""), logged)
    (fate,) = edit.vanished
    assert (fate.passage.text, fate.nearest, fate.likeness, fate.shown) == (ICE, None, 0, 1)
    assert edit.changed == edit.new == ()
    assert [line.rsplit(":")[-1] for line in edit.unanchored] == ["32"]


def test_a_vanished_passage_is_given_the_nearest_new_one(orchids, text):
    edit = Edit.of(orchids, "watering", text.replace(ICE, "Never. It chills."))
    (fate,) = edit.vanished
    assert fate.nearest.text == "Never. It chills."
    assert 0 < fate.likeness < 0.5
    assert [passage.text for passage in edit.new] == ["Never. It chills."]


def test_what_was_quoted_most_comes_first(orchids, text, ids):
    logged = [entry("a", "frost?", ids[ICE]), entry("b", "cold?", ids[ICE]), entry("c", "often?", ids[WEEKLY])]
    edit = Edit.of(orchids, "watering", text.replace(ICE, ICE + " Never.").replace(WEEKLY, WEEKLY + " So."), logged)
    assert [(fate.passage.text, fate.shown) for fate in edit.changed] == [(ICE, 2), (WEEKLY, 1)]


def test_a_topic_that_points_into_the_article_loses_its_place(orchids):
    text = (orchids / "repotting.md").read_text().replace("every second spring", "every spring")
    assert Edit.of(orchids, "repotting", text).unanchored == (f"{orchids}/questions/not-covered.yaml:11",)


def test_a_text_that_cannot_be_used_is_named_by_file_and_line(orchids, text):
    with pytest.raises(CorpusError) as error:
        Edit.of(orchids, "watering", "no front matter")
    assert str(error.value).startswith(f"{orchids}/watering.md:1: no front matter")


def test_an_edit_of_an_article_that_is_not_there_is_refused(orchids, text):
    with pytest.raises(CorpusError, match=r"light\.md: cannot be read"):
        Edit.of(orchids, "light", text)
