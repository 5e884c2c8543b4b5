"""TREC files: every figure of the terminal table comes out of them again, by other libraries."""

import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from bot.answer import FaqBot
from bot.evaluation.bootstrap import Resampling
from bot.evaluation.evaluate import evaluate_bot
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.measure import MEASURES
from bot.evaluation.ranking import DEPTH, Ranking
from bot.evaluation.trec import TrecFiles, name, sibling
from bot.question_set import QuestionSet
from index.onnx_encoder import OnnxEncoder
from tests.bot.evaluation.samples import scored

NAMES = {
    "success@1": "hit_rate@1-l2",
    "success@3": "hit_rate@3-l2",
    "rr@10": "mrr@10-l2",
    "ndcg@10": "ndcg@10",
    "recall@10": "recall@10-l2",
}


def read(path: Path) -> pd.DataFrame:
    columns = (
        ["topic", "zero", "document", "grade"]
        if path.suffix == ".qrels"
        else ["topic", "zero", "document", "rank", "score", "tag"]
    )
    return pd.read_csv(path, sep=" ", names=columns, dtype={"topic": str, "document": str})


def again(folder: Path) -> dict[str, float]:
    """Work every figure out of the TREC files alone, with ranx and pandas."""
    retrieval = by_ranx(folder / "out.run", folder / "out.qrels")
    system = read(folder / "out.system.run")
    of_topic = {topic: rows.set_index("document")["score"] for topic, rows in system.groupby("topic")}
    found = {key: retrieval[metric] for key, metric in NAMES.items()}
    found |= {topic: float(scores.mean()) for topic, scores in of_topic.items() if not topic.startswith("margin")}
    found |= {f"p{percent}": float(of_topic["ms"].quantile(percent / 100)) for percent in (50, 95, 99)}
    found["aurc"] = by_precision(folder, len(of_topic["margin"]))
    found["false_answers@5"] = by_threshold(folder, of_topic["margin.answerable"])
    return found | by_quotes(folder)


@contextmanager
def ranx() -> Iterator[ModuleType]:
    """Give ranx, without its warnings, and as plain Python: what is worked out here is done before it is compiled."""
    import numba

    numba.config.DISABLE_JIT = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ranx

        yield ranx


def by_ranx(run: Path, qrels: Path) -> dict[str, float]:
    with ranx() as rx:
        judged, ranked = rx.Qrels.from_file(str(qrels), kind="trec"), rx.Run.from_file(str(run), kind="trec")
        return rx.evaluate(judged, ranked, list(NAMES.values()), make_comparable=True)


def by_precision(folder: Path, questions: int) -> float:
    """The area is the mean of 1 - P@k of the ranking of questions by margin."""
    qrels, run = read(folder / "out.system.qrels"), read(folder / "out.system.run")
    run = run[run.topic == "margin"]
    right = dict(zip(*(qrels[qrels.topic == "margin"][column] for column in ("document", "grade")), strict=True))
    with ranx() as rx:
        judged = rx.Qrels({"margin": {**{key: int(grade) for key, grade in right.items() if grade}, "none": 1}})
        ranked = rx.Run({"margin": dict(zip(run.document, run.score, strict=True))})
        cuts = [f"precision@{k}" for k in range(1, questions + 1)]
        return 1 - float(np.mean(list(rx.evaluate(judged, ranked, cuts).values())))


def by_threshold(folder: Path, margins: pd.Series) -> float:
    qrels = read(folder / "out.system.qrels")
    grades = qrels[qrels.topic == "margin.answerable"].set_index("document").grade
    answerable = margins[grades[grades == 1].index].sort_values()
    unanswerable = margins[grades[grades == 0].index]
    return float((unanswerable >= answerable.iloc[int(0.05 * len(answerable))]).mean())


def by_quotes(folder: Path) -> dict[str, float]:
    """Work out from the quotes shown what the system's own values say too."""
    shown, qrels = read(folder / "out.replies.run"), read(folder / "out.qrels")
    shown["rank"] = shown.groupby("topic").score.rank(ascending=False)
    full = qrels[qrels.grade == 2][["topic", "document"]].assign(right=1.0)
    joined = shown.merge(full, on=["topic", "document"], how="left").fillna({"right": 0.0})
    asked = qrels.topic.unique()
    at = {
        cut: joined[joined["rank"] <= cut].groupby("topic").right.max().reindex(asked, fill_value=0.0) for cut in (1, 3)
    }
    precision = joined.groupby("topic").right.mean().mean()
    return {"shown@1": float(at[1].mean()), "shown@3": float(at[3].mean()), "precision": float(precision)}


def test_every_figure_of_the_table_comes_out_of_the_files(evaluated: Evaluation, tmp_path: Path) -> None:
    rederived = again(tmp_path)
    figures = {figure.measure.name: figure.value for figure in evaluated.figures}
    assert figures.keys() <= rederived.keys()
    assert {key: rederived[key] for key in figures} == pytest.approx(figures, abs=1e-6)
    assert figures.keys() == {measure.name for measure in MEASURES}


@pytest.mark.slow
def test_every_figure_on_dev_comes_out_of_the_files(
    real_corpus: Path, real_index_folder: Path, real_encoder: OnnxEncoder, tmp_path: Path
) -> None:
    bot = FaqBot.load(real_corpus, real_index_folder, real_encoder)
    asked = QuestionSet.read(Path("tests/questions/dev.jsonl"))
    with TrecFiles(tmp_path / "out.run", tmp_path / "out.qrels") as files:
        found = evaluate_bot(bot, asked, Resampling(resamples=100), trec=files)
    figures = {figure.measure.name: figure.value for figure in found.figures}
    rederived = again(tmp_path)
    assert figures.keys() == {measure.name for measure in MEASURES}
    assert {key: rederived[key] for key in figures} == pytest.approx(figures, abs=1e-6)
    ranks = Counter(line.split()[0] for line in (tmp_path / "out.run").read_text().splitlines())
    assert set(ranks.values()) == {DEPTH}


def test_a_question_that_no_passage_answers_stays_in_the_judgements(tmp_path: Path) -> None:
    with TrecFiles(tmp_path / "a.run", tmp_path / "a.qrels") as files:
        files.write(scored("q 1"), Ranking.of(["p"], [0.25]), {"no-passage-shows-it": 2})
    assert (tmp_path / "a.run").read_text() == "q%201 Q0 p 1 0.25 patient-faq-bot\n"
    assert (tmp_path / "a.qrels").read_text() == "q%201 0 no-passage-shows-it 2\n"


def test_questions_without_judgements_are_in_no_ranking(tmp_path: Path) -> None:
    with TrecFiles(tmp_path / "a.run", None) as files:
        files.write(scored("q", kind="unanswerable", margin=0.5), Ranking.of(["p"], [0.25]), {})
    assert (tmp_path / "a.run").read_text() == ""
    assert "margin.answerable Q0 q 1 0.5 patient-faq-bot\n" in (tmp_path / "a.system.run").read_text()
    assert not list(tmp_path.glob("*.qrels"))


def test_nothing_is_written_unless_asked(tmp_path: Path) -> None:
    with TrecFiles(None, None) as files:
        files.write(scored("q"), Ranking.of(["p"], [0.25]), {"p": 2})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("given", "ending", "named"),
    [
        ("a/dev.run", "run", "a/dev.run"),
        ("a/dev.run", "replies.run", "a/dev.replies.run"),
        ("dev", "system.run", "dev.system.run"),
        ("d.txt", "run", "d.txt"),
    ],
)
def test_files_stand_beside_the_one_asked_for(given: str, ending: str, named: str) -> None:
    assert sibling(Path(given), ending) == Path(named)


def test_ids_hold_no_white_space() -> None:
    assert name("a b\tc") == "a%20b%09c"
    assert name("dev/d001:é") == "dev/d001:%C3%A9"
