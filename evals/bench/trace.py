"""Excerpt → headline, outlet, date and address, as the Tow Center asked of search tools, over one's own archive.

Excerpts are cut from the articles of a store and damaged in known ways; as many come from articles that the store does
not hold. Plain word search and plain vector search are asked the same; they always name an article.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from importlib.resources import files
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.bench.damage import DAMAGES
from index.config import IndexConfig
from index.embed.choose import query_embedder
from index.read import read
from index.sentences import sentence_spans
from index.types import Article
from rag.compose import open_searcher
from rag.contract import article_json
from rag.lookup.compose import compose_tracer
from rag.lookup.tokens import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from index.search import Searcher
    from rag.settings import Settings

    Name = Callable[
        [str], tuple[Article | None, str]
    ]  # excerpt → the article named, the class of match

_WORDS = (12, 60)  # in an excerpt
_DRAWS = 1000
_TRIES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """An excerpt as an editor has it, the words it was, and the article; None where the store has no such article."""

    kind: str
    excerpt: str
    original: str
    article: Article | None


def measure_trace(
    settings: Settings, *, absent: str | None, excerpts: int, seed: int
) -> dict[str, Any]:
    """Trace `excerpts` excerpts of each kind of damage, and as many absent ones.

    Args:
        settings: name the store.
        absent: a file of articles that are not in the store; None leaves the absent ones out.
        excerpts: of each kind.
        seed: of the draws.

    Returns: for each kind and each way of looking up the share that is right, with its 95 % bootstrap interval; and
        the times of the tracer in milliseconds.
    """
    embedder = query_embedder(settings.index)
    searcher = open_searcher(settings, embedder)
    tracer = compose_tracer(searcher, embedder)

    def traced(excerpt: str) -> tuple[Article | None, str]:
        found = tracer(excerpt)
        return found.article, found.match

    lookups = list(_lookups(searcher, excerpts, seed))
    if absent:
        foreign = (a for a in read([absent], config=IndexConfig()) if isinstance(a, Article))
        lookups += _absent(list(foreign), searcher, excerpts, seed)
    ways: dict[str, Name] = {
        "words": _first_by(searcher.by_words),
        "vectors": _first_by(searcher.by_vector),
    }
    traced(lookups[0].excerpt)  # the first one loads what is loaded once
    answers, times, spent = _ask(lookups, traced)
    told = {"trace": answers} | {name: _ask(lookups, way)[0] for name, way in ways.items()}
    kinds = dict.fromkeys(lookup.kind for lookup in lookups)
    return {
        "articles": len(searcher.store.articles),
        "seed": seed,
        "kinds": {
            kind: {name: _scores(kind, lookups, given) for name, given in told.items()}
            for kind in kinds
        },
        "classes": _classes(lookups, answers),
        "milliseconds": _percentiles(times),
        "processor_milliseconds": _percentiles(spent),
        "processor_milliseconds_by_kind": {
            kind: _percentiles(
                [ms for ms, asked in zip(spent, lookups, strict=True) if asked.kind == kind]
            )
            for kind in kinds
        },
        "wrong": _wrong(lookups, answers),
    }


def written_paraphrases() -> list[dict[str, str]]:
    """Read the paraphrases of the sample articles that were written by hand: file, paraphrase."""
    lines = files("evals").joinpath("gold/paraphrases.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _lookups(searcher: Searcher, excerpts: int, seed: int) -> Iterable[Lookup]:
    """Cut excerpts, each from another article, and damage each in every way."""
    draw = random.Random(seed)  # noqa: S311 - chance that repeats
    table = searcher.store.articles
    rows = draw.sample(range(len(table)), len(table))
    cuts: list[tuple[Article, str]] = []
    for row in rows:
        article = table.get(row)
        if cut := _cut(article, draw):
            cuts.append((article, cut))
        if len(cuts) == excerpts:
            break
    words = [word for _, cut in cuts for word in cut.split() if word.isalpha()]
    for kind, damage in DAMAGES.items():
        for article, cut in cuts:
            yield Lookup(kind=kind, excerpt=damage(cut, draw, words), original=cut, article=article)
    held = {(a.path or "").rsplit("/", 1)[-1]: a for a in table} if len(table) < 1000 else {}  # noqa: PLR2004
    for written in written_paraphrases():
        if written["file"] in held:
            yield Lookup(
                kind="paraphrased by hand",
                excerpt=written["paraphrase"],
                original="",
                article=held[written["file"]],
            )


def _absent(
    foreign: Sequence[Article], searcher: Searcher, excerpts: int, seed: int
) -> list[Lookup]:
    """Cut excerpts from articles that the store does not hold; those whose words it holds all the same are not used."""
    draw = random.Random(seed)  # noqa: S311 - chance that repeats
    held = {str(letters(a.text)) for a in searcher.store.articles} if excerpts else set()
    found: list[Lookup] = []
    for article in draw.sample(foreign, len(foreign)):
        cut = _cut(article, draw)
        if cut and not any(str(letters(cut)) in text for text in held):
            found.append(Lookup(kind="absent", excerpt=cut, original=cut, article=None))
        if len(found) == excerpts:
            break
    return found


def _cut(article: Article, draw: random.Random) -> str | None:
    """Cut one to three sentences of 12 to 60 words out of an article."""
    spans = sentence_spans(article.text[:20_000])
    for _ in range(_TRIES if spans else 0):
        first = draw.randrange(len(spans))
        last = min(len(spans) - 1, first + draw.randrange(3))
        cut = article.text[spans[first][0] : spans[last][1]]
        if _WORDS[0] <= len(cut.split()) <= _WORDS[1] and "\n" not in cut:
            return cut
    return None


def _first_by(search: Callable[..., Sequence[Any]]) -> Name:
    """Name the article of the first passage that a search finds."""

    def name(excerpt: str) -> tuple[Article | None, str]:
        hits = search(excerpt[:1000], k=1)
        return (hits[0].passage.article if hits else None), "found"

    return name


def _ask(
    lookups: Sequence[Lookup], name: Name
) -> tuple[list[tuple[Article | None, str]], list[float], list[float]]:
    """Ask for every excerpt: the answers, and the milliseconds by the clock and of the processor."""
    answers, times, spent = [], [], []
    for lookup in lookups:
        start, begun = perf_counter(), process_time()
        answers.append(name(lookup.excerpt))
        times.append(1000 * (perf_counter() - start))
        spent.append(1000 * (process_time() - begun))
    return answers, times, spent


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


def _scores(
    kind: str, lookups: Sequence[Lookup], answers: Sequence[tuple[Article | None, str]]
) -> dict[str, float]:
    """Give the share that is right, and its interval."""
    right = np.array(
        [
            _right(lookup, named)
            for lookup, (named, _) in zip(lookups, answers, strict=True)
            if lookup.kind == kind
        ]
    )
    draws = np.random.default_rng(0).integers(len(right), size=(_DRAWS, len(right)))
    low, high = np.percentile(right[draws].mean(axis=1), [2.5, 97.5])
    return {
        "n": len(right),
        "right": round(float(right.mean()), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
    }


def _classes(
    lookups: Sequence[Lookup], answers: Sequence[tuple[Article | None, str]]
) -> dict[str, dict[str, int]]:
    """Count the classes of match that each kind of excerpt got."""
    counts: dict[str, dict[str, int]] = {}
    for lookup, (_, match) in zip(lookups, answers, strict=True):
        of_kind = counts.setdefault(lookup.kind, {})
        of_kind[match] = of_kind.get(match, 0) + 1
    return counts


def _wrong(
    lookups: Sequence[Lookup], answers: Sequence[tuple[Article | None, str]]
) -> list[dict[str, Any]]:
    """List the excerpts that were looked up wrong, to be read by people."""
    return [
        {
            "kind": lookup.kind,
            "excerpt": lookup.excerpt,
            "match": match,
            "named": named.title if named else None,
            "is": lookup.article.title if lookup.article else None,
        }
        for lookup, (named, match) in zip(lookups, answers, strict=True)
        if not _right(lookup, named)
    ]


def _percentiles(times: Sequence[float]) -> dict[str, float]:
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}
