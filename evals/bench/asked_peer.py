"""What every peer does in its own process: index the passages of a file, search for every question, say what it cost.

`python -m evals.bench.asked_txtai FILE` (or langchain, haystack, dateline) reads a JSON file of articles and questions
and prints one JSON object: passages, seconds of indexing, milliseconds and hits of every question. A hit is
[article id, start, end] of a passage.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Place = tuple[str, int, int]
    Search = Callable[[str, int], Sequence[int]]
    """(question, k) → numbers of passages, best first."""

PASSAGE_CHARS = 900
DEPTH = 10


def cut(articles: Sequence[dict[str, Any]]) -> tuple[list[str], list[Place]]:
    """Cut articles by LangChain's splitter, without overlap: the texts, and where each stands."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=PASSAGE_CHARS, chunk_overlap=0, add_start_index=True
    )
    made = splitter.create_documents(
        [article["text"] for article in articles], [{"id": article["id"]} for article in articles]
    )
    places = [
        (m["id"], m["start_index"], m["start_index"] + len(d.page_content))
        for d in made
        for m in [d.metadata]
    ]
    return [document.page_content for document in made], places


def serve(file: str, build: Callable[[list[str]], Search]) -> dict[str, Any]:
    """Index the articles of `file` and ask its questions.

    Args:
        file: JSON with `articles` and `questions`.
        build: makes a search of texts; what it takes is the time of indexing, loading its models included.
    """
    given = json.loads(Path(file).read_text("utf-8"))
    started = time.perf_counter()
    texts, places = cut(given["articles"])
    search = build(texts)
    spent = time.perf_counter() - started
    search(given["questions"][0]["question"], DEPTH)  # the first one loads what is loaded late
    asked = {}
    for one in given["questions"]:
        begun = time.perf_counter()
        rows = search(one["question"], DEPTH)
        took = 1000 * (time.perf_counter() - begun)
        asked[one["id"]] = {"ms": took, "hits": [places[row] for row in rows]}
    return {"passages": len(texts), "index_seconds": spent, "asked": asked}


def tell(measured: dict[str, Any]) -> None:
    """Print the object on the last line."""
    sys.stdout.write("\n" + json.dumps(measured) + "\n")
