"""What each part of a reply takes, by pytest-benchmark: ``make bench-parts``; its name keeps it out of the tests.

No question is asked twice, so that nothing comes from a memory of it.
"""

import random
from collections.abc import Iterator

import pytest

from bot.answer import FaqBot
from bot.cli import load_bot
from bot.compose import compose
from bot.decide import decide
from bot.evaluation.throughput import SEED, generated
from bot.retrieve import retrieve
from bot.settings import CORPUS, INDEX, Settings

ROUNDS = 300
WARM_UP = 20


@pytest.fixture(scope="module")
def bot() -> FaqBot:
    return load_bot(Settings(CORPUS, INDEX))


@pytest.fixture(scope="module")
def questions(bot: FaqBot) -> Iterator[str]:
    return (each.question for each in generated(bot.index, random.Random(SEED)))


@pytest.fixture
def timed(benchmark, questions):
    """Time a part: what it is given comes from a question of its own, and is prepared outside the clock."""

    def run(part, given=lambda question: question):
        benchmark.pedantic(
            part, setup=lambda: ((given(next(questions)),), {}), rounds=ROUNDS, warmup_rounds=WARM_UP, iterations=1
        )

    return run


def test_whole_reply(timed, bot):
    timed(bot.answer)


def test_encode(timed, bot):
    timed(lambda question: bot.encoder.encode_queries([question]))


def test_reply_beside_encoding(timed, bot):
    def encoded(question):
        bot.encoder.encode_queries([question])
        return question

    timed(bot.answer, encoded)


def test_urgent_check_beside_encoding(timed, bot):
    def encoded(question):
        bot.encoder.encode_queries([question])
        return question

    timed(bot.urgent.check, encoded)


def test_retrieve(timed, bot):
    timed(
        lambda vectors: retrieve(bot.index, vectors, frozenset()),
        lambda question: bot.encoder.encode_queries([question]),
    )


def test_decide_and_compose(timed, bot):
    calibration = bot.index.manifest.calibration
    timed(
        lambda found: compose(found.hits, decide(found, calibration).confidence, bot.articles, bot.files),
        lambda question: bot.find(question, ()),
    )
