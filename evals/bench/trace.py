"""Excerpt → headline, outlet, date and address, as the Tow Center asked of search tools, over one's own archive.

Excerpts are cut from the articles of a store and damaged in known ways; as many come from articles that the store does
not hold. Plain word search and plain vector search are asked the same; they always name an article.
"""

from __future__ import annotations

import json
from collections import Counter
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.bench.damage import DAMAGES
from evals.bench.excerpts import ABSENT, BY_HAND, absent, by_hand, damaged
from evals.statistics import wilson
from index.embed.choose import query_embedder
from rag.compose import open_searcher
from rag.contract import article_json
from rag.lookup.compose import compose_tracer
from rag.lookup.tokens import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from evals.bench.excerpts import Lookup
    from index.types import Article
    from rag.settings import Settings

    Name = Callable[
        [str], tuple[Article | None, str]
    ]  # excerpt → the article named, the class of match
    Row = dict[str, Any]

KINDS = (*DAMAGES, BY_HAND, ABSENT)


def measure_trace(
    settings: Settings,
    *,
    absent_from: str | None,
    excerpts: int,
    seed: int,
    kinds: Collection[str] = KINDS,
    checkpoint: Path | None = None,
) -> dict[str, Any]:
    """Trace `excerpts` excerpts of each kind of damage, and as many absent ones.

    Args:
        settings: name the store.
        absent_from: a file of articles that are not in the store; None leaves the absent ones out.
        excerpts: of each kind.
        seed: of the draws.
        kinds: which of `KINDS`.
        checkpoint: a file that gets a line for each excerpt looked up; excerpts that have one are not looked up again.

    Returns: for each kind and each way of looking up the share that is right, with its 95 % interval (Wilson), of all
        excerpts and of those whose words stand in one article and its copies; the classes of match; and the times of
        the tracer in milliseconds.
    """
    embedder = query_embedder(settings.index, lasting=True)
    searcher = open_searcher(settings, embedder)
    tracer = compose_tracer(searcher, embedder)

    def traced(excerpt: str) -> tuple[Article | None, str]:
        found = tracer(excerpt)
        return found.article, found.match

    lookups = list(damaged(searcher, excerpts, seed, kinds))
    if BY_HAND in kinds:
        lookups += by_hand(searcher)
    if absent_from and ABSENT in kinds:
        lookups += absent(absent_from, searcher, excerpts, seed)
    ways: dict[str, Name] = {
        "trace": traced,
        "words": _first_by(searcher.by_words),
        "vectors": _first_by(searcher.by_vector),
    }
    traced("It loads at the first call what is loaded once.")
    rows = _ask(lookups, ways, checkpoint)
    asked = list(dict.fromkeys(lookup.kind for lookup in lookups))
    shared = {lookup.excerpt for lookup in lookups if lookup.shared}
    alone = [row for row in rows if row["excerpt"] not in shared]
    own = [row for row in rows if row["way"] == "trace"]
    return {
        "articles": len(searcher.store.articles),
        "seed": seed,
        "kinds": {kind: {way: _score(rows, kind, way) for way in ways} for kind in asked},
        "of_one_source": {kind: {way: _score(alone, kind, way) for way in ways} for kind in asked},
        "classes": {k: dict(Counter(r["match"] for r in own if r["kind"] == k)) for k in asked},
        "milliseconds": _times(own, "ms"),
        "processor_milliseconds": _times(own, "processor_ms"),
        "milliseconds_by_kind": {
            kind: {
                name: _times([row for row in own if row["kind"] == kind], name)
                for name in ("ms", "processor_ms")
            }
            for kind in asked
        },
        "wrong": [{**row, "shared": row["excerpt"] in shared} for row in own if not row["right"]],
    }


def _first_by(search: Callable[..., Sequence[Any]]) -> Name:
    """Name the article of the first passage that a search finds."""

    def name(excerpt: str) -> tuple[Article | None, str]:
        hits = search(excerpt[:1000], k=1)
        return (hits[0].passage.article if hits else None), "found"

    return name


def _ask(lookups: Sequence[Lookup], ways: dict[str, Name], checkpoint: Path | None) -> list[Row]:
    """Look every excerpt up in every way; a row each, in milliseconds by the clock and of the processor."""
    done = _read(checkpoint) if checkpoint else {}
    rows: list[Row] = []
    for lookup in lookups:
        for way, name in ways.items():
            title = lookup.article.title if lookup.article else None
            known = done.get((way, lookup.kind, title, lookup.excerpt))
            row = known or look_up(lookup, way, name)
            rows.append(row)
            if checkpoint and not known:
                with checkpoint.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return rows


def _read(checkpoint: Path) -> dict[tuple[str, str, str | None, str], Row]:
    """Read the rows of a run that was stopped; a line that the stop cut short is taken out."""
    text = checkpoint.read_text("utf-8") if checkpoint.exists() else ""
    whole = text[: text.rfind("\n") + 1]
    checkpoint.write_text(whole, "utf-8")
    rows = [json.loads(line) for line in whole.split("\n") if line]
    return {(row["way"], row["kind"], row["is"], row["excerpt"]): row for row in rows}


def look_up(lookup: Lookup, way: str, name: Name) -> Row:
    """Look one excerpt up in one way: what was named, whether it is right, and how long it took."""
    start, begun = perf_counter(), process_time()
    named, match = name(lookup.excerpt)
    return {
        "way": way,
        "kind": lookup.kind,
        "excerpt": lookup.excerpt,
        "ms": 1000 * (perf_counter() - start),
        "processor_ms": 1000 * (process_time() - begun),
        "match": match,
        "right": _right(lookup, named),
        "named": named.title if named else None,
        "is": lookup.article.title if lookup.article else None,
    }


def _right(lookup: Lookup, named: Article | None) -> bool:
    """Whether headline, outlet, date and address are those of the article; or, of equal words, of an earlier copy."""
    if lookup.article is None or named is None:
        return lookup.article is named
    if _four(named) == _four(lookup.article):
        return True
    same = bool(lookup.original) and str(letters(lookup.original)) in str(letters(named.text))
    dated = named.published is not None and lookup.article.published is not None
    return same and dated and str(named.published) <= str(lookup.article.published)


def _four(article: Article) -> tuple[object, ...]:
    told = article_json(article)
    return tuple(told[key] for key in ("title", "source", "published", "url"))


def _score(rows: Sequence[Row], kind: str, way: str) -> dict[str, float]:
    """Give the share of a kind that a way gets right, and its interval."""
    right = [row["right"] for row in rows if row["kind"] == kind and row["way"] == way]
    if not right:
        return {"n": 0}
    low, high = wilson(sum(right), len(right))
    return {
        "n": len(right),
        "right": round(sum(right) / len(right), 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }


def _times(rows: Sequence[Row], name: str) -> dict[str, float]:
    p50, p95 = np.percentile([row[name] for row in rows], [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}
