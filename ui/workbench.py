"""What the page works with: the live pipeline, and the lookups over whatever generation is current."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.compose import passage_scorer, rarity_in
from rag.contract import info_json
from rag.lookup.compose import compose_draft_checker, compose_tracer
from rag.lookup.said import Quotes

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from index.search import Searcher
    from index.store import Store
    from index.types import Article, Filters, Retrieved
    from rag.compose import LivePipeline
    from rag.lookup.check import DraftChecker
    from rag.lookup.trace import Tracer


_LEAST_ABOUT = 0.3  # score of a passage, cosine and share of the subject's words, from which it may be about it
_SHARE_OF_BEST = 0.55


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """A pipeline, the folder for runs, feedback and question sets, and whether anything may be written.

    Every property opens the current generation; each raises StoreError where that cannot be done.
    """

    pipeline: LivePipeline
    folder: Path
    read_only: bool = False

    @property
    def searcher(self) -> Searcher:
        """The searcher over the current generation."""
        return self.pipeline.current()[0]

    @property
    def store(self) -> Store:
        """The current generation."""
        return self.searcher.store

    @property
    def info(self) -> dict[str, Any]:
        """What the store holds, as `info --json` prints it."""
        return info_json(self.store)

    def article(self, article_id: str, sha256: str | None = None) -> Article | None:
        """Find an article by its id; with a hash, the version of that text."""
        current = self.store.article(article_id)
        if sha256 is None or (current and current.sha256 == sha256):
            return current
        older = self.store.articles.versions(article_id)
        return next((version for version in older if version.sha256 == sha256), None)

    def about(self, subject: str, *, k: int, filters: Filters) -> list[Retrieved]:
        """Find passages about a subject, the best first; those far less about it than the best are left out."""
        searcher = self.searcher
        found = searcher(subject, k=k, filters=filters)
        if not found:
            return []
        score = passage_scorer(searcher, rarity_in(searcher.store))
        scores = score(subject, [hit.passage for hit in found])
        least = max(_LEAST_ABOUT, _SHARE_OF_BEST * max(scores))
        ranked = sorted(zip(scores, found, strict=True), key=lambda pair: -pair[0])
        return [hit for value, hit in ranked if value >= least]

    def tracer(self) -> Tracer:
        """Make a tracer of excerpts."""
        return compose_tracer(self.searcher, self.searcher.embedder)

    def checker(self) -> DraftChecker:
        """Make a checker of drafts; it judges as the pipeline does."""
        searcher, pipeline = self.pipeline.current()
        return compose_draft_checker(
            self.pipeline.settings, searcher, searcher.embedder, check=pipeline.check
        )

    def quotes(self) -> Quotes:
        """Make a finder of what people said."""
        searcher = self.searcher
        return Quotes(searcher, searcher.embedder, rarity_in(searcher.store))
