"""What is measured on labelled messages, and how it is written."""

import pytest

from bot.urgent.report import Labelled, Report, read_labelled
from index.errors import SettingsError

MESSAGES = [
    Labelled("my groin is numb", (), urgent=True, sign="cauda", tier="emergency"),
    Labelled("leg is weak", (), urgent=True, sign="weak", tier="emergency"),
    Labelled("it is worse", ("my groin is numb",), urgent=True, sign="cauda"),
    Labelled("my toes look odd", (), urgent=True, sign="weak"),
    Labelled("i want to die", (), urgent=False),
    Labelled("is the needle painful", (), urgent=False),
]


def test_the_figures_are_written_by_sign(small):
    assert list(Report.of(small, MESSAGES).lines()) == [
        "urgent messages found: 3/4 (75.0%)",
        "  cauda                    2/2 (100.0%)",
        "  weak                     1/2 (50.0%)",
        "in the right tier: 1/2 (50.0%)",
        "ordinary messages stopped: 1/2 (50.0%)",
        "  as dark                  1",
    ]


def test_what_was_missed_and_stopped_is_named(small):
    report = Report.of(small, MESSAGES)
    assert [each.message for each in report.missed] == [MESSAGES[3]]
    assert [each.message for each in report.stopped] == [MESSAGES[4]]


def test_a_file_without_urgent_messages_has_no_recall(small):
    assert list(Report.of(small, MESSAGES[5:]).lines()) == [
        "urgent messages found: 0/0",
        "ordinary messages stopped: 0/1 (0.0%)",
    ]


def test_a_line_says_urgent_or_names_its_kind(tmp_path):
    path = tmp_path / "some.jsonl"
    path.write_text(
        '{"question": "a", "urgent": true, "sign": "lung", "tier": "emergency"}\n'
        '{"question": "b", "history": ["a"], "urgent": false, "sign": null}\n\n'
        '{"question": "c", "kind": "urgent"}\n{"question": "d", "kind": "answerable"}\n'
    )
    assert read_labelled(path) == [
        Labelled("a", (), urgent=True, sign="lung", tier="emergency"),
        Labelled("b", ("a",), urgent=False),
        Labelled("c", (), urgent=True),
        Labelled("d", (), urgent=False),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ('{"question": "a"}', r"expected a question, urgent \(true or false\)"),
        ('{"question": "a", "urgent": "yes"}', "expected a question"),
        ('{"urgent": true}', "expected a question"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path, line, problem):
    path = tmp_path / "some.jsonl"
    path.write_text(f'{{"question": "a", "urgent": true}}\n{line}\n')
    with pytest.raises(SettingsError, match=rf"some\.jsonl:2: .*{problem}"):
        read_labelled(path)
