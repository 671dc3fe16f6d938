"""Indexing against plain encoding, on the same passages, in the same run, taking turns."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sentence_transformers import SentenceTransformer

from index.build import Builder
from index.config import IndexConfig
from index.embed.bulk import bulk_embedder, load_bulk
from index.embed.minilm import MiniLM, packaged_model
from index.fill import embedding_text
from index.progress import silent
from index.read import read
from index.split import split
from index.store import Store
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from index.embed import Embedder


def compare(path: str, *, passages: int, rounds: int) -> dict[str, Any]:
    """Index the first articles of `path`, about `passages` of them, both ways; medians over `rounds`.

    Returns: passages per second of each, the ratio of each round, and the lowest cosine between the stored vectors
        and float32 ones.
    """
    articles = _first(path, passages)
    plain = SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True)
    small, chosen = MiniLM(), list[str]()
    load_bulk(IndexConfig().embed_batch)  # models are loaded before either is timed

    def build(folder: str) -> Store:
        _builder(Path(folder), small, chosen).build(articles)
        return Store.open(Path(folder))

    with tempfile.TemporaryDirectory() as folder:
        store = build(folder)
        texts = [embedding_text(store.passage(row)) for row in range(len(store))]
        stored = store.vectors.rows(0, len(store))
    reference: NDArray[np.float32] = plain.encode(texts, batch_size=32, normalize_embeddings=True)
    times: dict[str, list[float]] = {"encode": [], "index": []}
    for _ in range(rounds):
        times["encode"].append(_seconds(lambda: plain.encode(texts, batch_size=32)))
        with tempfile.TemporaryDirectory() as folder:
            times["index"].append(_seconds(lambda folder=folder: build(folder)))  # type: ignore[misc]
    cosines = (stored * reference).sum(1) / np.linalg.norm(stored, axis=1)
    rates = {name: round(len(texts) / statistics.median(spent), 1) for name, spent in times.items()}
    ratios = [round(a / b, 2) for a, b in zip(times["encode"], times["index"], strict=True)]
    return {
        "articles": len(articles),
        "passages": len(texts),
        "passages_per_second": rates,
        "ratio_per_round": ratios,
        "ratio_median": statistics.median(ratios),
        "cosine_to_fp32": {
            "min": round(float(cosines.min()), 5),
            "mean": round(float(cosines.mean()), 5),
        },
        "embedder": chosen[-1],
    }


def _first(path: str, passages: int) -> list[Article]:
    """Read articles until there are enough passages."""
    config = IndexConfig()
    articles, count = list[Article](), 0
    for item in read([path], config=config):
        if isinstance(item, Article):
            articles.append(item)
            count += sum(1 for _ in split(item, max_chars=config.passage_chars))
        if count >= passages:
            break
    return articles


def _builder(store: Path, small: MiniLM, chosen: list[str]) -> Builder:
    config = IndexConfig()

    def choose(sample: Sequence[str], total: int) -> Embedder:
        embedder = bulk_embedder(small, sample, total=total, batch=config.embed_batch)
        chosen.append(type(embedder).__name__)
        return embedder

    return Builder(store=store, config=config, embedder=small, choose=choose, progress=silent)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
