"""Drafts: a phrasing is put into its question file and nothing else there is touched, or one line says why not."""

import pytest

from bot.staff.errors import DraftError
from bot.staff.fix import Draft
from bot.staff.phrasing import Phrasings
from bot.staff.question_lines import QuestionLines
from index.errors import CorpusError

ICE = "No. Ice chills the roots of a plant that has never met frost."
WEEKLY = "Water a moth orchid once a week in summer and every ten days in winter. Lift the pot: a light one is thirsty."
BLACK = "Black roots: they are rotting and can drink nothing."
BARK = "A new pot every second spring keeps the bark airy."


def put(corpus, name, text):
    path = corpus / "questions" / f"{name}.yaml"
    path.write_bytes(text.encode())
    return path


def read(corpus, name):
    return (corpus / "questions" / f"{name}.yaml").read_bytes().decode()


def test_a_phrasing_goes_below_its_entry_under_a_voice_of_its_own(orchids):
    draft = Draft.attach(orchids, ICE, "may I use frost?")
    old = read(orchids, "watering")
    assert draft.after.decode() == old + "    staff:\n    - may I use frost?\n"
    assert draft.before.decode() == old
    assert draft.file == "questions/watering.yaml"


def test_the_diff_shows_the_added_lines_alone(orchids):
    diff = Draft.attach(orchids, ICE, "may I use frost?").diff.splitlines()
    assert diff[:2] == ["--- a/questions/watering.yaml", "+++ b/questions/watering.yaml"]
    assert [line for line in diff[2:] if line[0] in "+-"] == ["+    staff:", "+    - may I use frost?"]


def test_a_draft_writes_nothing(orchids):
    before = {path: path.read_bytes() for path in orchids.rglob("*.*")}
    Draft.attach(orchids, BARK, "when does it move house?")
    Draft.remove(orchids, "weekly schedule")
    assert {path: path.read_bytes() for path in orchids.rglob("*.*")} == before


def test_a_phrasing_joins_the_voice_that_is_there(orchids):
    after = Draft.attach(orchids, WEEKLY, "how much rain", voice="short").after.decode()
    assert "    - weekly schedule\n    - how much rain\n    plain:\n" in after


def test_a_passage_is_named_by_its_id(orchids):
    known = Phrasings.read(orchids)
    passage = known.passages[known.row(ICE)].id
    draft = Draft.attach(orchids, passage, "may I use frost?")
    assert draft.after == Draft.attach(orchids, ICE, "may I use frost?").after
    assert draft.passages == (passage,)


def test_a_list_gets_the_phrasing_in_the_entry_of_the_list(orchids):
    known = Phrasings.read(orchids)
    whole = next(each for each in known.passages if each.text.startswith("Put the can away"))
    after = Draft.attach(orchids, whole.id, "when to stop").after.decode()
    assert 'which symptoms tell?\n    staff:\n    - when to stop\n\n- passage: "Black roots' in after


def test_a_passage_without_an_entry_gets_one_at_the_end(orchids):
    text = "Orchids live on trees, where rain comes and goes. Most of those that die indoors drown."
    after = Draft.attach(orchids, text, "where do they grow").after.decode()
    assert (
        after
        == read(orchids, "watering") + f"\n- passage: {text}\n  questions:\n    staff:\n    - where do they grow\n"
    )


def test_an_article_without_a_question_file_gets_one(orchids):
    draft = Draft.attach(orchids, BARK, "when does it move house?")
    assert (draft.file, draft.before) == ("questions/repotting.yaml", None)
    assert draft.after.decode() == (
        "# How patients ask for each passage of repotting.md, by voice; corpus/README.md says how to edit this file.\n"
        f"\n- passage: {BARK}\n  questions:\n    staff:\n    - when does it move house?\n"
    )
    assert draft.diff.startswith("--- /dev/null\n+++ b/questions/repotting.yaml\n")


def test_every_passage_can_be_attached_to(orchids):
    for passage in Phrasings.read(orchids).passages:
        assert passage.id in Draft.attach(orchids, passage.id, "quite another thing").passages


@pytest.mark.parametrize(
    "phrasing",
    ["yes", "- is it: so? #1", "'quoted' \"twice\"", "no", "1,000", "*why*", "क्या दर्द होता है?", "{a: b}", "😀 ok"],
)
def test_what_yaml_would_misread_is_read_back_word_for_word(orchids, phrasing):
    after = Draft.attach(orchids, ICE, phrasing).after.decode()
    assert [line.text for line in QuestionLines(after)][-1] == phrasing


ODD = {
    "windows line ends": "# c\r\n- passage: {ice}\r\n  questions:\r\n    short:\r\n    - one\r\n",
    "no end of line": "- passage: {ice}\n  questions:\n    short:\n    - one",
    "comments and blank lines": "- passage: {ice} # k\n  questions:\n    # k\n    short:\n    - one  # k\n\n\n# k\n",
    "indented lists": "-   passage: {ice}\n    questions:\n        short:\n          - one\n",
    "a folded text": "- questions:\n    short:\n    - >-\n      one\n      more\n\n  passage: {ice}\n",
    "a list on one line": '- passage: {ice}\n  questions:\n    staff: [one, "two"]\n',
    "a byte-order mark": "\ufeff- passage: {ice}\n  questions:\n    short:\n    - é one\n",
}


@pytest.mark.parametrize("name", ODD)
def test_the_rest_of_an_odd_file_stays_byte_for_byte(orchids, name):
    text = ODD[name].format(ice=ICE)
    put(orchids, "watering", text)
    after = Draft.attach(orchids, ICE, "frost ok").after.decode()
    at = next(at for at, char in enumerate(after) if text[at : at + 1] != char)
    added = after[at : at + len(after) - len(text)]
    assert text == after[:at] + after[at + len(added) :]
    assert added.split() in (["staff:", "-", "frost", "ok"], [",", '"frost', 'ok"'])
    assert ("\r" in added) is ("\r" in text)


@pytest.mark.parametrize("name", sorted(ODD.keys() - {"no end of line", "a list on one line"}))
def test_removing_leaves_an_odd_file_as_it_was(orchids, name):
    text = ODD[name].format(ice=ICE)
    put(orchids, "watering", text)
    put(orchids, "watering", Draft.attach(orchids, ICE, "frost ok").after.decode())
    assert Draft.remove(orchids, "frost ok").after.decode() == text


def test_removing_from_a_list_on_one_line_is_left_to_people(orchids):
    put(orchids, "watering", ODD["a list on one line"].format(ice=ICE))
    with pytest.raises(DraftError, match="line 3: the list is written on one line; edit it by hand"):
        Draft.remove(orchids, "two")


@pytest.mark.parametrize(
    "text",
    ["- {{passage: '{ice}', questions: {{short: [one]}}}}\n", "[{{passage: '{ice}', questions: {{short: [one]}}}}]\n"],
)
def test_a_file_written_on_one_line_is_left_to_people(orchids, text):
    put(orchids, "watering", text.format(ice=ICE))
    with pytest.raises(DraftError, match="by hand"):
        Draft.attach(orchids, ICE, "frost ok")


@pytest.mark.parametrize(
    ("phrasing", "problem"),
    [
        ("  \t ", "the phrasing is empty"),
        ("?!", "the phrasing is empty"),
        ("x" * 301, "the phrasing has 301 characters, at most 300"),
        ("FROZEN  water ok", r"watering\.yaml:36: this phrasing is there already"),
        ("weekly schedule", r"watering\.yaml:7: this is how patients ask for another passage"),
        ("Open Sunday", r"not-covered\.yaml:25: this is how patients ask for the topic 'opening_hours'"),
    ],
)
def test_a_phrasing_that_does_no_good_is_refused_with_its_place(orchids, phrasing, problem):
    with pytest.raises(DraftError, match=problem):
        Draft.attach(orchids, ICE, phrasing)


def test_personal_data_is_refused(orchids):
    with pytest.raises(DraftError, match=r"personal data; without it: .*\[phone\]"):
        Draft.attach(orchids, ICE, "is frost ok, call me on +91 98450 12345")


def test_a_passage_that_is_not_there_is_named(orchids):
    with pytest.raises(DraftError, match="no passage 'p-0000000000'"):
        Draft.attach(orchids, "p-0000000000", "frost ok")


def test_a_text_that_stands_in_two_articles_must_be_named_by_id(orchids):
    text = "Yes, where it is soft. Hard tap water leaves white crusts on the bark; rain is better."
    with pytest.raises(DraftError, match="2 passages read"):
        Draft.attach(orchids, text, "tap ok")


def test_a_topic_gets_a_phrasing(orchids):
    draft = Draft.attach_to_topic(orchids, "delivery", "can it travel by post")
    assert "by courier?\n  - can it travel by post\n\n- topic: opening_hours" in draft.after.decode()
    assert (draft.topic, draft.passages) == ("delivery", ())


def test_a_topic_refuses_what_asks_for_a_passage_and_what_it_has(orchids):
    with pytest.raises(DraftError, match=r"watering\.yaml:36: this is how patients ask for another passage"):
        Draft.attach_to_topic(orchids, "delivery", "frozen water ok")
    with pytest.raises(DraftError, match=r"not-covered\.yaml:18: this phrasing is there already"):
        Draft.attach_to_topic(orchids, "delivery", "Courier")
    with pytest.raises(DraftError, match="no topic 'weather'"):
        Draft.attach_to_topic(orchids, "weather", "rain today")


def test_removing_is_the_reverse_of_attaching(orchids):
    for passage in (ICE, WEEKLY, BLACK):
        old = read(orchids, "watering")
        put(orchids, "watering", Draft.attach(orchids, passage, "frost ok").after.decode())
        draft = Draft.remove(orchids, "Frost ok")
        assert draft.after.decode() == old
        assert (draft.phrasing, draft.voice, draft.is_removal) == ("frost ok", "staff", True)
        put(orchids, "watering", old)


def test_removing_the_only_phrasing_of_an_entry_removes_the_entry(orchids):
    old = read(orchids, "watering")
    text = "Orchids live on trees, where rain comes and goes. Most of those that die indoors drown."
    put(orchids, "watering", Draft.attach(orchids, text, "where do they grow").after.decode())
    assert Draft.remove(orchids, "where do they grow").after.decode().rstrip() == old.rstrip()


def test_the_last_phrasing_of_a_topic_stays(orchids):
    put(orchids, "not-covered", "- topic: pests\n  label: Pests\n  say: No.\n  questions:\n  - insects\n")
    with pytest.raises(DraftError, match="a topic needs at least one phrasing"):
        Draft.remove(orchids, "insects")


def test_removing_what_stands_nowhere_says_so(orchids):
    with pytest.raises(DraftError, match="'no such thing' stands in no file"):
        Draft.remove(orchids, "no such thing")


def test_a_question_file_that_is_broken_already_is_named_by_line(orchids):
    put(orchids, "watering", "- passage: x\n  questions: []\n")
    with pytest.raises(CorpusError, match=r"watering\.yaml:1"):
        Draft.attach(orchids, BARK, "when does it move house?")
