"""LlamaIndex, as its starter tutorial for local models builds it."""

from collections.abc import Sequence
from pathlib import Path

from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from bench.system import TOP, Shown, in_context, read_articles


class System:
    """The default splitter (sentences, up to 1,024 tokens) and the default store, searched without an LLM."""

    def __init__(self, model: str) -> None:
        self._embed_model = HuggingFaceEmbedding(model_name=model, device="cpu")

    def build(self, corpus: Path, folder: Path) -> None:
        """Split, embed and save."""
        documents = [Document(text=each.text, metadata={"article": each.name}) for each in read_articles(corpus)]
        index = VectorStoreIndex.from_documents(documents, embed_model=self._embed_model)
        index.storage_context.persist(persist_dir=str(folder))

    def load(self, folder: Path) -> None:
        """Load what was saved."""
        storage = StorageContext.from_defaults(persist_dir=str(folder))
        index = load_index_from_storage(storage, embed_model=self._embed_model)
        self._retriever = index.as_retriever(similarity_top_k=TOP)

    def ask(self, question: str, history: Sequence[str]) -> list[Shown]:
        """Search for the nearest chunks."""
        found = self._retriever.retrieve(in_context(question, history))
        return [Shown(each.node.metadata["article"], each.node.get_content()) for each in found]
