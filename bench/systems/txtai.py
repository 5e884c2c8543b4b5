"""Txtai, as its introduction builds an embeddings database: paragraphs in, the nearest ones out."""

from collections.abc import Sequence
from pathlib import Path

from txtai import Embeddings

from bench.system import TOP, Shown, in_context, read_articles


class System:
    """One entry per paragraph, with its content."""

    def __init__(self, model: str) -> None:
        self._model = model

    def build(self, corpus: Path, folder: Path) -> None:
        """Split, embed and save."""
        embeddings = Embeddings(path=self._model, content=True, gpu=False)
        embeddings.index(
            {"text": paragraph, "article": article.name}
            for article in read_articles(corpus)
            for paragraph in article.text.split("\n\n")
            if paragraph.strip()
        )
        embeddings.save(str(folder))

    def load(self, folder: Path) -> None:
        """Load what was saved."""
        self._embeddings = Embeddings()
        self._embeddings.load(str(folder))

    def ask(self, question: str, history: Sequence[str]) -> list[Shown]:
        """Search for the nearest paragraphs."""
        sql = f"select text, article from txtai where similar(:question) limit {TOP}"  # noqa: S608 (our own number)
        found = self._embeddings.search(sql, parameters={"question": in_context(question, history)})
        return [Shown(each["article"], each["text"]) for each in found]
