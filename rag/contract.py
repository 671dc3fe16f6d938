"""Answers as the JSON that other programs rely on (docs/contract.md): fields are added, never renamed or removed."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from rag.differ import word_diff

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from index.store import Store
    from index.types import Article, Filters, Retrieved
    from rag.types import Answer, Citation

Json = dict[str, Any]


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
        "statements": [
            {
                "text": statement.text,
                "citations": [numbers[c] for c in statement.citations],
                "support": round(statement.support, 4),
                "verdict": statement.verdict,
                "verbatim": statement.verbatim,
            }
            for statement in answer.statements
        ],
        "citations": [
            {**citation_json(citation, n), "also_in": also_in(copies.get(citation.article.id, ()))}
            for citation, n in numbers.items()
        ],
        "conflicts": [],
        "filters": filters_json(answer.question.filters, answer.question.as_of),
        "retrieved": [
            retrieved_json(hit, rank) for rank, hit in enumerate(answer.evidence, start=1)
        ],
        "removed_statements": answer.removed,
        "timings_ms": dict(answer.timings_ms),
        "model": answer.model,
    }


def answer_text(answer: Answer) -> str:
    """Write an answer out: quotations in quotation marks with outlet and date, each with its numbers."""
    numbers = {citation: n for n, citation in enumerate(answer.citations, start=1)}
    lines = []
    for statement in answer.statements:
        marks = "".join(f"[{numbers[c]}]" for c in statement.citations)
        if statement.verbatim:
            named = byline(statement.citations[0].article)
            lines.append(f"“{statement.text}” ({named}) {marks}")
        else:
            lines.append(f"{statement.text} {marks}".rstrip())
    return "\n".join(lines)


def byline(article: Article) -> str:
    """Name an article's outlet and date in one line.

    >>> from index.types import Article
    >>> byline(Article(id="a", text="Rain.", source="The Tern"))
    'The Tern, undated'
    """
    named = article.source or PurePosixPath(article.path or article.id).name
    day = article.published
    return f"{named}, {f'{day.day} {day:%B %Y}' if day else 'undated'}"


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


def filters_json(filters: Filters, as_of: date | None) -> Json:
    """Lay filters out, as they were asked for."""
    return {
        "since": filters.since.isoformat() if filters.since else None,
        "until": filters.until.isoformat() if filters.until else None,
        "sources": list(filters.sources),
        "as_of": as_of.isoformat() if as_of else None,
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
