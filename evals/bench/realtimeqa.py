"""How well the whole retrieval finds the evidence of dated news questions in a store of tens of thousands of articles.

The questions are RealTime QA's (Kasai et al. 2023), each asked as of its day; relevant is the article that the quiz
links to (grade 3). Four rankings of articles are compared: words (BM25), meaning, their rank fusion, and what answers
use. Differences to the last are tested by paired randomisation, intervals drawn by bootstrap over weeks, since the
questions of one week are alike.
"""

from __future__ import annotations

import csv
import json
import lzma
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from index.types import Filters
from rag.compose import compose, open_searcher
from rag.plan import plan
from rag.retrieve import retrieve
from rag.settings import Settings
from rag.types import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.types import Retrieved

    Row = dict[str, Any]
    Route = Callable[[Row], Sequence[Retrieved]]

DEPTH = 40
_DRAWS = 5_000  # of chance signs
_BOOTSTRAP = 1_000


def measure_realtimeqa(store: Path, data: Path, *, limit: int | None, least: int) -> Row:
    """Rank articles for every question that has a linked one.

    Args:
        store: a store of the corpus.
        data: the folder with queries.jsonl.xz and qrels.tsv.xz.
        limit: only so many questions, evenly spread.
        least: the lowest grade that counts as relevant, 1 to 3.
    """
    relevant = _relevant(data / "qrels.tsv.xz", least)
    rows = [row for row in _rows(data / "queries.jsonl.xz") if relevant.get(row["id"])]
    if limit and limit < len(rows):
        rows = [rows[int(at)] for at in np.linspace(0, len(rows) - 1, limit)]
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for name, route in routes(store).items():
        for row in rows:
            rank = _rank(route(row), relevant[row["id"]])
            values[name]["recall@5"].append(float(rank is not None and rank <= 5))  # noqa: PLR2004 - recall@5
            values[name]["recall@10"].append(float(rank is not None and rank <= 10))  # noqa: PLR2004
            values[name]["MRR"].append(1 / rank if rank else 0.0)
    weeks = [row["date"] for row in rows]
    *_, ours = values
    return {
        "questions": len(rows),
        "weeks": len(set(weeks)),
        "routes": {
            name: {
                measure: interval(scores, weeks)
                | ({} if name == ours else {"p": paired_p(values[ours][measure], scores)})
                for measure, scores in measured.items()
            }
            for name, measured in values.items()
        },
    }


def routes(store: Path) -> dict[str, Route]:
    """Name the rankings; the last is the one that answers use."""
    settings = Settings(store=store, model="extractive")
    searcher = open_searcher(settings)
    pipeline = compose(settings, searcher, write=lambda *_: None)  # type: ignore[arg-type]
    outlets = pipeline.outlets()

    def under(row: Row) -> tuple[str, Filters]:
        return row["question"], Filters(until=date.fromisoformat(row["date"]))

    def words(row: Row) -> Sequence[Retrieved]:
        question, filters = under(row)
        return searcher.by_words(question, k=DEPTH, filters=filters)

    def meaning(row: Row) -> Sequence[Retrieved]:
        question, filters = under(row)
        return searcher.by_vector(question, k=DEPTH, filters=filters)

    def fused(row: Row) -> Sequence[Retrieved]:
        question, filters = under(row)
        return searcher(question, k=DEPTH, filters=filters)

    def ours(row: Row, *, recent: bool) -> Sequence[Retrieved]:
        asked = Question(row["question"], as_of=date.fromisoformat(row["date"]))
        planned = plan(asked, max_chars=settings.max_question_chars, outlets=outlets)
        if not recent:
            planned = replace(planned, parts=tuple(replace(p, today=None) for p in planned.parts))
        found = retrieve(planned, search=pipeline.search, k=settings.retrieve_k)
        return pipeline.ranked(planned, found)[:DEPTH]

    return {
        "words (BM25)": words,
        "meaning": meaning,
        "rank fusion": fused,
        "plan, fusion, reranked": lambda row: ours(row, recent=False),
        "and recent first, as of a day": lambda row: ours(row, recent=True),
    }


def interval(scores: Sequence[float], groups: Sequence[str]) -> dict[str, float]:
    """Average scores, with a 95 % bootstrap interval that draws whole groups."""
    names, at = np.unique(np.array(groups), return_inverse=True)
    totals = np.bincount(at, weights=np.array(scores))
    sizes = np.bincount(at)
    draws = np.random.default_rng(0).integers(len(names), size=(_BOOTSTRAP, len(names)))
    means = totals[draws].sum(axis=1) / sizes[draws].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {
        "mean": round(float(np.mean(scores)), 3),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
    }


def paired_p(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Give the two-sided p of a paired randomisation test: how often chance signs make so large a difference."""
    differences = np.array(ours) - np.array(theirs)
    signs = np.random.default_rng(0).choice((-1.0, 1.0), size=(_DRAWS, len(differences)))
    chance: NDArray[np.float64] = np.abs(signs @ differences)
    return round(float((np.sum(chance >= abs(differences.sum()) - 1e-9) + 1) / (_DRAWS + 1)), 4)


def _rank(hits: Sequence[Retrieved], relevant: frozenset[str]) -> int | None:
    """Give the rank of the first relevant article, each article counting once."""
    articles = dict.fromkeys(hit.passage.article.id for hit in hits)
    return next((rank for rank, name in enumerate(articles, start=1) if name in relevant), None)


def _rows(file: Path) -> list[Row]:
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _relevant(file: Path, least: int) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for query, article, grade, *_ in csv.reader(lines, delimiter="\t"):
            if grade.isdigit() and int(grade) >= least:
                found[query].add(article)
    return {query: frozenset(articles) for query, articles in found.items()}
