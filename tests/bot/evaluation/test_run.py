"""Running the bot over a set: in order, in chunks, and retrieval as the bot itself retrieves."""

from pathlib import Path

import numpy as np
import pytest

from bot.answer import FaqBot
from bot.evaluation.bootstrap import Resampling
from bot.evaluation.evaluate import evaluate_bot
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.run import replies
from bot.question_set import QuestionSet
from bot.retrieve import retrieve
from tests.bot.evaluation.samples import ROWS, question


def test_every_question_gets_its_reply_and_ranking_in_order(bot: FaqBot, question_file: Path) -> None:
    asked = QuestionSet.read(question_file).questions
    told: list[int] = []
    found = list(replies(bot, asked, told.append))
    assert [each.id for each, _, _ in found] == [reply.id for _, reply, _ in found] == [row["id"] for row in ROWS]
    assert sum(told) == len(ROWS)


def test_what_is_ranked_is_what_the_bot_retrieves_a_follow_up_by_both_readings(bot: FaqBot) -> None:
    asked = [question(id="a", text="ice"), question(id="b", text="and  dark", history=("mushy\troots",))]
    _, (_, _, retrieved) = replies(bot, asked)
    vectors = bot.encoder.encode_queries(["and dark", "mushy roots and dark"])
    found = retrieve(bot.index, vectors, bot.conditions.named(["mushy roots", "and dark"]))
    assert retrieved.ranking.names == tuple(hit.passage.id for hit in found.hits)[:100]
    assert retrieved.margin == pytest.approx(found.margin)


def test_the_reason_tells_the_decision(bot: FaqBot) -> None:
    ((_, _, retrieved),) = replies(bot, [question(text="how much money")])
    assert "against topic 'price'" in retrieved.reason


def test_chunks_and_batches_change_nothing(
    bot: FaqBot, question_file: Path, evaluated: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.evaluation.run.TIMED", 2)
    monkeypatch.setattr("bot.answer.CHUNK", 3)
    monkeypatch.setattr("bot.evaluation.evaluate._BATCH", 4)
    again = evaluate_bot(bot, QuestionSet.read(question_file), Resampling(resamples=200))
    for one, other in zip(evaluated.scored, again.scored, strict=True):
        assert {**one.values, "ms": 0.0} == {**other.values, "ms": 0.0}
        assert (one.question, one.verdict, one.shown, one.right) == (
            other.question,
            other.verdict,
            other.shown,
            other.right,
        )
        assert np.isclose(one.margin or 0, other.margin or 0)
    assert again.unreachable == evaluated.unreachable


def test_only_questions_asked_one_at_a_time_tell_a_latency(
    bot: FaqBot, question_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.evaluation.run.TIMED", 2)
    found = evaluate_bot(bot, QuestionSet.read(question_file), Resampling(resamples=100))
    assert ["ms" in each.values for each in found.scored] == [True, True] + [False] * (len(ROWS) - 2)


def test_an_answerable_question_that_no_passage_answers_is_listed_and_scores_zero(bot: FaqBot, tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(
        "id,question,article,quote\nx,ice,watering,Orchids live\ny,ice,watering,Season by Season\n", "utf-8"
    )
    found = evaluate_bot(bot, QuestionSet.read(path), Resampling(resamples=100))
    assert found.unreachable == ("y",)
    assert found.scored[1].values["recall@10"] == 0.0
