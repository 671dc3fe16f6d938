"""Fit the weights of `rag.judge`: `python -m rag.training.judge --help`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from rag.compose import open_searcher, rarity_in
from rag.judge import CLOSE, FIRST, SHORTLIST, Asked, close_features, read_hits
from rag.reader import NetworkReader
from rag.settings import Settings
from rag.training.asked import ask, gold_questions, quiz_questions
from rag.training.calibrate import newton
from rag.write import NEAR_BEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.search import Searcher
    from rag.judge import ReadSentences
    from rag.reader import Scored
    from rag.training.asked import Case, Posed

    Weights = dict[str, float]

RISK = 0.10
FOLDS = 5
EPILOG = """Example:

dateline index index/samples --store samples && python -m rag.training.judge --gold evals/gold/dev.jsonl --store samples
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The sentences of one question: those read (n), what speaks for them (n, 7), whether each is right (n,)."""

    case: Case
    asked: Asked
    sentences: list[Scored]
    first: np.ndarray
    right: np.ndarray
    close: dict[int, tuple[float, ...]]
    """What a closer look gave, by row; filled as sentences come onto a shortlist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The weights of both looks."""

    first: Weights
    close: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """What looks at sentences: the reader and the embedder of a store."""

    network: ReadSentences
    searcher: Searcher

    def look(self, cases: Sequence[Case]) -> list[Seen]:
        """Read the passages of every question once; a question without a sentence is left out."""
        rarity = rarity_in(self.searcher.store)
        seen = []
        for case in cases:
            asked = Asked.of(case.posed.question, rarity)
            read = read_hits(asked, case.hits, self.network)
            if read:
                seen.append(
                    Seen(
                        case=case,
                        asked=asked,
                        sentences=[scored for scored, _ in read],
                        first=np.array([values for _, values in read]),
                        right=np.array([case.posed.is_right(s) for s, _ in read], dtype=float),
                        close={},
                    )
                )
        return seen

    def look_closer(self, seen: Seen, first: Weights) -> tuple[np.ndarray, np.ndarray]:
        """Look closely at the shortlist of one question: features (k, 10) and whether each is right (k,)."""
        rows = np.argsort(-logits(seen.first, first, FIRST), kind="stable")[:SHORTLIST]
        new = [int(row) for row in rows if int(row) not in seen.close]
        sentences = [seen.sentences[row] for row in new]
        found = close_features(seen.asked, sentences, self.network, self.searcher.likeness)
        seen.close.update(zip(new, found, strict=True))
        more = np.array([seen.close[int(row)] for row in rows])
        return np.column_stack([seen.first[rows], more]), seen.right[rows]

    def fit(self, seen: Sequence[Seen]) -> Fitted:
        """Fit the first weights on every sentence, then the closer ones on the shortlists."""
        first = logistic([(one.first, one.right) for one in seen], FIRST)
        looks = [self.look_closer(one, first) for one in seen]
        return Fitted(first=first, close=settle(logistic(looks, (*FIRST, *CLOSE)), looks))

    def best(self, seen: Sequence[Seen], fitted: Fitted) -> tuple[np.ndarray, np.ndarray]:
        """Give the confidence of the best sentence of each question (n,), and whether what is shown is right (n,)."""
        sure, right = [], []
        for one in seen:
            values, truth = self.look_closer(one, fitted.first)
            chances = sigmoid(logits(values, fitted.close, (*FIRST, *CLOSE)))
            sure.append(chances.max())
            right.append(truth[shown(chances)].max())
        return np.array(sure), np.array(right)

    def crossed(self, seen: Sequence[Seen], seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Give what `best` gives for each question, by weights fitted without its group."""
        groups = sorted({one.case.posed.group for one in seen})
        dealt = np.random.default_rng(seed).permutation(len(groups)) % FOLDS
        fold = {group: int(number) for group, number in zip(groups, dealt, strict=True)}
        found = []
        for number in range(FOLDS):
            apart = [one for one in seen if fold[one.case.posed.group] == number]
            fitted = self.fit([one for one in seen if fold[one.case.posed.group] != number])
            found.append(self.best(apart, fitted))
        return np.concatenate([sure for sure, _ in found]), np.concatenate([r for _, r in found])


def main(
    gold: Annotated[Path, typer.Option(help="gold questions to fit on")],
    store: Annotated[Path, typer.Option(help="of the articles of --gold, indexed")],
    out: Annotated[Path, typer.Option(help="where the weights go")] = Path(
        "rag/weights/judge.json"
    ),
    *,
    quiz: Annotated[Path | None, typer.Option(help="folder of RealTime QA, to measure on")] = None,
    quiz_store: Annotated[Path | None, typer.Option(help="of its articles, indexed")] = None,
    questions: Annotated[int, typer.Option(help="of the quiz, at most")] = 250,
    seed: int = 7,
) -> None:
    """Fit on gold questions, each asked of its archive as of its day; the fit is measured without a question's thread.

    With --quiz it is measured on news-quiz questions, too.
    """
    network = NetworkReader(lasting=True)

    def seen_of(posed: list[Posed], folder: Path) -> tuple[Eyes, list[Seen]]:
        settings = Settings(store=folder)
        eyes = Eyes(network=network, searcher=open_searcher(settings, lasting=True))
        return eyes, eyes.look(ask(posed, settings, eyes.searcher))

    eyes, seen = seen_of(gold_questions(gold), store)
    fitted = eyes.fit(seen)
    metrics = {"gold, by weights fitted without its thread": measure(*eyes.crossed(seen, seed))}
    if quiz and quiz_store:
        posed = quiz_questions(quiz)
        drawn = np.random.default_rng(seed).permutation(len(posed))[:questions]
        others, apart = seen_of([posed[i] for i in drawn], quiz_store)
        metrics["quiz"] = measure(*others.best(apart, fitted))
    document = {"first": fitted.first, "close": fitted.close, "seed": seed, "metrics": metrics}
    out.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    typer.echo(json.dumps(document, indent=1))


def logits(values: np.ndarray, weights: Weights, names: Sequence[str]) -> np.ndarray:
    """Weigh rows of values (n, features): (n,)."""
    return np.asarray(weights["intercept"] + values @ np.array([weights[name] for name in names]))


def logistic(questions: Sequence[tuple[np.ndarray, np.ndarray]], names: Sequence[str]) -> Weights:
    """Rank by a logistic model of every sentence, then calibrate it on the best sentence of each question."""
    inputs = [np.column_stack([np.ones(len(values)), values]) for values, _ in questions]
    ranking = newton(np.concatenate(inputs), np.concatenate([right for _, right in questions]))
    scores = [rows @ ranking for rows in inputs]
    truth = [r[s.argmax()] for s, (_, r) in zip(scores, questions, strict=True)]
    ranked = dict(zip(("intercept", *names), ranking, strict=True))
    return scaled(ranked, [score.max() for score in scores], truth)


def settle(weights: Weights, looks: Sequence[tuple[np.ndarray, np.ndarray]]) -> Weights:
    """Calibrate weights once more: not on the best sentence alone, but on all that an answer would show."""
    scores = [logits(values, weights, (*FIRST, *CLOSE)) for values, _ in looks]
    truth = [r[shown(sigmoid(s))].max() for s, (_, r) in zip(scores, looks, strict=True)]
    return scaled(weights, [score.max() for score in scores], truth)


def scaled(weights: Weights, best: Sequence[float], truth: Sequence[float]) -> Weights:
    """Shift and scale weights until the logits `best` state how often `truth` is 1 (Platt 1999)."""
    shift, scale = newton(np.column_stack([np.ones(len(best)), best]), np.array(truth))
    return {
        name: round(float(weight * scale + shift * (name == "intercept")), 5)
        for name, weight in weights.items()
    }


def shown(chances: np.ndarray) -> np.ndarray:
    """Pick the rows that an answer shows: the best, and those that are nearly as likely."""
    order = np.argsort(-chances, kind="stable")[: Settings().max_statements]
    return np.asarray(order[chances[order] >= NEAR_BEST * chances.max()])


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Turn logits into probabilities."""
    return np.asarray(1 / (1 + np.exp(-logits)))


def measure(sure: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Say how often what is shown is right, how good the confidence is, and where the risk is 10 %."""
    order = np.argsort(-sure)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    (safe,) = np.nonzero(precision >= 1 - RISK)
    answered = int(safe[-1]) + 1 if len(safe) else 0
    bins = np.array_split(order, 10)
    error = sum(len(b) * abs(right[b].mean() - sure[b].mean()) for b in bins) / len(sure)
    threshold = float(sure[order[answered - 1]]) if answered else 1.0
    return {
        "questions": len(sure),
        "right": round(float(right.mean()), 3),
        "expected_calibration_error": round(float(error), 3),
        "coverage_at_10_percent_risk": round(answered / len(sure), 3),
        "threshold_at_10_percent_risk": round(threshold, 3),
    }


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
