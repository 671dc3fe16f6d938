"""A footnote or a reference in words → the article that it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.types import Filters
from rag.lookup.tokens import find_tokens, tokenize

if TYPE_CHECKING:
    from index.store import Store
    from index.types import Article

_ADDRESS = re.compile(r"https?://[^\s<>\"”)\]]+")
_SEARCHED = 30  # passages
_SHORTEST_TITLE = 3  # words; a shorter headline is named only with its outlet


def article_named(reference: str, store: Store) -> Article | None:
    """Find the article that a reference names: by its address, or by its headline word for word."""
    for address in _ADDRESS.findall(reference):
        if found := store.articles.find_address(address.rstrip(".,;")):
            return found[1]
    words = tokenize(reference).words
    hits = store.words.search(reference, _SEARCHED, filters=Filters())
    for row in dict.fromkeys(int(store.passages[row, 0]) for row, _ in hits):
        article = store.articles.get(row)
        title = tokenize(article.title).words
        if not len(title) or find_tokens(title.texts, words) is None:
            continue
        outlet = tokenize(article.source or "").words
        if len(title) >= _SHORTEST_TITLE or find_tokens(outlet.texts, words):
            return article
    return None
