"""Readers that go on answering while a writer replaces generation after generation."""

from __future__ import annotations

import multiprocessing
import time
from queue import Empty
from typing import TYPE_CHECKING, Any

from evals.faults.newsroom import article, marker
from evals.faults.report import Report
from index.build import Builder
from index.config import IndexConfig
from index.progress import silent
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_BASE = 10  # articles that are there from the beginning
_PATIENCE = 300.0  # seconds


def readers(room: Path, *, generations: int, seed: int) -> Report:
    """Write `generations` more generations while one reader opens anew each time and one stays open."""
    report = Report(fault="readers", seed=seed)
    store = room / "store"
    write(store, seed, range(_BASE))
    stop, told = _CONTEXT.Event(), _CONTEXT.Queue()
    watching = [
        _CONTEXT.Process(target=read, args=(kind, store, seed, stop, told))
        for kind in ("opens anew", "stays open")
    ]
    for process in watching:
        process.start()
    began = [told.get(timeout=_PATIENCE) for _ in watching]
    for number in range(generations):
        write(store, seed, [_BASE + number])
    stop.set()
    for _ in began:
        _judge(report, told, last=_BASE + generations)
    for process in watching:
        process.join()
    report.counts["generations"] = generations
    return report


def _judge(report: Report, told: Any, *, last: int) -> None:  # noqa: ANN401 - a queue of a context
    """Take the account of one reader."""
    try:
        account = told.get(timeout=_PATIENCE)
    except Empty:
        report.add("a reader", ["gave no account"])
        return
    kind, broken = account["kind"], account["broken"]
    report.counts[f"answers, {kind}"] = account["answers"]
    report.counts[f"generations seen, {kind}"] = account["seen"]
    if account["articles"] != last:
        broken.append(f"saw {account['articles']} articles at the end, not {last}")
    if account["seen"] < 3:  # noqa: PLR2004 - first, last and at least one between
        broken.append("hardly met the writer")
    report.add(kind, broken)


def write(store: Path, seed: int, numbers: Any) -> None:  # noqa: ANN401 - any iterable of int
    """Add articles as one new generation."""
    embedder = HashEmbedder()
    Builder(
        store=store,
        config=IndexConfig(),
        embedder=embedder,
        choose=lambda _sample, _total: embedder,
        progress=silent,
    ).build(expected(number, seed) for number in numbers)


def expected(number: int, seed: int) -> Article:
    """Give article `number` as it must be read."""
    made = article(number, seed=seed)
    return Article(id=made["id"], title=made["title"], text=made["text"])


def read(kind: str, store: Path, seed: int, stop: Any, told: Any) -> None:  # noqa: ANN401
    """Ask again and again until told to stop, then once more, and give an account."""
    base = {number: expected(number, seed) for number in range(_BASE)}
    searcher = Searcher(Store.open(store), HashEmbedder())
    renew: dict[str, Callable[[Searcher], Searcher]] = {
        "opens anew": lambda _: Searcher(Store.open(store), HashEmbedder()),
        "stays open": Searcher.refreshed,
    }
    seen, broken, answers, articles = set[str](), list[str](), 0, 0
    told.put(kind)
    ending = False
    while not ending:
        ending = stop.is_set()
        number = answers % _BASE
        try:
            searcher = renew[kind](searcher)
            found = {
                hit.passage.article for hit in searcher(f"Who spoke of {marker(number)}?", k=3)
            }
            if (
                base[number] not in found
                or searcher.store.article(f"made-{number}") != base[number]
            ):
                broken.append(f"article {number} was not found")
            if len(searcher.store.articles) < articles:
                broken.append("fewer articles than before")
        except Exception as error:  # noqa: BLE001 - the law: no error at all, whatever it is
            broken.append(f"{type(error).__name__}: {error}")
        answers, articles = answers + 1, len(searcher.store.articles)
        seen.add(searcher.store.folder.name)
        time.sleep(0)
    told.put(
        {
            "kind": kind,
            "broken": broken[:20],
            "answers": answers,
            "articles": articles,
            "seen": len(seen),
        }
    )
