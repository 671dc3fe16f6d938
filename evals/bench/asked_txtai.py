"""txtai, hybrid: its own BM25 and vectors, half and half, as `hybrid=True` makes it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from evals.bench.asked_peer import serve, tell
from index.embed.minilm import packaged_model

if TYPE_CHECKING:
    from evals.bench.asked_peer import Search


def build(texts: list[str]) -> Search:
    """Index texts: a search that gives their numbers."""
    from txtai import Embeddings

    embeddings = Embeddings(path=str(packaged_model()), hybrid=True)
    embeddings.index(texts)

    def search(question: str, k: int) -> list[int]:
        return [int(row) for row, _ in embeddings.search(question, k)]

    return search


if __name__ == "__main__":
    tell(serve(sys.argv[1], build))
