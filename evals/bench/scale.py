"""How building, opening and searching cost as an archive grows; each is measured in a process of its own."""

from __future__ import annotations

import json
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from resource import RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.bench.process import drop_from_cache, read_into_cache, resident_memory
from evals.bench.synthetic import PASSAGE_CHARS, SyntheticArchive
from index.build import Builder
from index.config import IndexConfig
from index.embed.minilm import MiniLM
from index.generation import current
from index.manifest import read_manifest
from index.search import Searcher
from index.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from evals.bench.synthetic import Asked
    from index.embed import Vectors

    Figures = dict[str, Any]

QUERIES = 300
WARM_UP = 30  # queries before the others, answered from disk
TOP = 50
_CHUNK = 50_000  # rows compared at once by the exact search


def measure_scale(sizes: Sequence[int], folder: Path) -> list[Figures]:
    """Build a store of each size in `folder`, unless one is there from an earlier run, and search it.

    Returns: for each size the figures of the build, the bytes of each part, and the figures of the search.
    """
    return [_measure_size(size, folder / str(size)) for size in sizes]


def _measure_size(passages: int, store: Path) -> Figures:
    kept = store.with_suffix(".json")
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(_alone(build, passages, store)), "utf-8")
    built = json.loads(kept.read_text("utf-8"))
    asked = SyntheticArchive().queries(WARM_UP + QUERIES, articles=built["articles"])
    truth = _alone(exact_rows, store, asked)
    searched = _alone(search, store, asked)
    found = searched.pop("rows")
    pairs = zip(found, truth["rows"], strict=True)
    shared = [len(set(a) & set(b)) / max(1, len(b)) for a, b in pairs]
    return {
        **built,
        "bytes": sizes_of(store),
        "recall_at_10": round(float(np.mean(shared)), 4),
        "cosine_of_neighbour": truth["cosines"],
        "search": searched,
    }


def _alone(work: Callable[..., Figures], *arguments: object) -> Figures:
    """Do some work in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *arguments).result()


def build(passages: int, store: Path) -> Figures:
    """Write a store of about `passages` passages by the way that all articles go, only the embedder being synthetic."""
    archive = SyntheticArchive()
    stages: dict[str, list[float]] = {}

    def note(stage: str, done: int, total: int | None) -> None:  # noqa: ARG001 - as Progress
        now = time.perf_counter()
        stages.setdefault(stage, [now, now])[1] = now

    builder = Builder(
        store=store,
        config=IndexConfig(passage_chars=PASSAGE_CHARS),
        embedder=archive,
        choose=lambda _sample, _total: archive,
        progress=note,
    )
    started = time.perf_counter()
    report = builder.build(archive.articles(passages), rebuild=True)
    return {
        "passages": report.passages,
        "articles": report.articles,
        "kind": Store.open(store).vectors.kind,
        "build_seconds": round(time.perf_counter() - started, 1),
        "stage_seconds": {name: round(end - begin, 1) for name, (begin, end) in stages.items()},
        "build_peak_mb": getrusage(RUSAGE_SELF).ru_maxrss // 1024,
    }


def sizes_of(store: Path) -> dict[str, int]:
    """Add up the bytes of each part of a store."""
    sizes: dict[str, int] = {}
    for name, mark in read_manifest(current(store)).files.items():
        part = name.split("/")[0]
        sizes[part] = sizes.get(part, 0) + mark.size
    return {**sizes, "all": sum(sizes.values())}


def exact_rows(store: Path, asked: Sequence[Asked]) -> Figures:
    """Compare every query with every stored vector in float32: the ten nearest of the rows that its dates allow."""
    opened, asked = Store.open(store), asked[WARM_UP:]
    queries = np.stack([one.vector for one in asked])
    scores = np.concatenate(
        [
            queries @ opened.vectors.rows(at, min(_CHUNK, len(opened) - at)).T
            for at in range(0, len(opened), _CHUNK)
        ],
        axis=1,
    )  # (queries, passages)
    rows, cosines = list[list[int]](), list[tuple[float, float]]()
    for one, all_scores in zip(asked, scores, strict=True):
        allowed = opened.allowed(one.filters)
        masked = all_scores if allowed is None else np.where(allowed, all_scores, -np.inf)
        best = np.argsort(-masked, kind="stable")[:10]
        rows.append([int(row) for row in best if np.isfinite(masked[row])])
        cosines.append((float(masked[best[0]]), float(masked[best[-1]])))
    first, tenth = np.mean(cosines, axis=0).round(3).tolist()
    return {"rows": rows, "cosines": {"first": first, "tenth": tenth}}


def search(store: Path, asked: Sequence[Asked]) -> Figures:
    """Open the store and ask: hybrid, top 50, with a window of dates.

    The first `WARM_UP` queries find the files out of the system's cache, those after them find them in it.

    Returns: seconds, milliseconds, megabytes, and under "rows" the ten nearest by vector of each query.
    """
    vectors = {one.text: one.vector for one in asked}
    drop_from_cache(current(store))
    started = time.perf_counter()
    searcher = Searcher(Store.open(store), _Known(vectors))
    opened = time.perf_counter()
    _hybrid(searcher, asked[0])
    first = time.perf_counter()
    cold = [_milliseconds(lambda one=one: _hybrid(searcher, one)) for one in asked[1:WARM_UP]]  # type: ignore[misc]
    read_into_cache(current(store))
    timed = asked[WARM_UP:]
    hybrid = [_milliseconds(lambda one=one: _hybrid(searcher, one)) for one in timed]  # type: ignore[misc]
    memory = resident_memory()
    computing = [
        _milliseconds(lambda one=one: _hybrid(searcher, one), time.process_time)  # type: ignore[misc]
        for one in timed
    ]
    parts = _time_parts(searcher.store, timed)
    rows = [_vector_rows(searcher.store, one) for one in timed]
    return {
        "queries": len(timed),
        "open_seconds": round(opened - started, 3),
        "first_query_seconds": round(first - opened, 3),
        "hybrid_from_disk_ms": _spread(cold),
        "hybrid_ms": _spread(hybrid),
        "hybrid_cpu_ms": _spread(
            computing
        ),  # of every thread; waiting for a busy machine is left out
        "part_ms": {name: _spread(times) for name, times in parts.items()},
        "memory_mb": memory,
        "query_embedding_ms": _spread(_embedding_times(timed)),
        "memory_with_model_mb": resident_memory(),
        "rows": rows,
    }


class _Known:
    """Gives each query the vector that was made for it."""

    name = SyntheticArchive.name
    dim = SyntheticArchive.dim

    def __init__(self, vectors: dict[str, Vectors]) -> None:
        self._vectors = vectors

    def __call__(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vectors[text] for text in texts])


def _hybrid(searcher: Searcher, one: Asked) -> object:
    return searcher(one.text, k=TOP, filters=one.filters)


def _time_parts(store: Store, asked: Sequence[Asked]) -> dict[str, list[float]]:
    """Time what a hybrid search is made of, one part after the other, for every query."""
    times: dict[str, list[float]] = {"filter": [], "vectors": [], "words": [], "passages": []}
    for one in asked:
        allowed = store.allowed(one.filters)
        near = store.vectors.search(one.vector, TOP, allowed=allowed)
        works: dict[str, Callable[[], object]] = {
            "filter": lambda one=one: store.allowed(one.filters),  # type: ignore[misc]
            "vectors": lambda one=one, allowed=allowed: store.vectors.search(  # type: ignore[misc]
                one.vector, TOP, allowed=allowed
            ),
            "words": lambda one=one: store.words.search(one.text, TOP, filters=one.filters),  # type: ignore[misc]
            "passages": lambda near=near: [store.passage(row) for row, _ in near],  # type: ignore[misc]
        }
        for name, work in works.items():
            times[name].append(_milliseconds(work))
    return times


def _vector_rows(store: Store, one: Asked) -> list[int]:
    allowed = store.allowed(one.filters)
    return [row for row, _ in store.vectors.search(one.vector, 10, allowed=allowed)]


def _embedding_times(asked: Sequence[Asked]) -> list[float]:
    """Time the packaged model on the words of the queries."""
    model = MiniLM()
    model(["the first call warms up"])
    return [_milliseconds(lambda one=one: model([one.text])) for one in asked]  # type: ignore[misc]


def _milliseconds(
    work: Callable[[], object], clock: Callable[[], float] = time.perf_counter
) -> float:
    started = clock()
    work()
    return 1000 * (clock() - started)


def _spread(times: Sequence[float]) -> dict[str, float]:
    return {
        "p50": round(float(np.percentile(times, 50)), 2),
        "p95": round(float(np.percentile(times, 95)), 2),
    }
