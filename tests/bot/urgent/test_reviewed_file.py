"""The reviewed file itself: complete, without contradictions, and its rules see lay words."""

import re

import pytest

from bot.urgent import URGENT_FILE
from bot.urgent.file import TIERS, UNCHECKED, UrgentFile
from bot.urgent.report import read_labelled
from tests.bot.urgent.test_quality import DEVELOPMENT, TABLE


@pytest.fixture(scope="module")
def file() -> UrgentFile:
    return UrgentFile.load(URGENT_FILE)


def test_every_sign_has_thirty_exemplars(file):
    signs = [sign for sign, _ in file.messages]
    assert {sign.name: signs.count(sign.name) for sign in file.signs if signs.count(sign.name) < 30} == {}
    assert signs.count("") >= 1_500


def test_no_message_is_said_twice(file):
    messages = [message for _, message in file.messages]
    assert sorted({message for message in messages if messages.count(message) > 1}) == []


@pytest.mark.parametrize("path", [TABLE, DEVELOPMENT], ids=["table", "development"])
def test_no_message_that_measures_the_check_has_taught_it(file, path):
    taught = {" ".join(message.lower().split()) for _, message in file.messages}
    assert taught.isdisjoint(" ".join(each.question.lower().split()) for each in read_labelled(path))


def test_advice_uses_only_the_known_placeholders(file):
    known = {"{emergency_number}", "{crisis_line}", "{crisis_number}", "{phone}"}
    for tier in (*TIERS, UNCHECKED):
        used = set(re.findall(r"{\w*}", file.advice[tier]))
        assert {"{emergency_number}", "{phone}"} <= used <= known
    assert {"{crisis_line}", "{crisis_number}"} <= set(re.findall(r"{\w+}", file.advice["crisis"]))


@pytest.mark.parametrize(
    ("message", "sign"),
    [
        ("since morning i cant feel anything down there when i wipe", "cauda_equina"),
        ("cnt feel my pvt parts frm mrng", "cauda_equina"),
        ("pins and needles in my vagina and i leak", "cauda_equina"),
        ("is it normal that i cannot feel when i pee since yesterday", "cauda_equina"),
        ("i keep thinking of ending everything", "suicide"),
        ("everyone at home would be better off without me", "suicide"),
        ("my mother suddenly cannot lift her left arm and her face is drooping", "stroke"),
        ("seene mein dard aur paseena aa raha hai", "heart"),
        ("lips and tongue are swollen since the session", "anaphylaxis"),
        ("fever and stiff neck", "sepsis_meningitis"),
        ("i coughed up blood today", "embolism"),
        ("a bit of the needle broke off in my back", "needle_left"),
        ("took 14 crocin since morning", "overdose"),
        ("lost 8 kg and the pain wakes me at night", "cancer"),
    ],
)
def test_rules_see_lay_words(reviewed, message, sign):
    urgent = reviewed.check(message)
    assert urgent is not None
    assert urgent.sign == sign
    assert "rule: " in urgent.evidence


@pytest.mark.parametrize(
    "message",
    [
        "can it puncture a lung?",
        "my aunt had a stroke years ago",
        "can a pin break",
        "my knee wants to die on stairs",
        "she would rather die than undress before a man",
        "my shoulder hurts when i turn the wheel",
        "one step and pain shoots down my leg",
        "the pain was not there anymore after two sessions",
        "i hurt myself laughing",
        "i had a collapsed lung at school",
    ],
)
def test_no_rule_without_a_question_mark_fires_on_ordinary_words(file, message):
    reading = file.reader.read(message)
    assert [rule.text for sign in file.signs for rule in sign.rules if not rule.weak and rule.fires(reading)] == []
