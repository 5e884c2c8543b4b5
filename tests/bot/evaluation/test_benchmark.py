"""Public benchmarks: reading them, ranking by three systems, and the threshold for what is out of scope."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluation.beir import Benchmark, Query
from bot.evaluation.benchmark import Answer, fit_threshold, run_benchmark
from bot.evaluation.bootstrap import Resampling
from bot.evaluation.lexical import Bm25
from bot.evaluation.ranking import Ranking
from bot.evaluation.systems import SystemName, make_system
from bot.evaluation.trec import TrecFiles
from index.errors import SettingsError
from tests.doubles import WordEncoder

DOCUMENTS = [
    {"_id": "d1", "title": "Ice", "text": "frost chills roots"},
    {"_id": "d2", "title": "Bark", "text": "bark keeps roots airy"},
    {"_id": "d3", "text": "rain is better"},
]
QUERIES = [{"_id": "q1", "text": "ice"}, {"_id": "q2", "text": "airy bark"}, {"_id": "q3", "text": "nothing judged"}]
UTTERANCES = [
    {"_id": f"u{row}", "title": title, "text": text}
    for row, (title, text) in enumerate(
        [
            ("pay_bill", "pay bill"),
            ("pay_bill", "settle my bill"),
            ("weather", "rain today"),
            ("weather", "is it sunny"),
        ]
    )
]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a benchmark folder."""

    def write_files(corpus: list[dict], queries: list[dict], qrels: str, validation: list[dict] | None = None) -> Path:
        for name, rows in (("corpus", corpus), ("queries", queries), ("queries_val", validation)):
            if rows is not None:
                text = "".join(json.dumps(row) + "\n" for row in rows)
                (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
        (tmp_path / "qrels.tsv").write_text(qrels, encoding="utf-8")
        return tmp_path

    return write_files


@pytest.fixture
def beir(write: Callable[..., Path]) -> Benchmark:
    return Benchmark.read(write(DOCUMENTS, QUERIES, "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\nq2\td3\t0\n"))


@pytest.fixture
def intents(write: Callable[..., Path]) -> Benchmark:
    queries = [
        {"_id": "t1", "text": "pay my bill", "label": "pay_bill"},
        {"_id": "t2", "text": "rain", "label": "weather"},
        {"_id": "t3", "text": "tell me a joke", "label": "oos"},
    ]
    validation = [{**row, "_id": f"v{row['_id']}"} for row in queries]
    return Benchmark.read(write(UTTERANCES, queries, "# same title\n", validation))


def ranked(benchmark: Benchmark, name: str, query: str) -> tuple[Ranking, float]:
    system = make_system(SystemName(name), benchmark, WordEncoder(dimension=512))
    return next(system([query]))


def test_a_benchmark_is_read_with_its_judged_queries(beir: Benchmark) -> None:
    assert [document.id for document in beir.documents] == ["d1", "d2", "d3"]
    assert {query.id: dict(query.relevant) for query in beir.queries} == {"q1": {"d1": 1}, "q2": {"d2": 2}}
    assert (beir.unjudged, beir.is_intents) == (1, False)


def test_unexpanded_judgements_make_intents_of_the_titles(intents: Benchmark) -> None:
    assert [(each.id, each.text, each.asked) for each in intents.documents] == [
        ("pay_bill", "pay bill", ("pay bill", "settle my bill")),
        ("weather", "weather", ("rain today", "is it sunny")),
    ]
    assert [dict(query.relevant) for query in intents.queries] == [{"pay_bill": 1}, {"weather": 1}, {}]


@pytest.mark.parametrize(
    ("corpus", "qrels", "message"),
    [
        ([{"_id": "d1"}], "q1\td1\t1\n", r"corpus\.jsonl:1: text missing"),
        (DOCUMENTS, "q1\td9\t1\n", r"judges 1 documents not in corpus\.jsonl, as 'd9'"),
        (DOCUMENTS, "q9\td1\t1\n", "judges no query"),
        (DOCUMENTS, "q1 d1 1\n", r"qrels\.tsv:1: expected query, document and grade"),
    ],
)
def test_a_broken_benchmark_is_refused(corpus: list, qrels: str, message: str, write: Callable[..., Path]) -> None:
    with pytest.raises(SettingsError, match=message):
        Benchmark.read(write(corpus, QUERIES, qrels))


def test_a_folder_that_is_no_benchmark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="expected a folder in BEIR's layout"):
        Benchmark.read(tmp_path)


def test_bm25_worked_by_hand() -> None:
    bm25 = Bm25(["a a b", "b c", "d"])
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))  # "a" stands in one of three texts
    norm = 1.2 * (1 - 0.75 + 0.75 * 3 / 2)  # three words, two on average
    assert bm25.scores("a")[0] == pytest.approx(idf * 2 * 2.2 / (2 + norm))
    assert bm25.scores("a")[1:].tolist() == [0, 0]
    assert bm25.scores("a a").tolist() == pytest.approx((2 * bm25.scores("a")).tolist())
    assert bm25.scores("unknown").tolist() == [0, 0, 0]


def test_dense_ranks_by_the_cosine_of_title_and_text(beir: Benchmark) -> None:
    ranking, sure = ranked(beir, "dense", "frost chills")
    assert ranking.names == ("d1", "d2", "d3")
    assert ranking.scores[0] == pytest.approx(2 / (8**0.5), abs=1e-5)
    assert sure == pytest.approx(2 / (8**0.5))


def test_lexical_ranks_by_bm25(beir: Benchmark) -> None:
    assert ranked(beir, "lexical", "airy bark")[0].names[0] == "d2"


def test_full_finds_a_document_by_its_title_as_a_question(beir: Benchmark) -> None:
    ranking, _ = ranked(beir, "full", "ice")
    assert ranking.names[0] == "d1"
    # own words: "ice frost chills roots" has cosine 1/2; the title asked for is the query itself.
    assert ranking.scores[0] == pytest.approx(0.35 * 0.5 + 0.40 + 0.25, abs=1e-5)


@pytest.mark.parametrize("name", list(SystemName))
def test_an_intent_is_found_by_its_nearest_utterance(name: str, intents: Benchmark) -> None:
    assert ranked(intents, name, "settle my bill")[0].names == ("pay_bill", "weather")


def test_the_threshold_is_the_margin_of_highest_validation_accuracy() -> None:
    def answer(margin: float, right: bool, inside: bool = True) -> Answer:
        return Answer(
            Query("q", "?", {"a": 1} if inside else {}), Ranking.of(["a" if right else "b"], [margin]), margin
        )

    # From 0.4: right 0.9 and 0.5 stay, outside 0.3 and 0.4 ... 0.4 is answered. From 0.5: all four are right.
    found = [answer(0.9, True), answer(0.5, True), answer(0.4, False, inside=False), answer(0.3, False, inside=False)]
    assert fit_threshold(found) == 0.5
    # Refusing cannot help when everything is right: the lowest margin.
    assert fit_threshold([answer(0.2, True), answer(0.8, True)]) == 0.2


def test_a_benchmark_is_measured(beir: Benchmark, tmp_path: Path) -> None:
    with TrecFiles(tmp_path / "b.run", tmp_path / "b.qrels") as files:
        found = run_benchmark(beir, SystemName.DENSE, WordEncoder(dimension=512), Resampling(resamples=100), trec=files)
    values = {figure.measure.name: figure.value for figure in found.figures}
    assert values["success@1"] == values["rr@10"] == values["ap"] == 1.0
    assert values["p@5"] == pytest.approx(1 / 5)
    assert "in_scope" not in values
    assert found.notes[-1] == "1 queries are not judged and were left out."
    assert (tmp_path / "b.qrels").read_text() == "q1 0 d1 1\nq2 0 d2 2\n"
    assert (tmp_path / "b.run").read_text().splitlines()[0].startswith("q1 Q0 d1 1 0.5")


def test_intents_are_measured_with_refusals(intents: Benchmark) -> None:
    found = run_benchmark(intents, SystemName.DENSE, WordEncoder(dimension=512), Resampling(resamples=100))
    values = {figure.measure.name: figure.value for figure in found.figures}
    assert (values["in_scope"], values["oos_recall"], values["success@1"]) == (1.0, 1.0, 1.0)
    assert any(note.startswith("Threshold") for note in found.notes)
