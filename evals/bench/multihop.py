"""How well the evidence of questions over several articles is found among tens of thousands of other articles.

The questions are MultiHop-RAG's (Tang and Yang 2024): most name the outlets, some the days, of the two to four articles
that they rest on. A hit is a passage of such an article; recall counts the articles. Each route ranks the same
questions; differences to the last one are tested by paired randomisation. Intervals draw whole groups of questions
that share their first article.
"""

from __future__ import annotations

import json
import lzma
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ir_measures
import numpy as np
from ir_measures import RR, R, Success

from evals.bench.routes import Rankings, compared
from rag.types import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from evals.bench.routes import Route
    from index.store import Store
    from index.types import Retrieved

MEASURES = {"Hits@4": Success @ 4, "Hits@10": Success @ 10, "MRR@10": RR @ 10, "recall@10": R @ 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class HopQuestion:
    """A question, what kind it is, its answer, and the ids of the articles it rests on: none if it has no answer."""

    id: str
    text: str
    kind: str
    answer: str
    articles: tuple[str, ...]
    unanswerable: bool


def measure_multihop(store: Path, questions: Path, *, limit: int | None) -> dict[str, Any]:
    """Rank passages for every answerable question, by each route; nothing is read.

    Args:
        store: a store that holds the articles of the questions, among others.
        questions: the questions, as JSON Lines; xz or plain.
        limit: only so many questions, evenly spread.

    Returns: figures over all questions, and over those whose articles all have an outlet in the store.
    """
    rankings = Rankings.open(store)
    asked = spread([q for q in read_questions(questions) if not q.unanswerable], limit)
    scores = score_routes(asked, routes(rankings))
    known = _with_outlet(rankings.searcher.store, {a for one in asked for a in one.articles})
    told = [row for row, one in enumerate(asked) if known.issuperset(one.articles)]
    return {
        "articles": rankings.searcher.store.manifest.articles,
        "passages": len(rankings.searcher.store),
        "all": _figures(asked, scores, range(len(asked))),
        "outlets known": _figures(asked, scores, told),
    }


def routes(rankings: Rankings) -> dict[str, Route]:
    """Name the rankings; the last is the one that answers use."""
    return {
        **rankings.baselines(),
        "fusion, reranked; neither outlets nor days read": rankings.planned(
            outlets=False, dates=False
        ),
        "days read, no outlets": rankings.planned(outlets=False),
        "outlets read, no days": rankings.planned(dates=False),
        "outlets and days read (what answers use)": rankings.planned(),
    }


def score_routes(
    asked: Sequence[HopQuestion], ways: Mapping[str, Route]
) -> dict[str, dict[str, list[float]]]:
    """Ask every question by each route: route → measure → score of each question."""
    qrels = {one.id: dict.fromkeys(one.articles, 1) for one in asked}
    scores = {}
    for name, route in ways.items():
        run = {one.id: as_run(route(Question(one.text))) for one in asked}
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for score in ir_measures.iter_calc(MEASURES.values(), qrels, run):
            found[str(score.measure)][score.query_id] = score.value
        scores[name] = {
            shown: [found[str(measure)].get(one.id, 0.0) for one in asked]
            for shown, measure in MEASURES.items()
        }
    return scores


def as_run(hits: Sequence[Retrieved]) -> dict[str, float]:
    """Score each place of a ranking: an article's first passage stands for it, its others take up room."""
    run: dict[str, float] = {}
    for rank, hit in enumerate(hits):
        name = hit.passage.article.id
        run[hit.passage.id if name in run else name] = -float(rank)
    return run


def read_questions(path: Path) -> list[HopQuestion]:
    """Read the questions, one JSON object a line: id, question, answer, type, unanswerable, evidence."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as lines:
        return [_question(json.loads(line)) for line in lines]


def spread(asked: Sequence[HopQuestion], limit: int | None) -> list[HopQuestion]:
    """Keep `limit` questions, evenly spread; all of them if it is None."""
    if not limit or limit >= len(asked):
        return list(asked)
    return [asked[int(row)] for row in np.linspace(0, len(asked) - 1, limit)]


def _question(row: Mapping[str, Any]) -> HopQuestion:
    return HopQuestion(
        id=row["id"],
        text=row["question"],
        kind=row["type"].rstrip("?"),
        answer=row["answer"],
        articles=tuple(dict.fromkeys(fact["doc_id"] for fact in row["evidence"])),
        unanswerable=row["unanswerable"],
    )


def _with_outlet(store: Store, wanted: set[str]) -> frozenset[str]:
    """Tell which of the articles have an outlet in the store."""
    found = (store.articles.find(name) for name in wanted)
    return frozenset(held[1].id for held in found if held and held[1].source)


def _figures(
    asked: Sequence[HopQuestion],
    scores: Mapping[str, Mapping[str, Sequence[float]]],
    rows: Iterable[int],
) -> dict[str, Any]:
    kept = list(rows)
    groups = [asked[row].articles[0] for row in kept]
    picked = {
        name: {measure: [values[row] for row in kept] for measure, values in measured.items()}
        for name, measured in scores.items()
    }
    return {
        "questions": len(kept),
        "groups": len(set(groups)),
        "routes": compared(picked, groups) if kept else {},
    }
