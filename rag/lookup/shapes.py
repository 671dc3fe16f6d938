"""What was looked up, as the JSON that other programs rely on (docs/contract.md): fields are only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.contract import article_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.lookup.recheck import Rechecked
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


def verify_json(name: str, checked: Sequence[Rechecked]) -> Json:
    """Lay out what became of saved citations, as `verify --json` prints it."""
    counts = dict.fromkeys(("ok", "moved", "altered", "gone"), 0)
    for one in checked:
        counts[one.status] += 1
    return {
        "file": name,
        "counts": counts,
        "corrected": sum(one.corrected for one in checked),
        "citations": [_rechecked_json(one) for one in checked],
    }


def _rechecked_json(one: Rechecked) -> Json:
    saved, now = one.saved, one.now
    named = (
        article_json(one.article)
        if one.article
        else {"article_id": saved.article_id, "url": saved.url}
    )
    return {
        "id": saved.number,
        **named,
        "status": one.status,
        "was": {
            "start": saved.start,
            "end": saved.end,
            "quote": saved.quote,
            "sha256": saved.sha256,
        },
        "start": now.start if now else None,
        "end": now.end if now else None,
        "quote": now.quote if now else None,
        "sha256": one.article.sha256 if one.article else None,
        "prefix": now.prefix if now else None,
        "suffix": now.suffix if now else None,
        "diff": [list(step) for step in one.diff],
        "corrected": one.corrected,
        "corrections": list(one.corrections),
        "standing_corrections": list(one.standing),
        "corrected_by": [article_json(article) for article in one.corrected_by],
        "also_in": [article_json(article) for article in one.also_in],
    }
