"""Articles in, passages out: everything that can be known before a question is asked."""

from index.build import Builder
from index.collect import Report
from index.search import Searcher
from index.store import Store
from index.types import Article, Filters, Passage, Problem, Retrieved

__all__ = [
    "Article",
    "Builder",
    "Filters",
    "Passage",
    "Problem",
    "Report",
    "Retrieved",
    "Searcher",
    "Store",
]
