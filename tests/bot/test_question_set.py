"""Question sets: what a file may say, and every line that it may not."""

from pathlib import Path

import pytest

from bot.question_set import Gold, QuestionKind, QuestionSet, QuestionSetError, load_questions
from index.errors import SettingsError
from tests.bot.evaluation.samples import gold, question, quote

TEN = "one two three four five six seven eight nine ten"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[tuple[int, str]]:
    return [(problem.line, problem.text) for problem in QuestionSet.read(path).problems]


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    return tmp_path / "set.jsonl"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "set.csv"


def test_a_question_is_read_with_all_it_has(jsonl: Path) -> None:
    line = (
        '{"id": "a", "question": "And then?", "history": ["How often?"], "kind": "answerable", "note": "ignored",'
        ' "answers": [{"article": "watering", "quote": "Once a week", "grade": 1}], "tags": ["follow-up"]}'
    )
    (found,) = load_questions(write(jsonl, f"\n{line}\n\n"))
    assert (found.id, found.question, found.history, found.tags) == ("a", "And then?", ("How often?",), ("follow-up",))
    assert found.kind is QuestionKind.ANSWERABLE
    assert found.answers == (Gold("watering", "Once a week", 1),)


def test_a_question_alone_is_answerable_and_named_by_its_line(jsonl: Path) -> None:
    (found,) = load_questions(write(jsonl, '\n{"question": "Why?", "history": null, "answers": null}\n'))
    assert (found.id, found.kind, found.answers) == ("2", QuestionKind.ANSWERABLE, ())


def test_every_bad_line_is_told_by_its_number(jsonl: Path) -> None:
    text = '{"question": "ok"}\n{"question": 1.5, "kind": "urgnt"}\nnonsense\n[1]\n{"id": "x"}\n'
    found = problems(write(jsonl, text))
    assert [line for line, _ in found] == [2, 3, 4, 5]
    assert found[0][1] == "kind is 'urgnt'; input should be 'answerable', 'unanswerable', 'urgent' or 'smalltalk'"
    assert found[1][1].startswith("not JSON (")
    assert found[2][1] == "found list; expected one JSON object"
    assert found[3][1] == "question is missing"


def test_every_problem_of_a_line_is_told(jsonl: Path) -> None:
    text = '{"question": "", "answers": [{"article": "a", "quote": "b", "grade": 3}, {"quote": "b"}], "tags": "x"}\n'
    told = [text.split(";")[0] for _, text in problems(write(jsonl, text))]
    assert told == ["question is ''", "answers.1.grade is 3", "answers.2.article is missing", "tags is 'x'"]


def test_an_id_used_twice_is_told_with_both_lines(jsonl: Path) -> None:
    found = problems(write(jsonl, '{"id": "a", "question": "x"}\n{"id": "a", "question": "y"}\n'))
    assert found == [(2, "id 'a' is on line 1 too; rename one")]


def test_loading_refuses_a_set_with_all_its_problems(jsonl: Path) -> None:
    write(jsonl, '{"question": "x"}\n1\n2\n')
    with pytest.raises(QuestionSetError, match=r"set\.jsonl:2: found int.*\n.*set\.jsonl:3: found int") as raised:
        load_questions(jsonl)
    assert [problem.line for problem in raised.value.problems] == [2, 3]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_refused(content: bytes | None, jsonl: Path) -> None:
    if content:
        jsonl.write_bytes(content)
    with pytest.raises(SettingsError, match=r"set\.jsonl: cannot be read as UTF-8"):
        load_questions(jsonl)


def test_further_problems_take_questions_out(jsonl: Path) -> None:
    read = QuestionSet.read(write(jsonl, '{"id": "a", "question": "x"}\n{\n{"id": "b", "question": "y"}\n'))
    kept = read.without({"b": ["one", "two"]})
    assert [each.id for each in kept.questions] == ["a"]
    assert [problem.line for problem in kept.problems] == [2, 3, 3]


def test_csv_reads_cells_as_people_write_them(csv: Path) -> None:
    text = (
        "\ufeffid,Question,history,kind,article,quote,grade,tags\n"
        'a,"And, then?","How often?\nIn winter?",answerable,watering,"Once a ""week""",1,"follow-up; winter"\n'
        ",,,,repotting,Every spring,,\n"
        "b,Why?,,unanswerable,,,,\n"
    )
    first, second = load_questions(write(csv, text))
    assert first.question == "And, then?"
    assert first.history == ("How often?", "In winter?")
    assert first.tags == ("follow-up", "winter")
    assert first.answers == (Gold("watering", 'Once a "week"', 1), Gold("repotting", "Every spring", 2))
    assert (second.id, second.kind, second.answers) == ("b", QuestionKind.UNANSWERABLE, ())


def test_csv_reads_json_in_cells(csv: Path) -> None:
    answers = '"[{""article"": ""w"", ""quote"": ""q"", ""grade"": 2}]"'
    text = f'id,question,history,answers,tags\na,x,"[""one, two""]",{answers},"[""t""]"\n'
    (found,) = load_questions(write(csv, text))
    assert (found.history, found.answers, found.tags) == (("one, two",), (Gold("w", "q", 2),), ("t",))


def test_csv_lines_are_counted_through_cells_of_several_lines(csv: Path) -> None:
    text = 'id,question,kind\na,"two\nlines",urgent\nb,x,urgnt\nc,x,urgent,too many\n'
    assert [line for line, _ in problems(write(csv, text))] == [4, 5]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", 1, "columns are missing; expected at least 'question'"),
        ("id,text\na,b\n", 1, "columns are id, text; expected at least 'question'"),
        ("id,question,article,quote\n,,w,q\n", 2, "a further answer without a question above it"),
        ('id,question\na,"open\n', 2, "not CSV"),
        ("id,question,article,quote,grade\na,x,w,q,best\n", 2, "answers.1.grade is 'best'"),
        ("id,question,answers\na,x,yes\n", 2, "answers.1 is 'yes'"),
    ],
)
def test_csv_that_cannot_be_used_is_told(text: str, line: int, told: str, csv: Path) -> None:
    found = problems(write(csv, text))
    assert found[0][0] == line
    assert found[0][1].startswith(told)


def test_empty_csv_rows_are_passed_over(csv: Path) -> None:
    assert len(load_questions(write(csv, "id,question\n,\na,x\n\n"))) == 1


@pytest.mark.parametrize(
    ("shown", "hit"),
    [
        ("one two three four five six", True),
        ("one two three four five", False),
        ("SIX, five; four (three) two: one!", True),
        (f"{TEN}{' more' * 140}", True),
        (f"{TEN}{' more' * 141}", False),
    ],
)
def test_a_quote_hits_from_sixty_percent_of_the_gold_words_on_up_to_150_words(shown: str, hit: bool) -> None:
    assert question(gold(TEN)).is_hit(quote(shown)) is hit


def test_a_quote_of_another_article_hits_only_through_its_twin() -> None:
    asked = question(gold(TEN))
    assert not asked.is_hit(quote(TEN, "repotting"))
    assert asked.is_hit(quote(TEN, "repotting", also_in=("watering",)))


def test_part_answers_are_gold_only_where_there_is_no_full_one() -> None:
    assert question(gold(TEN, grade=1)).is_hit(quote(TEN))
    assert not question(gold(TEN, grade=1), gold("other words")).is_hit(quote(TEN))
