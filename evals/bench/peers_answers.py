"""The development questions over the sample articles, asked of dateline and its peers in one run.

Each is a fresh process and has the same packaged MiniLM weights. Retrieval is held against the gold evidence by
characters, so it does not matter how passages are cut. The peers write no answers without a language model: the
sentence of their best passage that is nearest to the question by the same vectors stands for one; dateline's own
answer stands beside the same sentence of its best passage.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.bench.routes import compared, interval
from evals.dataset import load_questions
from evals.measures.answers import accepted
from evals.measures.ranking import Hit, all_evidence, evidence_recall, found
from evals.samples import gold_folder, sample_articles
from index.embed.minilm import MiniLM
from index.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evals.dataset import GoldQuestion
    from evals.locate import Articles
    from index.embed import Embedder

    Asked = Mapping[str, Any]
    Nearest = Callable[[str, str], str]

RUNNERS = {
    "txtai, hybrid": "evals.bench.asked_txtai",
    "LangChain": "evals.bench.asked_langchain",
    "Haystack, BM25 + embedding": "evals.bench.asked_haystack",
    "dateline": "evals.bench.asked_dateline",
}


def compare_answers() -> dict[str, Any]:
    """Ask every development question of each.

    Returns: for each its passages, seconds of indexing, milliseconds of a search, and its figures; p against dateline.

    Raises:
        RuntimeError: one of them failed.
    """
    articles = sample_articles()
    questions = [articles.filled(q) for q in load_questions(gold_folder() / "dev.jsonl")]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "given.json"
        file.write_text(json.dumps(given(articles, questions)), "utf-8")
        told = {name: _run(module, file) for name, module in RUNNERS.items()}
    answerable = [one for one in questions if not one.unanswerable]
    threads = [one.thread for one in answerable]
    nearest = nearest_sentence(MiniLM())
    scores = {
        name: score(answerable, measured["asked"], articles, nearest)
        for name, measured in told.items()
    }
    ours = told["dateline"]["asked"]
    own = [
        float(accepted(ours[one.id]["short"], ours[one.id]["text"], one.answers))
        for one in answerable
    ]
    refused = [not ours[one.id]["text"] for one in questions if one.unanswerable]
    return {
        "questions": len(answerable),
        "threads": len(set(threads)),
        "unanswerable": len(refused),
        "figures": compared(scores, threads),
        "dateline's own answers": {
            "right": interval(own, threads),
            "refused of unanswerable": round(float(np.mean(refused)), 3),
            "wrongly refused": round(
                float(np.mean([not ours[one.id]["text"] for one in answerable])), 3
            ),
            "ms": _times([one["answer_ms"] for one in ours.values()]),
        },
        "cost": {
            name: {
                "passages": measured["passages"],
                "index_seconds": round(measured["index_seconds"], 1),
                "search_ms": _times([one["ms"] for one in measured["asked"].values()]),
            }
            for name, measured in told.items()
        },
    }


def given(articles: Articles, questions: Sequence[GoldQuestion]) -> dict[str, Any]:
    """Write down what every process is given."""
    return {
        "articles": [
            {
                "id": one.id,
                "title": one.title,
                "text": one.text,
                "date": one.published.isoformat() if one.published else None,
                "source": one.source,
            }
            for one in articles
        ],
        "questions": [
            {
                "id": one.id,
                "question": one.question,
                "as_of": one.as_of.isoformat() if one.as_of else None,
            }
            for one in questions
        ],
    }


def score(
    questions: Sequence[GoldQuestion], asked: Asked, articles: Articles, nearest: Nearest
) -> dict[str, list[float]]:
    """Score what was found for each question: measure → score of each question.

    A passage counts as right for the reciprocal rank if it holds at least half of a gold evidence span.
    """
    scores: dict[str, list[float]] = {
        "recall@10": [],
        "all evidence@10": [],
        "RR@10": [],
        "right, nearest sentence": [],
    }
    for one in questions:
        hits = [_hit(place, articles) for place in asked[one.id]["hits"]]
        spans = [span for option in one.evidence for span in option]
        rank = next(
            (at for at, hit in enumerate(hits, 1) if any(found(span, [hit]) for span in spans)), 0
        )
        said = nearest(one.question, hits[0].text) if hits else ""
        scores["recall@10"].append(evidence_recall(one.evidence, hits))
        scores["all evidence@10"].append(all_evidence(one.evidence, hits))
        scores["RR@10"].append(1 / rank if rank else 0.0)
        scores["right, nearest sentence"].append(float(accepted(said, said, one.answers)))
    return scores


def nearest_sentence(embed: Embedder) -> Nearest:
    """Make the rule that stands for an answer: the sentence of a passage with the highest cosine to the question."""

    def nearest(question: str, passage: str) -> str:
        sentences = [passage[start:end] for start, end in sentence_spans(passage)]
        asked, *held = embed([question, *sentences])
        return sentences[int(np.argmax(np.array(held) @ asked))] if sentences else ""

    return nearest


def _hit(place: Sequence[Any], articles: Articles) -> Hit:
    name, start, end = place
    return Hit(article_id=name, start=start, end=end, text=articles.by_id[name].text[start:end])


def _times(ms: Sequence[float]) -> dict[str, float]:
    p50, p95 = np.percentile(ms, [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}


def _run(module: str, file: Path) -> dict[str, Any]:
    """Run one in a fresh process: what it printed last."""
    command = [sys.executable, "-m", module, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode:
        raise RuntimeError(f"{module} failed: {done.stderr.strip()[-2000:]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured
