"""From files to a searchable store: dateline, txtai, and LangChain's splitter with sentence-transformers and FAISS.

Each run is a fresh process and its time is taken from start to end, with imports and the loading of models. They take
turns on the same file of articles, and use the same packaged MiniLM weights.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.config import IndexConfig
from index.read import read
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Sequence

_RUNNERS = {
    "dateline": "evals.bench.peer_dateline",
    "txtai": "evals.bench.peer_txtai",
    "langchain_faiss": "evals.bench.peer_langchain",
}


def compare_peers(path: str, *, articles: int, rounds: int) -> dict[str, Any]:
    """Index the first articles of `path` by each way, in turns.

    Returns: for each way its passages and, per round, seconds and characters of article text per second; for each
        peer the ratio of its seconds to dateline's, per round.

    Raises:
        RuntimeError: one of them failed.
    """
    chosen = _first(path, articles)
    characters = sum(len(article.text) for article in chosen)
    seconds: dict[str, list[float]] = {name: [] for name in _RUNNERS}
    passages: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        file.write_text("\n".join(map(_line, chosen)), "utf-8")
        for turn in range(rounds):
            for name, module in _RUNNERS.items():
                store = Path(folder) / f"{name}-{turn}"
                started = time.perf_counter()
                passages[name] = _run(module, file, store)
                seconds[name].append(round(time.perf_counter() - started, 1))
    return {
        "articles": len(chosen),
        "characters": characters,
        "passages": passages,
        "seconds": seconds,
        "characters_per_second": {
            name: round(characters / statistics.median(spent)) for name, spent in seconds.items()
        },
        "times_dateline": {
            name: [round(a / b, 2) for a, b in zip(spent, seconds["dateline"], strict=True)]
            for name, spent in seconds.items()
            if name != "dateline"
        },
    }


def _first(path: str, count: int) -> list[Article]:
    chosen: list[Article] = []
    for item in read([path], config=IndexConfig()):
        if isinstance(item, Article):
            chosen.append(item)
        if len(chosen) == count:
            break
    return chosen


def _line(article: Article) -> str:
    day = article.published.isoformat() if article.published else None
    return json.dumps(
        {
            "id": article.id,
            "title": article.title,
            "text": article.text,
            "date": day,
            "source": article.source,
        }
    )


def _run(module: str, file: Path, store: Path) -> int:
    """Index `file` in a fresh process: how many passages it made."""
    command: Sequence[str] = [sys.executable, "-m", module, str(file), str(store)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode:
        raise RuntimeError(f"{module} failed: {done.stderr.strip()[-2000:]}")
    return int(done.stdout.split()[-1])
