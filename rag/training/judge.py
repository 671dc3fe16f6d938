"""Fit the weights of `rag.judge`: `python -m rag.training.judge --help`."""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from index.types import Article, Passage
from rag.judge import FEATURES, Asked, features
from rag.reader import NetworkReader
from rag.training.calibrate import newton
from rag.training.data import load_readings, split_by_article
from rag.words import all_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.lexical import Rarity
    from rag.training.data import Reading

ORIGINS = frozenset({"new_wiki", "squad2"})  # the others are reviews and comments, far from news
DISTRACTORS = 5
RISK = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Candidate sentences: features (n, 6), whether each is right (n,), and the question of each (n,)."""

    values: np.ndarray
    right: np.ndarray
    question: np.ndarray


def main(
    data: Annotated[Path, typer.Option(help="reading.jsonl.xz")],
    out: Annotated[Path, typer.Option(help="where the weights go")] = Path(
        "rag/weights/judge.json"
    ),
    *,
    questions: Annotated[int, typer.Option(help="of each part, at most")] = 500,
    seed: int = 7,
) -> None:
    """Fit on the calibration articles, report on the development articles.

    Each question is asked of its own text and of the five others of the part that share most words with it; for one
    question in five its own text is withheld, so that nothing answers it.
    """
    split = split_by_article(load_readings(data))
    network = NetworkReader()
    fitted_on = collect(split.calibration, network, questions=questions, seed=seed)
    weights = fit(fitted_on)
    measured_on = collect(split.development, network, questions=questions, seed=seed)
    metrics = {
        "calibration": measure(fitted_on, weights),
        "development": measure(measured_on, weights),
    }
    document = {"weights": weights, "seed": seed, "metrics": metrics}
    out.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    typer.echo(json.dumps(document, indent=1))


def collect(
    readings: Sequence[Reading], network: NetworkReader, *, questions: int, seed: int
) -> Table:
    """Read every question's texts and lay out every sentence."""
    chance = random.Random(seed)  # noqa: S311 - a seeded draw, no secret
    own = [reading for reading in readings if reading.origin in ORIGINS]
    asked = chance.sample(own, min(questions, len(own)))
    contexts = {reading.context: all_stems(reading.context) for reading in own}
    rarity = rarity_among(list(contexts.values()))
    values, right, question = [], [], []
    for number, reading in enumerate(asked):
        taken = Asked.of(reading.question, rarity)
        near = sorted(contexts, key=lambda text: -shared(taken, contexts[text]))
        others = [text for text in near[: DISTRACTORS + 1] if text != reading.context][:DISTRACTORS]
        withheld = chance.random() < 1 / 5
        texts = others if withheld else [reading.context, *others]
        for scored in network(reading.question, [passage_of(text) for text in texts]):
            start, end = scored.start, scored.end
            home = scored.passage.text == reading.context
            values.append(features(taken, scored))
            right.append(home and any(start <= a < end for a, _ in reading.spans))
            question.append(number)
    return Table(values=np.array(values), right=np.array(right, float), question=np.array(question))


def shared(asked: Asked, stems: frozenset[str]) -> float:
    """Weigh the words of a question that are among `stems`."""
    return sum(weight for word, weight in asked.weights.items() if word in stems)


def passage_of(text: str) -> Passage:
    """Make a passage of a whole text."""
    return Article(id="text", text=text).passage(0, len(text))


def rarity_among(texts: Sequence[frozenset[str]]) -> Rarity:
    """Weigh a stem by its inverse document frequency among `texts`, in (0, 1]."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in text:
            counts[word] = counts.get(word, 0) + 1
    most = math.log((len(texts) + 1) / 0.5)
    return lambda word: math.log((len(texts) + 1) / (counts.get(word, 0) + 0.5)) / most


def fit(table: Table) -> dict[str, float]:
    """Rank by a logistic model of every sentence, then calibrate it on the best sentence of each question."""
    inputs = np.column_stack([np.ones(len(table.values)), table.values])
    ranking = newton(inputs, table.right)
    best = best_rows(table, inputs @ ranking)
    scores = (inputs @ ranking)[best]
    shift, scale = newton(np.column_stack([np.ones(len(best)), scores]), table.right[best])
    scaled = ranking * scale
    scaled[0] += shift
    return {
        name: round(float(w), 5) for name, w in zip(("intercept", *FEATURES), scaled, strict=True)
    }


def best_rows(table: Table, scores: np.ndarray) -> np.ndarray:
    """Give the row of the best sentence of each question."""
    best: dict[int, int] = {}
    for row, question in enumerate(table.question):
        if question not in best or scores[row] > scores[best[question]]:
            best[question] = row
    return np.array(list(best.values()))


def measure(table: Table, weights: dict[str, float]) -> dict[str, float]:
    """Say how often the best sentence is right, how well the confidence ranks, and where the risk is 10 %."""
    logits = weights["intercept"] + table.values @ np.array([weights[name] for name in FEATURES])
    best = best_rows(table, logits)
    sure, right = 1 / (1 + np.exp(-logits[best])), table.right[best]
    order = np.argsort(-sure)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    (safe,) = np.nonzero(precision >= 1 - RISK)
    answered = int(safe[-1]) + 1 if len(safe) else 0
    bins = np.array_split(order, 10)
    return {
        "questions": len(best),
        "right": round(float(right.mean()), 3),
        "expected_calibration_error": round(
            float(sum(len(b) * abs(right[b].mean() - sure[b].mean()) for b in bins) / len(best)), 3
        ),
        "coverage_at_10_percent_risk": round(answered / len(best), 3),
        "threshold_at_10_percent_risk": round(float(sure[order[answered - 1]]), 3)
        if answered
        else 1.0,
    }


if __name__ == "__main__":
    typer.run(main)
