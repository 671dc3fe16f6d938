"""dateline: indexing as the command does it, answers by the whole pipeline; the questions carry their day."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from evals.bench.asked_peer import DEPTH, tell
from index.store import Store
from rag.compose import compose, open_searcher
from rag.settings import Settings
from rag.types import Question
from ui.cli import run


def serve(file: str) -> dict[str, Any]:
    """Index the articles of `file` and answer its questions: as the peers' `serve`, and the text of each answer.

    Raises:
        RuntimeError: the articles were not indexed.
    """
    given = json.loads(Path(file).read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "articles.jsonl"
        lines.write_text("\n".join(map(json.dumps, given["articles"])), "utf-8")
        store = Path(folder) / "store"
        started = time.perf_counter()
        if run(["index", str(lines), "--store", str(store)]):
            raise RuntimeError("the articles were not indexed")
        spent = time.perf_counter() - started
        asked = _ask(Settings(store=store, model="extractive"), given["questions"])
        return {"passages": len(Store.open(store)), "index_seconds": spent, "asked": asked}


def _ask(settings: Settings, questions: list[dict[str, Any]]) -> dict[str, Any]:
    pipeline = compose(settings, open_searcher(settings, lasting=True), lasting=True)
    pipeline.answer(Question(questions[0]["question"]))  # the first one loads what is loaded late
    asked = {}
    for one in questions:
        day = date.fromisoformat(one["as_of"]) if one["as_of"] else None
        answer = pipeline.answer(Question(one["question"], as_of=day))
        spent = answer.timings_ms
        asked[one["id"]] = {
            "ms": sum(spent.get(stage, 0.0) for stage in ("plan", "retrieve", "rerank")),
            "answer_ms": spent["total"],
            "hits": [
                (hit.passage.article.id, hit.passage.start, hit.passage.end)
                for hit in answer.evidence[:DEPTH]
            ],
            "short": answer.short_answer,
            "text": " ".join(statement.text for statement in answer.statements),
        }
    return asked


if __name__ == "__main__":
    tell(serve(sys.argv[1]))
