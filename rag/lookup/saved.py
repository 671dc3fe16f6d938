"""Saved answers, conversations, checked drafts and traces → the citations in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rag.errors import DocumentError
from rag.lookup.recheck import Saved

if TYPE_CHECKING:
    from collections.abc import Iterable


def read_saved(text: str, *, name: str) -> list[object]:
    """Read a file of JSON, or of JSON Lines: one document, or several.

    Raises:
        DocumentError: it is neither.
    """
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        raise DocumentError(
            f"{name} is no JSON: save an answer with `dateline ask --json`, or a draft with `dateline check --json`"
        ) from None


def saved_citations(document: object) -> Iterable[Saved]:
    """Find every citation in a saved answer, conversation, checked draft or trace, in reading order.

    Anything with `article_id`, `start`, `end` and `quote` is one, however deep it lies; passages that were read and
    not cited have no `quote`.
    """
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            if saved := _saved(item):
                yield saved
            else:
                waiting.extend(reversed(list(item.values())))


def _saved(item: dict[str, object]) -> Saved | None:
    """Read one citation, where `item` is one."""
    article = item.get("article")
    named = article if isinstance(article, dict) else item
    article_id, quote = named.get("article_id"), item.get("quote")
    start, end = item.get("start"), item.get("end")
    if not (isinstance(article_id, str) and isinstance(quote, str) and quote):
        return None
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end):
        return None
    words = {
        key: value
        for key in ("sha256", "prefix", "suffix")
        if isinstance(value := item.get(key), str)
    }
    url, number = named.get("url"), item.get("id")
    return Saved(
        article_id=article_id,
        start=start,
        end=end,
        quote=quote,
        url=url if isinstance(url, str) else None,
        number=number if isinstance(number, int) else None,
        **words,
    )
