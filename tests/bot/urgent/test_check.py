"""The check: rules and likeness together, two turns, and failing closed."""

import numpy as np
import pytest

from bot.urgent import Urgent, UrgentCheck
from bot.urgent.check import CHECK_FAILED
from bot.urgent.file import UNCHECKED, UrgentFile
from bot.urgent.fit import fit
from bot.urgent.judge import Judge
from tests.bot.urgent.conftest import SMALL, Failing, encoder

DIMENSION = 384


def sign_of(urgent: Urgent | None) -> str | None:
    return urgent.sign if urgent else None


@pytest.mark.parametrize(
    ("message", "sign"),
    [
        ("unable to breathhe", "lung"),
        ("i cnat say, brth is gone", None),
        ("i cannot beast", None),
        ("leg is weak", "weakness"),
        ("leg is always weak", None),
        ("i want to die", "dark"),
        ("numb groin and i want to die", "nerves"),
        ("i want to die, leg is weak", "dark"),
        ("cannot breathe, groin is numb", "nerves"),  # as pressing: the first of the file
        ("can it make my groin numb", None),
    ],
)
def test_the_most_pressing_rule_decides(small, message, sign):
    assert sign_of(small.check(message)) == sign


def test_evidence_names_the_rule_and_the_words(small):
    assert small.check("since 2 days my groin is numb") == Urgent(
        "emergency", "nerves", "Numb between the legs", "rule: numb + groin within 8 | words: groin is numb"
    )


def test_a_weak_rule_needs_the_support_of_likeness(small):
    urgent = small.check("chest feels weak and strange suddenly")
    assert urgent is not None
    assert urgent.evidence.startswith("rule: chest + weak ?")
    assert small.check("weak chest muscles from poor posture") is None


def test_an_exemplar_is_urgent_by_likeness_and_named_in_the_evidence(small):
    urgent = small.check("the soap feels like nothing on my saddle")
    assert urgent is not None
    assert (urgent.tier, urgent.sign) == ("emergency", "nerves")
    assert urgent.evidence.startswith("reads like: the soap feels like nothing on my saddle (score ")


@pytest.mark.parametrize("message", ["how much does a session cost", "is the needle painful", "unrelated words only"])
def test_calm_and_unknown_messages_pass(small, message):
    assert small.check(message) is None


def test_one_line_buried_in_a_long_message_is_heard(small):
    greeting = "Good morning to all, I wish to thank the staff for being so kind and patient with old people like us. "
    thanks = " Kindly also tell where is your clinic and do you have parking."
    assert sign_of(small.check(greeting + "My seat has gone to sleep and stays asleep." + thanks)) == "nerves"
    assert small.check(greeting + thanks) is None


def test_each_piece_of_a_long_message_is_weighed_by_its_own_way_of_speaking():
    file = UrgentFile.load(SMALL)
    judge = Judge(file, fit(file, encoder()))
    filler = "my chest muscles are fine and my seat is fine and i walk to the clinic"
    wanted = next(judge.judge(f"{filler} years ago. today {filler}.", ()))
    past, now = (file.settings.manner.index(name) for name in ("past", "now"))
    shown = dict(zip(wanted.texts, wanted.manners.astype(bool), strict=True))
    pieces = [shown[f"{filler} years ago"], shown[f"today {filler}"]]
    assert [(piece[past], piece[now]) for piece in pieces] == [(True, False), (False, True)]


TURNS = [
    (["everything is numb"], "and in the groin", "nerves"),
    (["everything is numb"], "how much does a session cost", None),
    (["my groin is numb"], "it is worse", "nerves"),
    (["my groin is numb"], "is the needle painful", None),
    (["my groin is numb"], "my leg", None),
    (["my groin is numb", "is the needle painful"], "it is still there", "nerves"),
    (["my groin is numb", "a", "b"], "it is still there", None),
    (["can it make me numb"], "my groin hurts", None),
    (["the soap feels like nothing on my saddle"], "it is worse", "nerves"),
    (["\U0001f62d"], "hello", None),
]


@pytest.mark.parametrize(("history", "message", "sign"), TURNS)
def test_turns_are_read_together(small, history, message, sign):
    assert sign_of(small.check(message, history)) == sign


def test_many_are_checked_as_one_is(small):
    messages, histories = [message for _, message, _ in TURNS], [history for history, _, _ in TURNS]
    one_by_one = [small.check(message, history) for message, history in zip(messages, histories, strict=True)]
    assert small.check_all(messages, histories) == one_by_one
    assert small.check_all([], []) == []


def test_what_many_need_is_encoded_in_few_calls():
    counting = encoder()
    calls = []
    encode, counting.encode_queries = counting.encode_queries, lambda texts: calls.append(len(texts)) or encode(texts)
    check = UrgentCheck.load(SMALL, counting)
    calls.clear()
    check.check_all(
        ["is the needle painful", "my groin is numb", "my leg", "\U0001f62d", "still"], [[]] * 4 + [["a", "b"]]
    )
    assert calls == [3, 1, 1]  # all that no rule decided; then the turns before, the later one first


def failing(later) -> UrgentCheck:
    encoder = Failing(dimension=DIMENSION)
    check = UrgentCheck.load(SMALL, encoder)
    encoder.later = later
    return check


@pytest.mark.parametrize(
    "later",
    [
        RuntimeError("the model is gone"),
        np.full((1, DIMENSION), np.nan, dtype=np.float32),
        np.zeros((1, 3), dtype=np.float32),
        np.zeros((2, DIMENSION), dtype=np.float32),
    ],
)
def test_a_failing_encoder_is_an_urgent_reply(later):
    check = failing(later)
    assert check.check("where is your clinic") == CHECK_FAILED
    assert check.advice(CHECK_FAILED.tier) == check.advice(UNCHECKED) == "call the clinic"


def test_an_emergency_by_a_rule_needs_no_encoder():
    assert sign_of(failing(RuntimeError("the model is gone")).check("my groin is numb")) == "nerves"


def test_when_a_batch_fails_what_is_not_yet_judged_is_unchecked():
    check = failing(RuntimeError("the model is gone"))
    judged = check.check_all(["my groin is numb", "leg is weak", "\U0001f62d", "hello"], [[]] * 4)
    assert [sign_of(urgent) for urgent in judged] == ["nerves", CHECK_FAILED.sign, None, CHECK_FAILED.sign]


def test_numbers_that_are_not_finite_spoil_one_message_alone():
    vectors = np.zeros((2, DIMENSION), dtype=np.float32)
    vectors[0, 0] = np.inf
    assert failing(vectors).check_all(["hello", "good morning"], [[], []]) == [CHECK_FAILED, None]


@pytest.mark.parametrize(("message", "history"), [(None, []), ("hello still", None), ("still", [None])])
def test_what_is_no_text_is_unchecked_and_spoils_nothing_else(small, message, history):
    judged = small.check_all([message, "my groin is numb", "is the needle painful"], [history, [], []])
    assert [sign_of(urgent) for urgent in judged] == [CHECK_FAILED.sign, "nerves", None]


@pytest.mark.parametrize("message", ["", "   ", "???", "\U0001f64f\U0001f64f", "..."])
def test_a_message_without_words_passes_without_encoding(message):
    assert failing(RuntimeError("the model is gone")).check(message) is None
