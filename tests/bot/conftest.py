"""A bot that answers about orchids, encoded by word counts."""

import shutil
from pathlib import Path

import pytest

from bot.answer import FaqBot
from tests.conftest import CORPORA
from tests.doubles import WordEncoder


@pytest.fixture(scope="session")
def shared_bot(tmp_path_factory: pytest.TempPathFactory, orchid_index_folder: Path) -> FaqBot:
    """Load the bot once, over a corpus of its own; a test may not change the corpus."""
    corpus = Path(shutil.copytree(CORPORA / "orchids", tmp_path_factory.mktemp("bot") / "orchids"))
    return FaqBot.load(corpus, orchid_index_folder, WordEncoder())


@pytest.fixture
def bot(shared_bot: FaqBot, orchids: Path) -> FaqBot:
    """Give the bot over a corpus that a test may change."""
    return shared_bot.with_corpus(orchids)
