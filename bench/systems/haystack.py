"""Haystack, as its tutorial on a first QA pipeline builds the retrieval."""

from collections.abc import Sequence
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from bench.system import TOP, Shown, in_context, read_articles


class System:
    """The default splitter (200 words) and the in-memory store, asked through a pipeline."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._device = ComponentDevice.from_str("cpu")

    def build(self, corpus: Path, folder: Path) -> None:
        """Split, embed and save."""
        store = InMemoryDocumentStore()
        pipeline = Pipeline()
        pipeline.add_component("splitter", DocumentSplitter())
        pipeline.add_component(
            "embedder", SentenceTransformersDocumentEmbedder(model=self._model, device=self._device, progress_bar=False)
        )
        pipeline.add_component("writer", DocumentWriter(store))
        pipeline.connect("splitter", "embedder")
        pipeline.connect("embedder", "writer")
        documents = [Document(content=each.text, meta={"article": each.name}) for each in read_articles(corpus)]
        pipeline.run({"splitter": {"documents": documents}})
        folder.mkdir(parents=True)
        store.save_to_disk(str(folder / "store.json"))

    def load(self, folder: Path) -> None:
        """Load what was saved and connect the query pipeline."""
        store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        self._pipeline = Pipeline()
        embedder = SentenceTransformersTextEmbedder(model=self._model, device=self._device, progress_bar=False)
        self._pipeline.add_component("embedder", embedder)
        self._pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=TOP))
        self._pipeline.connect("embedder.embedding", "retriever.query_embedding")

    def ask(self, question: str, history: Sequence[str]) -> list[Shown]:
        """Run the query pipeline."""
        found = self._pipeline.run({"embedder": {"text": in_context(question, history)}})
        return [Shown(each.meta["article"], each.content or "") for each in found["retriever"]["documents"]]
