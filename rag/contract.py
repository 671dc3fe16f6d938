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
    searched_json,
    statement_json,
)
from rag.differ import word_diff
from rag.premise import premise_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.store import Store
    from index.types import Article, Retrieved
    from rag.types import Answer, Citation

Json = dict[str, Any]

__all__ = [
    "answer_json",
    "answer_text",
    "byline",
    "info_json",
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
    for statement in answer.statements:
        marks = "".join(f"[{numbers[c]}]" for c in statement.citations)
        if statement.verbatim:
            named = byline(statement.citations[0].article)
            lines.append(f"“{statement.text}” ({named}) {marks}")
        elif statement.attribution_dropped:
            lines.append(f"{statement.text} (according to {statement.speaker}) {marks}".rstrip())
        else:
            lines.append(f"{statement.text} {marks}".rstrip())
    if answer.premise and answer.statements:
        lines.append(f"But {premise_words(answer.premise)} [{numbers[answer.premise.citation]}].")
    lines += [f"Not answered: {part}" for part in answer.unanswered]
    return "\n".join(lines)


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
