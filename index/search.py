"""Find passages for a query: by meaning and by words, fused; of several copies one is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING

from index.copies import alike, shingles
from index.errors import StoreDamagedError
from index.fuse import reciprocal_rank_fusion
from index.store import Store
from index.types import Filters, Retrieved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.embed import Embedder, Vectors
    from index.types import Passage, Route

    Hits = list[tuple[int, float]]  # passage row, score; best first

_KEPT_PASSAGES = 2048
_KEPT_QUERIES = 64
_LARGE = 500_000  # passages: from here on a search by words takes several milliseconds
_beside = ThreadPoolExecutor(4, thread_name_prefix="words")


class Searcher:
    """A store, ready to be asked. Filters are applied inside each search, before top-k."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self.store = store
        self.embedder = embedder
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
        return Searcher(Store.open(path, embedder=self.embedder.name), self.embedder)

    def __call__(self, query: str, *, k: int, filters: Filters | None = None) -> list[Retrieved]:
        """Find the `k` best passages by reciprocal rank fusion of both routes, best first."""
        chosen = filters or Filters()

        def find(depth: int) -> Hits:
            rankings = [[row for row, _ in hits] for hits in self._both(query, depth, chosen)]
            return reciprocal_rank_fusion(rankings)[:depth]

        return self._distinct(find, k, "fused")

    def by_vector(self, query: str, *, k: int, filters: Filters | None = None) -> list[Retrieved]:
        """Find the `k` passages nearest in meaning: score is the cosine."""
        chosen = filters or Filters()
        return self._distinct(lambda depth: self._vector_hits(query, depth, chosen), k, "vector")

    def by_words(self, query: str, *, k: int, filters: Filters | None = None) -> list[Retrieved]:
        """Find the `k` best passages by their words: score is BM25."""
        chosen = filters or Filters()
        return self._distinct(lambda depth: self._word_hits(query, depth, chosen), k, "word")

    def cosines(self, query: str, *, k: int, filters: Filters | None = None) -> list[float]:
        """Give the cosines of the `k` passages nearest in meaning, best first; copies count, each for itself."""
        return [score for _, score in self._vector_hits(query, k, filters or Filters())]

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

    def likeness(self, query: str, texts: Sequence[str]) -> list[float]:
        """Give the cosine of `query` and each of any texts; they are embedded as queries are."""
        vector = self._query_vector(query)
        return [float(vector @ other) for other in self.embedder(list(texts))]

    def _both(self, query: str, k: int, filters: Filters) -> tuple[Hits, Hits]:
        """Search by vector and by words: side by side where each takes long enough to be worth a thread."""
        if len(self.store) < _LARGE:
            return self._vector_hits(query, k, filters), self._word_hits(query, k, filters)
        by_words = _beside.submit(self._word_hits, query, k, filters)
        return self._vector_hits(query, k, filters), by_words.result()

    def _word_hits(self, query: str, k: int, filters: Filters) -> Hits:
        return self.store.words.search(query, k, filters=filters)

    def _vector_hits(self, query: str, k: int, filters: Filters) -> Hits:
        allowed = self.store.allowed(filters)
        return self.store.vectors.search(self._query_vector(query), k, allowed=allowed)

    def _embed_one(self, query: str) -> Vectors:
        vector: Vectors = self.embedder([query])[0]
        return vector

    def _distinct(self, find: Callable[[int], Hits], k: int, route: Route) -> list[Retrieved]:
        """Search as deep as it takes to find `k` passages of which none repeats another's words."""
        depth = k
        while True:
            hits = find(depth)
            kept = self._without_copies(hits)
            if len(kept) >= k or len(hits) < depth:
                return [self._retrieved(row, score, route) for row, score in kept[:k]]
            depth *= 2

    def _without_copies(self, hits: Hits) -> Hits:
        """Keep one of several passages that say the same: the original's, in the place of the best."""
        kept: list[tuple[int, float]] = []
        families: dict[int, list[int]] = {}  # original → places in `kept`
        for row, score in hits:
            article = int(self.store.passages[row, 0])
            original = int(self.store.origins[article])
            places = families.setdefault(original, [])
            twin = next((at for at in places if self._repeats(row, kept[at][0])), None)
            if twin is None:
                places.append(len(kept))
                kept.append((row, score))
            elif article == original:
                kept[twin] = (row, kept[twin][1])
        return kept

    def _repeats(self, row: int, other: int) -> bool:
        """Tell whether passages of two articles of one family say the same."""
        if self.store.passages[row, 0] == self.store.passages[other, 0]:
            return False
        return alike(shingles(self._passage(row).text), shingles(self._passage(other).text))

    def _retrieved(self, row: int, score: float, route: Route) -> Retrieved:
        passage = self._passage(row)
        return Retrieved(passage, score, route, self.store.copies_of(passage.article))
