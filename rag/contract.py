"""Answers as the JSON that other programs rely on (docs/contract.md): fields are added, never renamed or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.contract_parts import (
    byline,
    conflict_json,
    conflict_text,
    correction_json,
    corroboration_json,
    filters_json,
    near_json,
    premise_json,
    premise_text,
    searched_json,
    statement_json,
    statement_text,
)
from rag.differ import word_diff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.store import Store
    from index.types import Article, Retrieved
    from rag.types import Answer, Citation

Json = dict[str, Any]

REASONS = {
    "not_in_corpus": "Not in this corpus.",
    "insufficient_evidence": "The articles do not answer this.",
    "no_article_passes_filters": "No article passes these filters.",
    "empty_store": "The store holds no articles.",
    "false_premise": "The question assumes what the articles do not say.",
}

__all__ = [
    "answer_json",
    "answer_text",
    "article_text_json",
    "byline",
    "info_json",
    "refusal_text",
    "search_json",
    "versions_json",
]


def answer_json(answer: Answer) -> Json:
    """Lay an answer out as `ask --json` prints it."""
    numbers = {citation: n for n, citation in enumerate(answer.citations, start=1)}
    copies = {hit.passage.article.id: hit.copies for hit in answer.evidence}
    return {
        "question": answer.plan.question,
        "answer": None if answer.abstained else answer_text(answer),
        "short_answer": answer.short_answer,
        "abstained": answer.abstained,
        "abstain_reason": answer.abstain_reason,
        "abstain_detail": answer.detail or None,
        "confidence": round(answer.confidence, 4),
        "statements": [statement_json(statement, numbers) for statement in answer.statements],
        "citations": [
            {
                **citation_json(citation, n),
                "also_in": also_in(copies.get(citation.article.id, ())),
                "corrections": [
                    correction_json(correction)
                    for correction in answer.corrections
                    if correction.of == citation.article
                ],
            }
            for citation, n in numbers.items()
        ],
        "conflicts": [conflict_json(conflict, numbers) for conflict in answer.conflicts],
        "sources_agreeing": corroboration_json(answer.corroboration),
        "false_premise": premise_json(answer.premise, numbers),
        "filters": filters_json(answer),
        "rewritten_from": answer.plan.rewritten_from,
        "parts": list(answer.plan.queries),
        "unanswered": list(answer.unanswered),
        "searched": searched_json(answer),
        "near_misses": [near_json(miss) for miss in answer.near],
        "retrieved": [
            retrieved_json(hit, rank) for rank, hit in enumerate(answer.evidence, start=1)
        ],
        "removed_statements": answer.removed,
        "timings_ms": dict(answer.timings_ms),
        "model": answer.model,
        "notice": answer.notice or None,
    }


def answer_text(answer: Answer) -> str:
    """Write an answer out: quotations in quotation marks with outlet and date, each with its numbers."""
    numbers = {citation: n for n, citation in enumerate(answer.citations, start=1)}
    lines = [conflict_text(conflict, numbers) for conflict in answer.conflicts]
    lines += [statement_text(statement, numbers) for statement in answer.statements]
    if answer.premise and answer.statements:
        lines.append(premise_text(answer.premise, numbers))
    lines += [f"Not answered: {part}" for part in answer.unanswered]
    return "\n".join(lines)


def refusal_text(answer: Answer) -> str:
    """Say why there is no answer: the reason, then what is known of it."""
    detail = f" {answer.detail[0].upper()}{answer.detail[1:]}." if answer.detail else ""
    return REASONS[answer.abstain_reason or "not_in_corpus"] + detail


def article_json(article: Article) -> Json:
    """Name an article: what every list of results says of it."""
    return {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "authors": list(article.authors),
    }


def article_text_json(article: Article, copies: Sequence[Article]) -> Json:
    """Lay a whole article out, its text exactly as stored: every offset points into it."""
    return {
        **article_json(article),
        "section": article.section,
        "place": article.place,
        "path": article.path,
        "sha256": article.sha256,
        "text": article.text,
        "also_in": also_in(copies),
    }


def citation_json(citation: Citation, number: int) -> Json:
    """Lay a citation out: `article text[start:end] == quote`, exactly."""
    article = citation.article
    return {
        "id": number,
        **article_json(article),
        "path": article.path,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "sha256": article.sha256,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
    }


def retrieved_json(hit: Retrieved, rank: int) -> Json:
    """Lay a found passage out."""
    passage = hit.passage
    return {
        "rank": rank,
        **article_json(passage.article),
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 4),
        "text": passage.text,
        "also_in": also_in(hit.copies),
    }


def also_in(copies: Sequence[Article]) -> list[Json]:
    """Name the other articles that carry the same text: they are no further sources."""
    return [article_json(article) for article in copies]


def search_json(query: str, hits: Sequence[Retrieved]) -> Json:
    """Lay a ranking out as `search --json` prints it."""
    ranked = [retrieved_json(hit, rank) for rank, hit in enumerate(hits, start=1)]
    return {"query": query, "results": ranked}


def versions_json(versions: Sequence[Article]) -> Json:
    """Lay out the versions of one article, oldest first, each with what changed from the one before."""
    before = [None, *versions[:-1]]
    return {
        "article_id": versions[-1].id,
        "versions": [
            {
                **article_json(version),
                "sha256": version.sha256,
                "current": version is versions[-1],
                "diff": word_diff(older.text, version.text) if older else [],
            }
            for older, version in zip(before, versions, strict=True)
        ],
    }


def info_json(store: Store) -> Json:
    """Lay out what a store holds, as `info --json` prints it."""
    first, last = store.articles.dates()
    manifest = store.manifest
    sizes = {name: mark.size for name, mark in manifest.files.items()}
    return {
        "articles": manifest.articles,
        "passages": manifest.passages,
        "sources": store.articles.sources(),
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
        "embedder": {"name": manifest.fingerprint.embedder, "dim": manifest.fingerprint.dim},
        "index": {
            "kind": store.vectors.kind,
            "bytes": sum(sizes.values()),
            "vector_bytes": sum(sizes.get(name, 0) for name in store.vectors.files),
            "word_bytes": sum(size for name, size in sizes.items() if name.startswith("words/")),
        },
        "generation": store.folder.name,
        "passage_chars": manifest.fingerprint.passage_chars,
        "version": manifest.version,
    }
