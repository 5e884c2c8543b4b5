"""LangChain with FAISS, as its tutorial on semantic search builds it."""

from collections.abc import Sequence
from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

from bench.system import TOP, Shown, in_context, read_articles


class System:
    """Recursive splitting into 1,000 characters, 200 of them shared, and a flat FAISS index."""

    def __init__(self, model: str) -> None:
        self._embeddings = HuggingFaceEmbeddings(model_name=model)

    def build(self, corpus: Path, folder: Path) -> None:
        """Split, embed and save."""
        # As in the tutorial; loading needs no splitter.
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        documents = [Document(each.text, metadata={"article": each.name}) for each in read_articles(corpus)]
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        FAISS.from_documents(splitter.split_documents(documents), self._embeddings).save_local(str(folder))

    def load(self, folder: Path) -> None:
        """Load what was saved; the pickle in it was written by this benchmark."""
        self._store = FAISS.load_local(str(folder), self._embeddings, allow_dangerous_deserialization=True)

    def ask(self, question: str, history: Sequence[str]) -> list[Shown]:
        """Search for the nearest chunks."""
        found = self._store.similarity_search(in_context(question, history), k=TOP)
        return [Shown(each.metadata["article"], each.page_content) for each in found]
