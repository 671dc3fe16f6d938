"""What was looked up, as the JSON that other programs rely on (docs/contract.md): fields are only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.contract import article_json

if TYPE_CHECKING:
    from rag.lookup.trace import Traced

Json = dict[str, Any]


def trace_json(traced: Traced) -> Json:
    """Lay out where an excerpt comes from, as `trace --json` prints it."""
    cited = traced.citation
    return {
        "excerpt": traced.excerpt,
        "match": traced.match,
        "score": round(traced.score, 4),
        "article": article_json(traced.article) if traced.article else None,
        "start": cited.start if cited else None,
        "end": cited.end if cited else None,
        "quote": cited.quote if cited else None,
        "diff": [list(step) for step in traced.diff],
        "also_in": [article_json(article) for article in traced.also_in],
        "omitted": [list(span) for span in traced.omitted],
        "sha256": traced.article.sha256 if traced.article else None,
        "prefix": cited.prefix if cited else None,
        "suffix": cited.suffix if cited else None,
        "near": [article_json(article) for article in traced.near],
    }
