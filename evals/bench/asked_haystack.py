"""Haystack: its in-memory BM25 and embedding retrievers, joined by reciprocal rank; vectors by the same MiniLM."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from evals.bench.asked_langchain import PackagedEmbeddings
from evals.bench.asked_peer import serve, tell

if TYPE_CHECKING:
    from evals.bench.asked_peer import Search


def build(texts: list[str]) -> Search:
    """Index texts: a search that gives their numbers."""
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
    from haystack import Document, Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import (
        InMemoryBM25Retriever,
        InMemoryEmbeddingRetriever,
    )
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    model = PackagedEmbeddings()
    vectors = model.embed_documents(texts)
    store = InMemoryDocumentStore()
    store.write_documents(
        [
            Document(id=str(row), content=text, embedding=vector)
            for row, (text, vector) in enumerate(zip(texts, vectors, strict=True))
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component("words", InMemoryBM25Retriever(store))
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("both", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("words", "both.documents")
    pipeline.connect("meaning", "both.documents")

    def search(question: str, k: int) -> list[int]:
        given = {
            "words": {"query": question, "top_k": k},
            "meaning": {"query_embedding": model.embed_query(question), "top_k": k},
        }
        joined = pipeline.run(given)["both"]["documents"]
        return [int(found.id) for found in joined[:k]]

    return search


if __name__ == "__main__":
    tell(serve(sys.argv[1], build))
