"""How well each route finds the evidence of the development questions over the sample articles."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ir_measures
import numpy as np
from ir_measures import RR, Success

from evals.dataset import load_questions
from evals.samples import gold_folder, sample_articles
from index.build import Builder
from index.config import IndexConfig
from index.embed.minilm import MiniLM
from index.progress import silent
from index.read import read
from index.samples import samples_folder
from rag.compose import open_searcher, passage_scorer, rarity_in
from rag.plan import plan
from rag.rerank import rerank
from rag.settings import Settings
from rag.types import Part, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.dataset import GoldQuestion, Span
    from index.search import Searcher
    from index.types import Filters, Passage, Retrieved

    Route = Callable[[str, Filters], Sequence[Retrieved]]

MEASURES = (RR @ 10, Success @ 1, Success @ 5, Success @ 10)
DEPTH = 40
_DRAWS = 1000


def measure_routes() -> dict[str, Any]:
    """Ask every answerable development question by each route.

    Returns: for each route and measure the mean and its 95 % bootstrap interval, which draws whole event threads.
    """
    asked, articles = load_questions(gold_folder() / "dev.jsonl"), sample_articles()
    gold = [articles.filled(one) for one in asked if not one.unanswerable]
    with tempfile.TemporaryDirectory() as folder, samples_folder() as samples:
        settings = Settings(store=Path(folder) / "store")
        config, embedder = IndexConfig(), MiniLM()
        builder = Builder(
            store=settings.store,
            config=config,
            embedder=embedder,
            choose=lambda _sample, _total: embedder,
            progress=silent,
        )
        builder.build(read([samples], config=config))
        searcher = open_searcher(settings, embedder)
        runs = {name: _run(gold, route, settings) for name, route in _routes(searcher).items()}
        held = [searcher.store.passage(row) for row in range(len(searcher.store))]
        qrels = {one.id: _relevant(one, held) for one in gold}
    threads = {one.id: one.thread for one in gold}
    return {
        "questions": len(gold),
        "threads": len(set(threads.values())),
        "passages": len(held),
        "routes": {name: _scores(qrels, run, threads) for name, run in runs.items()},
    }


def _routes(searcher: Searcher) -> dict[str, Route]:
    """Name the ways to rank passages; the last is the one that answers use."""
    score = passage_scorer(searcher, rarity_in(searcher.store))

    def ranked(question: str, filters: Filters) -> Sequence[Retrieved]:
        found = searcher(question, k=DEPTH, filters=filters)
        return rerank(Part(text=question), found, score=score, k=DEPTH)

    return {
        "words": lambda question, filters: searcher.by_words(question, k=DEPTH, filters=filters),
        "vectors": lambda question, filters: searcher.by_vector(question, k=DEPTH, filters=filters),
        "fused": lambda question, filters: searcher(question, k=DEPTH, filters=filters),
        "fused, then cosine + coverage": ranked,
    }


def _run(
    gold: Sequence[GoldQuestion], route: Route, settings: Settings
) -> dict[str, dict[str, float]]:
    """Rank passages for every question: query → passage → score, as trec_eval wants it."""
    run: dict[str, dict[str, float]] = {}
    for one in gold:
        asked = Question(one.question, as_of=one.as_of)
        planned = plan(asked, max_chars=settings.max_question_chars)
        found = route(planned.question, planned.filters)
        run[one.id] = {hit.passage.id: -float(rank) for rank, hit in enumerate(found)}
    return run


def _relevant(one: GoldQuestion, passages: Sequence[Passage]) -> dict[str, int]:
    """Mark the passages that share a character with an evidence quotation."""
    return {
        passage.id: 1 for passage in passages if any(_overlaps(passage, span) for span in one.spans)
    }


def _overlaps(passage: Passage, span: Span) -> bool:
    if span.start is None or span.end is None or span.article_id != passage.article.id:
        return False
    return span.start < passage.end and span.end > passage.start


def _scores(
    qrels: dict[str, dict[str, int]],
    run: dict[str, dict[str, float]],
    threads: dict[str, str],
) -> dict[str, dict[str, float]]:
    """Average each measure; the interval draws whole threads, since questions of one thread are alike."""
    by_measure: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for score in ir_measures.iter_calc(MEASURES, qrels, run):
        by_measure[str(score.measure)][threads[score.query_id]].append(score.value)
    shown = {}
    for measure, groups in by_measure.items():
        values = list(groups.values())
        draws = np.random.default_rng(0).integers(len(values), size=(_DRAWS, len(values)))
        means = [np.mean([v for group in draw for v in values[group]]) for draw in draws]
        low, high = np.percentile(means, [2.5, 97.5])
        mean = np.mean([v for group in values for v in group])
        shown[measure] = {
            "mean": round(float(mean), 3),
            "low": round(float(low), 3),
            "high": round(float(high), 3),
        }
    return shown
