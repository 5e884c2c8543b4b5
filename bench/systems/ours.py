"""The project itself: the index of `build_index.py`, and replies as every face of the bot gets them."""

from collections.abc import Sequence
from pathlib import Path

from bench.system import Shown
from bot.answer import FaqBot
from bot.settings import CORPUS, Settings


class System:
    """Answers with quotes; a refusal shows nothing."""

    def __init__(self, model: str) -> None:
        self._model = model

    def build(self, corpus: Path, folder: Path) -> None:
        """Index a corpus with its question bank; learns the adapter and the decision to refuse, too."""
        # Serving imports neither torch nor the build.
        from build_index import run

        run(Settings(corpus, folder))

    def load(self, folder: Path) -> None:
        """Load the bot over the published articles."""
        self._bot = FaqBot.load(CORPUS, folder)

    def ask(self, question: str, history: Sequence[str]) -> list[Shown]:
        """Answer a message, urgent check and receipts included."""
        quotes = self._bot.answer(question, history).quotes
        return [
            Shown(each.article, each.text, each.lead_in, tuple(twin.article for twin in each.also_in))
            for each in quotes
        ]
