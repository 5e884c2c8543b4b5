"""The Fix tab without a browser: what is previewed, what may be published, and what is told."""

import json
from dataclasses import replace
from datetime import timedelta

import gradio as gr
import pytest

from bot.staff.errors import PublishError
from bot.staff.fix import Draft
from bot.urgent import Urgent
from bot.web.staff.form import Form
from bot.web.staff.press import Press
from bot.web.staff.publishing import NOT_REACHED, PREVIEW_FIRST, start_publishing, start_undo
from bot.web.staff.rehearsal import RECENT, recent_questions, rehearse
from bot.web.staff.tabs.fix import show_history
from bot.web.staff.target import choices, draft_of, is_drafted, render_target
from index.remembering import RememberingEncoder
from tests.bot.staff.publishing import Calm
from tests.bot.staff.samples import NOON, answered, entry
from tests.doubles import WordEncoder
from tests.web.staff.desks import log_of, working_desk
from tests.web.staff.test_press import wait
from tests.web.test_render import HOSTILE, Texts

PHRASING = "jelly wobble remedy"
TOPICS = """- topic: gold
  label: Gold <crowns>
  say: We know nothing of gold.
  questions:
  - do you take gold
"""


@pytest.fixture
def desk(settings):
    return working_desk(settings)


@pytest.fixture
def with_topic(settings):
    (settings.corpus / "questions").mkdir()
    (settings.corpus / "questions" / "not-covered.yaml").write_text(TOPICS)
    return working_desk(settings)


def hip(desk) -> str:
    """Name the only passage of the article on hips."""
    return next(passage.id for passage in desk.live.current.index.passages if passage.article == "hip")


def last(desk, target: str, phrasing: str) -> tuple[Draft | None, str]:
    return list(rehearse(desk, target, phrasing))[-1]


# Targets


def test_every_passage_and_topic_can_be_chosen_but_no_small_talk(with_topic):
    bot = with_topic.live.current
    names = [name for _, name in choices(bot)]
    assert names == [*(passage.id for passage in bot.index.passages), "topic:gold"]
    labels = {name: label for label, name in choices(bot)}
    assert labels[hip(with_topic)] == "Hips: Hips carry you. Hips turn. A hip that clicks is rarely ill."
    assert labels["topic:gold"] == "Not covered: Gold <crowns>"


def test_chosen_passage_is_shown_in_full_with_its_introduction(desk):
    bot = desk.live.current
    fever = next(passage for passage in bot.index.passages if passage.text.startswith("Fever"))
    found = Texts(render_target(bot, fever.id)).found
    assert found["quote-text"] == ["Fever: a temperature above 38 degrees."]
    assert found["lead-in"] == ["You should rest if you have:"]
    assert found["target-place"] == ["Knees & <Ankles> › Who should rest?"]


def test_chosen_topic_shows_what_patients_are_told(with_topic):
    assert "We know nothing of gold." in render_target(with_topic.live.current, "topic:gold")


def test_draft_is_for_its_own_target_alone(with_topic):
    corpus = with_topic.settings.corpus
    passage, topic = (draft_of(corpus, name, PHRASING) for name in (hip(with_topic), "topic:gold"))
    targets = (hip(with_topic), "topic:gold", "", None)
    assert [is_drafted(passage, target, PHRASING) for target in targets] == [True, False, False, False]
    assert [is_drafted(topic, target, PHRASING) for target in targets] == [False, True, False, False]


def test_only_what_differs_from_the_preview_makes_the_form_forget_it(desk):
    draft, form = draft_of(desk.settings.corpus, hip(desk), PHRASING), Form(*[None] * 6)
    assert form.forget(draft, hip(desk), f" {PHRASING} ") == (gr.skip(), gr.skip())
    for late in ((hip(desk), "other words"), ("topic:gold", PHRASING), (None, PHRASING)):
        forgotten, publish = form.forget(draft, *late)
        assert (forgotten, publish.interactive) == (None, False)


# The preview


def test_preview_shows_both_replies_and_the_diff_and_says_that_the_passage_answers(desk):
    draft, html = last(desk, hip(desk), PHRASING)
    assert (draft.phrasing, draft.passages) == (PHRASING, (hip(desk),))
    found = Texts(html).found
    assert found["verdict-good"] == ["With the change, the question is answered by this passage."]
    now, changed = html.split("With the change</h4>")
    assert "reply-not_found" in now
    assert "Hips carry you." in changed
    assert f"+    - {PHRASING}\n" in found["added"]
    assert not (desk.settings.corpus / "questions").exists()


def test_preview_lists_recent_replies_that_would_change_and_golden_questions_that_would_break(settings, tmp_path):
    near = "jelly wobble"
    log = log_of(tmp_path, [entry("a", near, time=NOON), entry("b", "who should rest", time=NOON)])
    golden = {"id": "g1", "question": "wobble remedy jelly", "kind": "unanswerable", "answers": []}
    (settings.corpus / "golden.jsonl").write_text(json.dumps(golden) + "\n")
    desk = working_desk(settings, log)
    _, html = last(desk, hip(desk), PHRASING)
    assert "Other replies that would change: 2 of 3" in html
    assert [text for tag, text in _summaries(html)] == ["wobble remedy jelly", near]
    assert Texts(html).found["verdict-bad"] == ["Golden questions that would break: 1"]


def _summaries(html: str) -> list[tuple[str, str]]:
    return [("summary", part.split("</summary>")[0]) for part in html.split("<summary>")[1:]]


@pytest.mark.parametrize(
    ("target", "phrasing", "told"),
    [
        ("hip", "", "the phrasing is empty"),
        ("hip", "x" * 301, "at most 300"),
        ("hip", "call me on +91 98450 12345", "personal data"),
        ("", PHRASING, "choose the passage"),
        ("p-gone", PHRASING, "no passage"),
        ("topic:gone", PHRASING, "no topic"),
    ],
)
def test_refused_draft_is_told_in_its_one_line(desk, target, phrasing, told):
    draft, html = last(desk, hip(desk) if target == "hip" else target, phrasing)
    assert draft is None
    assert told in Texts(html).found["problem"][0]


def test_recent_questions_are_the_latest_distinct_ones_that_were_asked_on_their_own(settings, tmp_path):
    minutes = [NOON + timedelta(minutes=number) for number in range(RECENT + 5)]
    entries = [entry(f"k{number:03}", f"question {number}", time=time) for number, time in enumerate(minutes)]
    entries += [
        entry("x1", "and then", is_followup=True, time=minutes[-1]),
        answered("x2", "p-1", question="question 3", time=minutes[-1]),
        entry("x3", None, time=minutes[-1]),
    ]
    found = recent_questions(working_desk(settings, log_of(tmp_path, entries)))
    assert len(found) == RECENT
    assert found[:3] == ("question 3", f"question {RECENT + 4}", f"question {RECENT + 3}")


def test_nothing_that_is_previewed_becomes_markup(desk):
    _, html = last(desk, hip(desk), f"knees {HOSTILE}")
    assert {tag for tag, _ in Texts(html).tags} & {"img", "script"} == set()


# Publishing


def test_published_draft_answers_at_once_and_undo_takes_it_back(desk):
    press = Press()
    draft, _ = last(desk, hip(desk), PHRASING)
    assert desk.live.current.answer(PHRASING).kind == "not_found"
    start_publishing(desk, press, draft, hip(desk), f" {PHRASING} ")
    wait(press)
    assert press.progress.said == f"Published as number 1: “{PHRASING}”. The chat answers as wanted from now on."
    assert desk.live.current.answer(PHRASING).quotes[0].article == "hip"
    history = show_history(desk)
    assert "Undo takes back: <q" in history
    assert Texts(history).found["published-state"] == ["published"]
    start_undo(desk, press)
    wait(press)
    assert press.progress.said == f"Taken back: “{PHRASING}”. The chat answers as before."
    assert desk.live.current.answer(PHRASING).kind == "not_found"
    assert Texts(show_history(desk)).found["published-state"] == ["taken back"]
    assert "Undo takes back" not in show_history(desk)


class Alarmed(Calm):
    """Finds everything urgent."""

    def check(self, message, history=()):
        return Urgent("same_day", "sign", "Sign", "rule")

    def check_all(self, messages, histories):
        return [self.check(message) for message in messages]

    def advice(self, tier):
        return "Call us."


def test_publication_that_does_not_help_says_so(desk):
    press = Press()
    desk.live.exchange(replace(desk.live.current, urgent=Alarmed()))
    draft, html = last(desk, hip(desk), PHRASING)
    assert "is not answered by this passage" in Texts(html).found["verdict-bad"][0]
    start_publishing(desk, press, draft, hip(desk), PHRASING)
    wait(press)
    assert press.progress.said == f"Published as number 1: “{PHRASING}”. {NOT_REACHED}"


@pytest.mark.parametrize(
    ("has_draft", "target", "phrasing"),
    [(False, "hip", PHRASING), (True, "hip", "other words"), (True, "knee", PHRASING), (True, "", PHRASING)],
)
def test_nothing_is_published_that_was_not_previewed_as_it_stands(desk, has_draft, target, phrasing):
    ids = {passage.article: passage.id for passage in desk.live.current.index.passages}
    draft = draft_of(desk.settings.corpus, ids["hip"], PHRASING) if has_draft else None
    with pytest.raises(PublishError, match=PREVIEW_FIRST):
        start_publishing(desk, Press(), draft, ids.get(target, ""), phrasing)


def test_question_file_that_was_edited_meanwhile_refuses_the_draft_in_one_line(desk):
    press = Press()
    draft, _ = last(desk, hip(desk), PHRASING)
    (desk.settings.corpus / "questions").mkdir()
    (desk.settings.corpus / "questions" / "hip.yaml").write_text("# mine\n")
    start_publishing(desk, press, draft, hip(desk), PHRASING)
    wait(press)
    assert press.progress.is_problem
    assert "hip.yaml was edited" in press.progress.said


def test_damaged_history_is_told_in_its_one_line(desk):
    folder = desk.settings.index.parent / "published"
    folder.mkdir()
    (folder / "history.json").write_text("not json")
    assert "not a history of publications" in Texts(show_history(desk)).found["problem"][0]


def test_preview_asks_the_model_for_one_question_at_a_time_so_that_patients_come_in_between(desk, tmp_path):
    sizes = []

    class Watched(WordEncoder):
        def encode_queries(self, texts, *, on_batch=None):
            sizes.append(len(texts))
            return super().encode_queries(texts, on_batch=on_batch)

    log = log_of(tmp_path, [entry(f"k{number}", f"question number {number}", time=NOON) for number in range(20)])
    desk.live.exchange(replace(desk.live.current, encoder=RememberingEncoder(Watched())))
    draft, _ = last(replace(desk, log=log), hip(desk), PHRASING)
    assert draft is not None
    assert (len(sizes), max(sizes)) == (21, 1)
