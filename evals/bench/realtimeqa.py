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
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.bench.routes import Rankings, article_ranks, compared
from rag.types import Question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evals.bench.routes import Route
    from index.types import Retrieved

    Row = dict[str, Any]


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
            asked = Question(row["question"], as_of=date.fromisoformat(row["date"]))
            rank = _rank(route(asked), relevant[row["id"]])
            values[name]["recall@5"].append(float(rank is not None and rank <= 5))  # noqa: PLR2004 - recall@5
            values[name]["recall@10"].append(float(rank is not None and rank <= 10))  # noqa: PLR2004
            values[name]["MRR"].append(1 / rank if rank else 0.0)
    weeks = [row["date"] for row in rows]
    return {
        "questions": len(rows),
        "weeks": len(set(weeks)),
        "routes": compared(values, weeks),
    }


def routes(store: Path) -> dict[str, Route]:
    """Name the rankings; the last is the one that answers use."""
    rankings = Rankings.open(store)
    return {
        **rankings.baselines(),
        "plan, fusion, reranked": rankings.planned(recent=False),
        "and recent first, as of a day": rankings.planned(),
    }


def _rank(hits: Sequence[Retrieved], relevant: frozenset[str]) -> int | None:
    """Give the rank of the first relevant article, each article counting once."""
    return next(
        (rank for rank, name in enumerate(article_ranks(hits), start=1) if name in relevant), None
    )


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
