"""Rules: how they are written, and which messages of the small file they fire on."""

import pytest

from bot.urgent.errors import UrgentFileError
from bot.urgent.file import UrgentFile
from bot.urgent.rule import WITHIN, Rule
from tests.bot.urgent.conftest import SMALL


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("die", Rule("die", ("die",), WITHIN, (), weak=False)),
        (" numb + leg ? ", Rule("numb + leg ?", ("numb", "leg"), WITHIN, (), weak=True)),
        (
            "numb + leg within 5 unless usual or past ?",
            Rule("numb + leg within 5 unless usual or past ?", ("numb", "leg"), 5, ("usual", "past"), weak=True),
        ),
    ],
)
def test_a_rule_is_read(text, rule):
    assert Rule.parse(text) == rule


@pytest.mark.parametrize("text", ["numb +", "numb + groin within few", "numb + groin unless", "", "numb groin"])
def test_an_unreadable_rule_is_refused(text):
    with pytest.raises(UrgentFileError, match="cannot read the rule"):
        Rule.parse(text)


@pytest.mark.parametrize(
    ("rule", "message", "words"),
    [
        ("numb + groin within 8", "numbness between my legs", "numbness between my legs"),
        ("numb + groin within 8", "numb and so are my toes, groin is numb", "groin is numb"),
        ("numb + groin within 8", "numb toes. pain in the groin", "numb toes . pain in the groin"),
        ("numb + groin within 8", "numb toes and heel and then there is some pain in the groin", None),
        ("leg + weak unless usual", "leg is weak", "leg is weak"),
        ("leg + weak unless usual", "leg is always weak", None),
        ("leg + weak unless usual", "leg is weak. it is always so", "leg is weak"),
        ("cannot + breathe within 4", "cant get my brth", "cannot get my breath"),
        ("leg + leg", "leg", None),
        ("leg + leg", "leg to leg", "leg to leg"),
    ],
)
def test_a_rule_fires_on_the_shortest_run_of_its_concepts(rule, message, words):
    reading = UrgentFile.load(SMALL).reader.read(message)
    run = Rule.parse(rule).fires(reading)
    assert (run and " ".join(reading.message[slice(*run)])) == words


def test_a_run_must_end_in_the_new_turn():
    reading = UrgentFile.load(SMALL).reader.read("numb groin. weak leg")
    assert Rule.parse("numb + groin").fires(reading, not_before=2) is not None
    assert Rule.parse("numb + groin").fires(reading, not_before=3) is None
