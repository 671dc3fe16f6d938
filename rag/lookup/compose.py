"""Puts the parts of citation lookup together from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.embed.choose import query_embedder
from rag.compose import open_searcher, rarity_in
from rag.lookup.paraphrase import Paraphrases
from rag.lookup.trace import Tracer

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.search import Searcher
    from rag.settings import Settings

MIN_LIKENESS = 0.6  # of an altered excerpt; below, only its meaning counts


def open_tracer(settings: Settings) -> Tracer:
    """Open the store that the settings name, ready to trace excerpts.

    Raises:
        StoreError: the store is missing, damaged or was built with other settings.
    """
    embedder = query_embedder(settings.index)
    return compose_tracer(open_searcher(settings, embedder), embedder)


def compose_tracer(searcher: Searcher, embedder: Embedder) -> Tracer:
    """Put a tracer together."""
    paraphrases = Paraphrases(embedder, rarity_in(searcher.store))
    return Tracer(searcher, paraphrases, min_likeness=MIN_LIKENESS)
