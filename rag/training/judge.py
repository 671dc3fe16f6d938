"""Fit the weights of `rag.judge`: `python -m rag.training.judge --help`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from rag.compose import open_searcher, rarity_in
from rag.judge import CLOSE, FIRST, SHORTLIST, Asked, close_features, first_features
from rag.reader import NetworkReader
from rag.settings import Settings
from rag.training.asked import asked_of_archive, asked_of_texts
from rag.training.calibrate import newton
from rag.training.data import load_readings, split_by_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.judge import Likeness, ReadSentences
    from rag.reader import Scored
    from rag.training.asked import Case

RISK = 0.10
EPILOG = """Example:

python -m rag.training.judge --data DATA/train/reading.jsonl.xz --quiz DATA/realtimeqa --store STORE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The sentences of one question: those read (n), features (n, 6) and whether each is right (n,)."""

    case: Case
    asked: Asked
    sentences: list[Scored]
    first: np.ndarray
    right: np.ndarray


def main(
    data: Annotated[Path, typer.Option(help="reading.jsonl.xz")],
    quiz: Annotated[Path, typer.Option(help="folder of RealTime QA")],
    store: Annotated[Path, typer.Option(help="of the articles of --quiz, indexed")],
    out: Annotated[Path, typer.Option(help="where the weights go")] = Path(
        "rag/weights/judge.json"
    ),
    *,
    questions: Annotated[int, typer.Option(help="of each kind and part, at most")] = 250,
    seed: int = 7,
) -> None:
    """Fit on the calibration articles and weeks, report on those for development.

    Two kinds of questions: of the quiz, each asked of the whole archive as of its day; and on texts, each asked of its
    own text and of the five others that share most words with it, one in five without its own text.
    """
    settings = Settings(store=store)
    searcher = open_searcher(settings)
    network = NetworkReader(lasting=True)
    split = split_by_article(load_readings(data))

    def cases(part: str) -> dict[str, list[Case]]:
        archive = asked_of_archive(
            quiz, part, settings, searcher, rarity_in(searcher.store), most=questions, seed=seed
        )
        texts = asked_of_texts(getattr(split, part), most=questions, seed=seed)
        return {"archive": archive, "texts": texts}

    fitted_on = {kind: look(found, network) for kind, found in cases("calibration").items()}
    both = [seen for kind in fitted_on.values() for seen in kind]
    first, close = fit(both, network, searcher.likeness)
    measured_on = {kind: look(found, network) for kind, found in cases("development").items()}
    metrics = {
        part: {
            kind: measure(*ranked(found, first, close, network, searcher.likeness))
            for kind, found in kinds.items()
        }
        for part, kinds in (("calibration", fitted_on), ("development", measured_on))
    }
    document = {"first": first, "close": close, "seed": seed, "metrics": metrics}
    out.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    typer.echo(json.dumps(document, indent=1))


def look(cases: Iterable[Case], network: ReadSentences) -> list[Seen]:
    """Read the passages of every question once; a question without any is left out."""
    seen = []
    with typer.progressbar(list(cases), label="reading") as shown:
        for case in shown:
            asked = Asked.of(case.question, case.rarity)
            sentences = network(case.question, case.passages)
            if sentences:
                seen.append(
                    Seen(
                        case=case,
                        asked=asked,
                        sentences=sentences,
                        first=np.array([first_features(asked, s) for s in sentences]),
                        right=np.array([case.is_right(s) for s in sentences], dtype=float),
                    )
                )
    return seen


def fit(
    seen: Sequence[Seen], network: ReadSentences, likeness: Likeness
) -> tuple[dict[str, float], dict[str, float]]:
    """Fit the first weights on every sentence, then the closer ones on the shortlists."""
    groups = [len(s.sentences) for s in seen]
    right = np.concatenate([s.right for s in seen])
    first = logistic(np.concatenate([s.first for s in seen]), right, groups, FIRST)
    looks = [closer(s, first, network, likeness) for s in seen]
    close = logistic(
        np.concatenate([values for values, _ in looks]),
        np.concatenate([truth for _, truth in looks]),
        [len(truth) for _, truth in looks],
        (*FIRST, *CLOSE),
    )
    return first, close


def closer(
    seen: Seen, first: dict[str, float], network: ReadSentences, likeness: Likeness
) -> tuple[np.ndarray, np.ndarray]:
    """Look closely at the shortlist of one question: features (k, 9) and whether each is right (k,)."""
    rows = np.argsort(-logits(seen.first, first, FIRST), kind="stable")[:SHORTLIST]
    more = close_features(seen.asked, [seen.sentences[row] for row in rows], network, likeness)
    return np.column_stack([seen.first[rows], np.array(more)]), seen.right[rows]


def logits(values: np.ndarray, weights: dict[str, float], names: Sequence[str]) -> np.ndarray:
    """Weigh rows of values (n, features): (n,)."""
    return np.asarray(weights["intercept"] + values @ np.array([weights[name] for name in names]))


def logistic(
    values: np.ndarray, right: np.ndarray, groups: Sequence[int], names: Sequence[str]
) -> dict[str, float]:
    """Rank by a logistic model of every sentence, then calibrate it on the best sentence of each question."""
    inputs = np.column_stack([np.ones(len(values)), values])
    ranking = newton(inputs, right)
    scores = inputs @ ranking
    ends = np.cumsum(groups)
    best = np.array(
        [end - n + int(scores[end - n : end].argmax()) for n, end in zip(groups, ends, strict=True)]
    )
    shift, scale = newton(np.column_stack([np.ones(len(best)), scores[best]]), right[best])
    scaled = ranking * scale
    scaled[0] += shift
    return {name: round(float(w), 5) for name, w in zip(("intercept", *names), scaled, strict=True)}


def ranked(
    seen: Sequence[Seen],
    first: dict[str, float],
    close: dict[str, float],
    network: ReadSentences,
    likeness: Likeness,
) -> tuple[np.ndarray, np.ndarray]:
    """Give the confidence of the best sentence of each question (n,), and whether it is right (n,)."""
    sure, right = [], []
    for one in seen:
        values, truth = closer(one, first, network, likeness)
        scores = logits(values, close, (*FIRST, *CLOSE))
        best = int(scores.argmax())
        sure.append(1 / (1 + np.exp(-scores[best])))
        right.append(truth[best])
    return np.array(sure), np.array(right)


def measure(sure: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Say how often the best sentence is right, how good the confidence is, and where the risk is 10 %."""
    order = np.argsort(-sure)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    (safe,) = np.nonzero(precision >= 1 - RISK)
    answered = int(safe[-1]) + 1 if len(safe) else 0
    bins = np.array_split(order, 10)
    error = sum(len(b) * abs(right[b].mean() - sure[b].mean()) for b in bins) / len(sure)
    return {
        "questions": len(sure),
        "right": round(float(right.mean()), 3),
        "expected_calibration_error": round(float(error), 3),
        "coverage_at_10_percent_risk": round(answered / len(sure), 3),
        "threshold_at_10_percent_risk": round(float(sure[order[answered - 1]]), 3)
        if answered
        else 1.0,
    }


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
