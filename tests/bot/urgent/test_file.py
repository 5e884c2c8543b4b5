"""What the reviewed file must hold."""

import re

import pytest

from bot.urgent.errors import UrgentFileError
from bot.urgent.file import UrgentFile
from tests.bot.urgent.conftest import MESSAGES


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("crisis: call 14416, ", "", "no advice for the tiers crisis"),
        ("unchecked: call the clinic", "", "no advice for the tiers unchecked"),
        ("tier: crisis", "tier: soon", "'dark' has the tier 'soon'"),
        ("    label: Weak leg\n", "", "'weakness' has no label"),
        ("rules: [die]", "rules: [died]", "uses 'died', not under concepts"),
        ("rules: [die]", "rules: [die, ++]", "cannot read the rule"),
        ("{hides: both", "{hides: all", "the guard 'past' needs hides"),
        ("alone: 0.5, ", "", "likeness needs the numbers"),
        ("concepts:", "conceptions:", "the section 'concepts' is missing"),
        ("exemplars:\n  nerves", "exemplars:\n  nerve", "exemplars of 'nerve', which is not under signs"),
        ("  dark: |\n    everything would be easier without me\n", "", "the sign 'dark' has no exemplars"),
        ("calm: |", "quiet: |", "the section 'calm' is missing"),
        ('common: "leg"', 'common: "foot"', "common names 'foot', which is not under concepts"),
        ("leg: leg", "leg: \U0001f9b5", "the phrase '\U0001f9b5' has no words"),
    ],
)
def test_a_wrong_file_is_refused_naming_the_place(change, old, new, complaint):
    with pytest.raises(UrgentFileError, match=re.escape(complaint)):
        UrgentFile.load(change(old, new))


def test_messages_are_in_the_order_of_the_signs_and_then_calm(small_file):
    messages = UrgentFile.load(small_file).messages
    assert len(messages) == MESSAGES
    assert [sign for sign, _ in messages] == ["nerves"] * 2 + ["lung"] * 2 + ["weakness"] * 2 + ["dark"] + [""] * 4
    assert messages[6] == ("dark", "everything would be easier without me")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cannot: cant, can not", "cannot: cant,, , can not"),
        ('"can it, what if', '", can it,, what if'),
        ("groin: groin, between", "groin: groin,, between"),
        ("rules: [die]", "rules: [die, ]"),
        ("rules: [die]", "rules: [die, null]"),
        ('common: "leg"', 'common: ",leg,"'),
        ("    my seat has gone", "\n    my seat has gone"),
    ],
)
def test_an_empty_item_of_a_list_is_ignored(change, small_file, old, new):
    before = UrgentFile.load(small_file)
    after = UrgentFile.load(change(old, new))
    assert (after.signs, after.messages, after.settings) == (before.signs, before.messages, before.settings)
    message = "cant breathe, what if my groin is numb"
    assert after.reader.read(message) == before.reader.read(message)
