"""Find passages for a query: by meaning and by words, fused."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from index.errors import StoreDamagedError
from index.fuse import reciprocal_rank_fusion
from index.store import Store
from index.types import Filters, Retrieved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.embed import Embedder, Vectors
    from index.types import Passage, Route

_KEPT_PASSAGES = 2048
_KEPT_QUERIES = 64


class Searcher:
    """A store, ready to be asked. Filters are applied inside each search, before top-k."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self.store = store
        self._embed = embedder
        self._passage = lru_cache(_KEPT_PASSAGES)(store.passage)
        self._query_vector = lru_cache(_KEPT_QUERIES)(self._embed_one)

    def refreshed(self) -> Searcher:
        """Give a searcher over the generation that is current now: itself, unless a writer has switched.

        One small read when nothing changed: ask it before every question.

        Raises:
            StoreError: the new generation cannot be opened, or is for another embedder.
        """
        if not self.store.superseded:
            return self
        path = self.store.folder.parent.parent
        return Searcher(Store.open(path, embedder=self._embed.name), self._embed)

    def __call__(self, query: str, *, k: int, filters: Filters | None = None) -> list[Retrieved]:
        """Find the `k` best passages by reciprocal rank fusion of both routes, best first."""
        filters = filters or Filters()
        rankings = [
            [row for row, _ in self._vector_hits(query, k, filters)],
            [row for row, _ in self.store.words.search(query, k, filters=filters)],
        ]
        return self._retrieved(reciprocal_rank_fusion(rankings)[:k], "fused")

    def by_vector(self, query: str, *, k: int, filters: Filters | None = None) -> list[Retrieved]:
        """Find the `k` passages nearest in meaning: score is the cosine."""
        return self._retrieved(self._vector_hits(query, k, filters or Filters()), "vector")

    def by_words(self, query: str, *, k: int, filters: Filters | None = None) -> list[Retrieved]:
        """Find the `k` best passages by their words: score is BM25."""
        hits = self.store.words.search(query, k, filters=filters or Filters())
        return self._retrieved(hits, "word")

    def similarity(self, query: str, passages: Sequence[Passage]) -> list[float]:
        """Give the cosine of `query` and each of the store's passages.

        Raises:
            StoreDamagedError: a passage is not where it was found.
        """
        vector = self._query_vector(query)
        try:
            return [float(vector @ self.store.vector(passage)) for passage in passages]
        except LookupError as error:
            raise StoreDamagedError(
                f"the passage {error} of {self.store.folder} is not where it was found;"
                " find the damage with `dateline info --check`"
            ) from error

    def _vector_hits(self, query: str, k: int, filters: Filters) -> list[tuple[int, float]]:
        allowed = self.store.allowed(filters)
        return self.store.vectors.search(self._query_vector(query), k, allowed=allowed)

    def _embed_one(self, query: str) -> Vectors:
        vector: Vectors = self._embed([query])[0]
        return vector

    def _retrieved(self, hits: list[tuple[int, float]], route: Route) -> list[Retrieved]:
        return [Retrieved(self._passage(row), score, route) for row, score in hits]
