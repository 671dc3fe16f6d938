"""Saved answers, conversations, checked drafts and traces → the citations in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rag.errors import DocumentError
from rag.lookup.recheck import Saved

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_CITED = frozenset({"near_misses"})
"""What a saved answer holds of articles that carry no statement of it."""
_MARKS = frozenset({"citations", "sentences", "match", "quotes"})


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

    Anything with `article_id` and `quote` is one, however deep it lies and whatever its `start` and `end` are;
    passages that were read and not cited have no `quote`, and what only came near is left out.
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
                waiting.extend(reversed([v for k, v in item.items() if k not in NOT_CITED]))


def count_unreadable(documents: object) -> int:
    """Count what is listed as a citation and names no article, or none of its words: nothing can be held against it."""
    waiting, unreadable = [documents], 0
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            listed = item.get("citations")
            if isinstance(listed, list):  # those of a statement are numbers
                unreadable += sum(
                    not (isinstance(one, int) or (isinstance(one, dict) and _saved(one)))
                    for one in listed
                )
            waiting.extend(item.values())
    return unreadable


def check_saved(documents: object, *, name: str) -> None:
    """Check that there is an answer, a checked draft, a trace or a list of quotations, however wrapped.

    Raises:
        DocumentError: there is none; a file without citations may be quite another file.
    """
    waiting = [documents]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if not _MARKS.isdisjoint(item):
                return
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    raise DocumentError(
        f"{name} is no saved answer, conversation, checked draft or trace: save one with `dateline ask --json`"
    )


def _saved(item: dict[str, object]) -> Saved | None:
    """Read one citation, where `item` is one."""
    article = item.get("article")
    named = article if isinstance(article, dict) else item
    article_id, quote = named.get("article_id"), item.get("quote")
    if not (isinstance(article_id, str) and isinstance(quote, str) and quote.strip()):
        return None
    words = {
        key: value
        for key in ("sha256", "prefix", "suffix")
        if isinstance(value := item.get(key), str)
    }
    url, number = named.get("url"), item.get("id")
    return Saved(
        article_id=article_id,
        start=_whole(item.get("start")),
        end=_whole(item.get("end")),
        quote=quote,
        url=url if isinstance(url, str) else None,
        number=number if isinstance(number, int) else None,
        **words,
    )


def _whole(offset: object) -> int | None:
    """Take an offset as it stands; None where it is no whole number, and true is none."""
    return offset if isinstance(offset, int) and not isinstance(offset, bool) else None
