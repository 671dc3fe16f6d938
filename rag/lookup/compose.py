"""Puts the parts of citation lookup together from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.embed.choose import query_embedder
from rag.check import StatementChecker
from rag.compose import open_searcher, rarity_in, support_judge
from rag.lookup.check import DraftChecker
from rag.lookup.named_article import article_named
from rag.lookup.paraphrase import Paraphrases
from rag.lookup.restatement import Restatements
from rag.lookup.said import Quotes
from rag.lookup.trace import Tracer

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.search import Searcher
    from rag.lookup.evidence import Checker
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
    restatements = Restatements(searcher, embedder, rarity_in(searcher.store))
    return Tracer(searcher, restatements, min_likeness=MIN_LIKENESS)


def open_quotes(settings: Settings) -> Quotes:
    """Open the store that the settings name, ready to find who said what.

    Raises:
        StoreError: the store is missing, damaged or was built with other settings.
    """
    embedder = query_embedder(settings.index)
    searcher = open_searcher(settings, embedder)
    return Quotes(searcher, embedder, rarity_in(searcher.store))


def open_draft_checker(settings: Settings) -> DraftChecker:
    """Open the store that the settings name, ready to check drafts.

    Raises:
        StoreError: the store is missing, damaged or was built with other settings.
    """
    embedder = query_embedder(settings.index)
    return compose_draft_checker(settings, open_searcher(settings, embedder), embedder)


def compose_draft_checker(
    settings: Settings, searcher: Searcher, embedder: Embedder, *, check: Checker | None = None
) -> DraftChecker:
    """Put a checker of drafts together; `check` replaces the rules and the network."""
    store = searcher.store
    paraphrases = Paraphrases(embedder, rarity_in(store))
    return DraftChecker(
        searcher,
        compose_tracer(searcher, embedder),
        paraphrases,
        check or StatementChecker(min_support=settings.min_support, judge=support_judge(settings)),
        lambda reference: article_named(reference, store),
    )
