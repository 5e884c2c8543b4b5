"""The question bank: an entry is attached to the passage it quotes, or it is reported; never to another."""

import pytest

from index.article import load_articles
from index.errors import CorpusError
from index.passage import passages
from index.question_bank import load_question_bank, question_files

FRONT = "---\ntitle: Pots\n---\n"
POTS = """Clay breathes.

## Avoid

Avoid a pot if:

- it leaks
- it is cracked

## Prefer

Prefer a pot if:

- it is red
- it leaks
"""
ASKED = "\n  questions: {plain: [which pot]}\n"


@pytest.fixture
def load(write_corpus):
    """Write one article with its bank; give its passages' texts by row, and its bank."""

    def load(bank, markdown=POTS, name="pots"):
        corpus = write_corpus({"pots.md": FRONT + markdown, f"questions/{name}.yaml": bank})
        found = [passage for article in load_articles(corpus) for passage in passages(article)]
        return [passage.text for passage in found], load_question_bank(corpus, found)

    return load


def attached(loaded):
    """Tell what the passages of the bank's first question read."""
    texts, bank = loaded
    return [texts[row] for row in bank.questions[0].passages]


def test_questions_keep_their_voice_their_passage_and_the_order_of_the_file(load):
    texts, bank = load(
        "- passage: it is cracked\n  questions:\n    short: [hairline, ' split ']\n    worried: ['Is mine broken?']\n"
        "- passage: Clay breathes.\n  questions:\n    short: [air]\n"
    )
    assert [(q.text, q.voice, [texts[row] for row in q.passages]) for q in bank.questions] == [
        ("hairline", "short", ["it is cracked"]),
        ("split", "short", ["it is cracked"]),
        ("Is mine broken?", "worried", ["it is cracked"]),
        ("air", "short", ["Clay breathes."]),
    ]
    assert bank.problems == ()


def test_a_passage_is_found_by_its_exact_text_alone(load):
    assert attached(load("- passage: Clay breathes." + ASKED)) == ["Clay breathes."]
    for near in ("clay breathes.", "Clay breathes", "Clay  breathes.", "Clay breathes. And drains."):
        assert load(f"- passage: {near}{ASKED}")[1].questions == ()


def test_a_text_that_stands_twice_is_the_first_one_unless_a_section_is_named(load):
    texts, bank = load(f"- passage: it leaks{ASKED}- section: Prefer\n  passage: it leaks{ASKED}")
    first, second = (row for row, text in enumerate(texts) if text == "it leaks")
    assert [q.passages for q in bank.questions] == [(first,), (second,)]


def test_a_passage_in_another_section_than_the_one_named_is_reported(load):
    _, bank = load(f"- section: Prefer\n  passage: Clay breathes.{ASKED}")
    assert bank.questions == ()
    assert len(bank.problems) == 1


def test_a_list_is_found_by_its_opening(load):
    assert attached(load("- list: 'Avoid a pot if:'" + ASKED)) == ["Avoid a pot if:\n\n- it leaks\n- it is cracked"]


def test_a_list_is_found_by_the_introduction_that_is_no_part_of_it(load):
    markdown = "Pots differ.\n\n- clay\n- glass\n"
    assert attached(load("- list: Pots differ." + ASKED, markdown)) == ["clay\n- glass"]
    assert attached(load("- passage: Pots differ." + ASKED, markdown)) == ["Pots differ."]


def test_a_list_that_was_cut_in_parts_is_found_whole(load):
    bullets = "".join(f"- {'word ' * 40}{number}\n" for number in range(6))
    found = attached(load("- list: 'Avoid a pot if:'" + ASKED, f"Avoid a pot if:\n\n{bullets}\nAnd so on.\n"))
    assert [part.split()[-1] for part in found] == ["2", "5"]


def test_a_list_is_no_passage_and_a_passage_no_list(load):
    assert load('- passage: "it is red\\n- it leaks"' + ASKED, "- it is red\n- it leaks\n")[1].questions == ()
    assert load("- list: it is cracked" + ASKED)[1].questions == ()


def test_an_entry_whose_passage_changed_is_reported_by_file_and_line_and_left_out(load):
    bank = f"# A comment.\n\n- passage: Clay breathes.{ASKED}- passage: it is cracked{ASKED}"
    texts, loaded = load(bank, POTS.replace("Clay breathes.", "Clay breathes and drains."))
    assert [texts[row] for q in loaded.questions for row in q.passages] == ["it is cracked"]
    (problem,) = loaded.problems
    assert problem.endswith("questions/pots.yaml:3: no passage of pots reads 'Clay breathes.'; entry left out")


def test_a_reported_text_is_shown_by_its_start(load):
    _, bank = load(f"- passage: {'x' * 61}{ASKED}- list: {'y' * 60}{ASKED}")
    assert [problem.split("reads ")[1] for problem in bank.problems] == [
        f"'{'x' * 57}...'; entry left out",
        f"'{'y' * 60}'; entry left out",
    ]


def test_an_entry_speaks_of_its_own_article_only(write_corpus):
    bank = "- passage: Tin." + ASKED
    corpus = write_corpus({"pots.md": FRONT + POTS, "tubs.md": FRONT + "Tin.\n", "questions/pots.yaml": bank})
    found = [passage for article in load_articles(corpus) for passage in passages(article)]
    bank = load_question_bank(corpus, found)
    assert (len(bank.problems), bank.questions) == (1, ())


def test_a_corpus_without_questions_has_an_empty_bank(load, plain):
    assert load("", POTS)[1].questions == ()
    found = [passage for article in load_articles(plain) for passage in passages(article)]
    assert load_question_bank(plain, found).questions == load_question_bank(plain, found).problems == ()
    assert question_files(plain) == []


def test_question_files_are_the_banks_and_the_topics_by_name(orchids):
    (orchids / "questions" / "notes.txt").touch()
    assert [path.name for path in question_files(orchids)] == ["not-covered.yaml", "watering.yaml"]


@pytest.mark.parametrize(
    ("bank", "problem"),
    [
        ("passage: Clay breathes.\n", ":1: expected a list of entries, each starting with '- '"),
        ("- Clay breathes.\n", ":1: expected a list of entries"),
        ("\n- questions: {plain: [a]}\n", ":2: expected an entry with 'passage: ...' or 'list: ...'"),
        ("- passage: 12\n", ":1: expected an entry with"),
        ("- passage: it leaks\n", ":1: questions: expected lists by voice, such as 'plain:'"),
        ("- passage: it leaks\n  questions: [a]\n", ":1: questions: expected lists by voice"),
        ("\n- passage: it leaks\n  questions:\n    plain: a\n", ":2: plain: expected a list of texts"),
        ("- passage: it leaks\n  questions: {plain: [yes]}\n", r":1: plain: .* \(quote words such as yes and no\)"),
        ("- passage: it leaks\n  questions: {plain: [' ']}\n", ":1: plain: expected a list of texts"),
        ("- passage: it leaks\n  questions: {plain: [a\n", ":3: not valid YAML .*; correct it"),
        (b"- passage: caf\xe9\n", ": not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_malformed_bank_is_refused_by_file_and_line(load, bank, problem):
    with pytest.raises(CorpusError, match=rf"questions/pots\.yaml{problem}"):
        load(bank)


def test_an_empty_list_anchor_is_attached_to_nothing(load):
    assert load("- list: ''" + ASKED)[1].questions == ()


def test_a_list_is_not_found_by_a_part_of_its_opening(load):
    assert load("- list: Avoid a" + ASKED)[1].questions == ()


def test_a_section_that_is_no_text_is_refused_by_file_and_line(load):
    with pytest.raises(CorpusError, match=r"pots\.yaml:1: "):
        load("- passage: it leaks\n  section: [Avoid]" + ASKED)


def test_a_voice_that_is_no_text_is_refused_by_file_and_line(load):
    with pytest.raises(CorpusError, match=r"pots\.yaml:1: "):
        load("- passage: it leaks\n  questions: {off: [a]}\n")


def test_the_bank_of_an_article_that_is_gone_is_reported(load):
    _, bank = load("- passage: Clay breathes." + ASKED, name="tubs")
    assert [problem for problem in bank.problems if "tubs.yaml" in problem]
