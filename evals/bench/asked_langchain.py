"""LangChain's plain retrieval: its splitter, its in-memory vector store, cosine; vectors by sentence-transformers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore

from evals.bench.asked_peer import serve, tell
from index.embed.minilm import packaged_model

if TYPE_CHECKING:
    from evals.bench.asked_peer import Search


class PackagedEmbeddings(Embeddings):
    """The packaged MiniLM by plain `SentenceTransformer.encode`."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(
            str(packaged_model()), device="cpu", local_files_only=True
        )

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts: one vector each, of length 1."""
        vectors: list[list[float]] = self._model.encode(texts, normalize_embeddings=True).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Embed one text."""
        return self.embed_documents([text])[0]


def build(texts: list[str]) -> Search:
    """Index texts: a search that gives their numbers."""
    store = InMemoryVectorStore(PackagedEmbeddings())
    store.add_texts(texts, ids=[str(row) for row in range(len(texts))])
    retriever = store.as_retriever()

    def search(question: str, k: int) -> list[int]:
        return [int(found.id) for found in retriever.invoke(question, k=k) if found.id]

    return search


if __name__ == "__main__":
    tell(serve(sys.argv[1], build))
