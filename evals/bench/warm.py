"""How long a warm process takes: from question to first event and to answer, to rank and to read thirty passages."""

from __future__ import annotations

import json
import lzma
import time
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.compose import compose, open_searcher
from rag.reader import load_reader
from rag.settings import Settings
from rag.types import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from index.types import Passage

    Work = Callable[[str, Sequence[Passage]], object]

CANDIDATES = 30
_WARMING = 5  # questions that are asked before the clock runs
_PAIR_CHARS = 780  # of a passage that makes a pair of about 200 tokens with a question


def time_warm(store: Path, questions: Path, *, count: int) -> dict[str, Any]:
    """Ask in one process, then read the thirty best passages of each question again, and as many of 200 tokens.

    Args:
        store: an existing store.
        questions: .jsonl or .jsonl.xz with `question`, and `date` (asked as of that day) if there is one.
        count: how many questions, evenly spread over the file.

    Returns: milliseconds (p50, p95) to the first event, to the answer, to rank thirty passages and to read them; pairs
        read per second.
    """
    settings = Settings(store=store, model="extractive")
    searcher = open_searcher(settings, lasting=True)
    pipeline = compose(settings, searcher, lasting=True)
    asked = _questions(questions, count + _WARMING)
    first, whole, ranking, reading, pairs = [], [], [], [], []
    network = load_reader(lasting=True)
    for number, question in enumerate(asked):
        began = time.perf_counter()
        events = pipeline.stream(question)
        next(events)
        told = time.perf_counter()
        for _ in events:
            pass
        done = time.perf_counter()
        passages = [hit.passage for hit in searcher(question.text, k=CANDIDATES)]
        short = [_cut(passage) for passage in passages]
        timed = [
            _seconds(work, question.text, texts)
            for work, texts in ((pipeline.score, passages), (network, passages), (network, short))
        ]
        if number >= _WARMING and len(passages) == CANDIDATES:
            first.append(told - began)
            whole.append(done - began)
            ranking.append(timed[0])
            reading.append(timed[1])
            pairs.append(timed[2])
    return {
        "questions": len(whole),
        "passages_in_store": len(searcher.store),
        "first_event_ms": _quantiles(first),
        "answer_ms": _quantiles(whole),
        "thirty_passages_ranked_ms": _quantiles(ranking),
        "thirty_passages_ms": _quantiles(reading),
        "thirty_pairs_of_200_tokens_ms": _quantiles(pairs),
        "pairs_of_200_tokens_per_second": round(CANDIDATES * len(pairs) / sum(pairs), 1),
    }


def _seconds(work: Work, question: str, passages: Sequence[Passage]) -> float:
    began = time.perf_counter()
    work(question, passages)
    return time.perf_counter() - began


def _cut(passage: Passage) -> Passage:
    """Take a stretch of the article that makes about 200 tokens with a question."""
    text = passage.article.text
    end = min(len(text), passage.start + _PAIR_CHARS)
    return passage.article.passage(max(0, end - _PAIR_CHARS), end)


def _questions(file: Path, count: int) -> list[Question]:
    with (lzma.open if file.suffix == ".xz" else open)(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    step = max(1, len(rows) // count)
    return [
        Question(
            row["question"], as_of=date.fromisoformat(row["date"]) if row.get("date") else None
        )
        for row in islice(rows, 0, step * count, step)
    ]


def _quantiles(seconds: list[float]) -> dict[str, float]:
    p50, p95 = (1000 * np.quantile(seconds, [0.5, 0.95])).round(1).tolist()
    return {"p50": p50, "p95": p95}
