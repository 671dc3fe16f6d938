"""Fit the weights of `rag.judge`: `python -m rag.training.judge --help`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from rag.compose import open_searcher, rarity_in
from rag.judge import (
    CLOSE,
    FIRST,
    SHORTLIST,
    Asked,
    close_features,
    read_hits,
)
from rag.reader import NetworkReader
from rag.settings import Settings
from rag.training.asked import ask, gold_questions, quiz_questions, written_questions
from rag.training.judge_fit import Top, calibrated, chances, lowered, ranking, top, weighed
from rag.training.written import load_articles, load_written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.search import Searcher
    from rag.judge import ReadSentences
    from rag.reader import Scored
    from rag.training.asked import Case, Posed

    Weights = dict[str, float]

RISK = 0.10
HELD_APART = ("development", "calibration")  # the reader was trained on the rest
FOLDS = 5
EPILOG = """Example:

dateline index index/samples --store samples && python -m rag.training.judge --gold evals/gold/dev.jsonl --store samples
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The sentences of one question: those read (n), what speaks for them (n, 8), whether each is right (n,)."""

    case: Case
    asked: Asked
    sentences: list[Scored]
    first: np.ndarray
    right: np.ndarray
    close: dict[int, tuple[float, ...]]
    """What a closer look gave, by row; filled as sentences come onto a shortlist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The weights of both looks, and of how sure to be of the best."""

    first: Weights
    close: Weights
    sure: Weights


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
        """Look closely at the shortlist of one question: features (k, 12) and whether each is right (k,)."""
        rows = np.argsort(-weighed(seen.first, first, FIRST), kind="stable")[:SHORTLIST]
        new = [int(row) for row in rows if int(row) not in seen.close]
        sentences = [seen.sentences[row] for row in new]
        found = close_features(seen.asked, sentences, self.network, self.searcher.likeness)
        seen.close.update(zip(new, found, strict=True))
        more = np.array([seen.close[int(row)] for row in rows])
        return np.column_stack([seen.first[rows], more]), seen.right[rows]

    def fit(self, seen: Sequence[Seen], seed: int) -> Fitted:
        """Fit the first weights on every sentence, the closer ones on shortlists, the last on the best.

        The best sentence, picked by weights that have seen the question, is right too often: the confidence is lowered
        to how often it is right where its weights were fitted without its group.
        """
        first, close = self.rank(seen)
        sure = calibrated(self.tops(seen, first, close))
        apart = [
            top for part, others in folds(seen, seed) for top in self.tops(part, *self.rank(others))
        ]
        return Fitted(first=first, close=close, sure=lowered(sure, apart))

    def tops(self, seen: Sequence[Seen], first: Weights, close: Weights) -> list[Top]:
        """Pick the best sentence of every question."""
        return [top(*self.look_closer(one, first), close) for one in seen]

    def rank(self, seen: Sequence[Seen]) -> tuple[Weights, Weights]:
        """Fit the weights of the first look and of the closer one."""
        first = ranking([(one.first, one.right) for one in seen], FIRST)
        return first, ranking([self.look_closer(one, first) for one in seen], (*FIRST, *CLOSE))

    def best(self, seen: Sequence[Seen], fitted: Fitted) -> tuple[np.ndarray, np.ndarray]:
        """Give the confidence of the best sentence of each question (n,), and whether what is shown is right (n,)."""
        tops = self.tops(seen, fitted.first, fitted.close)
        return chances(fitted.sure, tops), np.array([t.right for t in tops])

    def crossed(self, seen: Sequence[Seen], seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Give what `best` gives for each question, by weights fitted without its group."""
        found = [self.best(apart, self.fit(others, seed)) for apart, others in folds(seen, seed)]
        return np.concatenate([sure for sure, _ in found]), np.concatenate([r for _, r in found])


def folds(seen: Sequence[Seen], seed: int) -> list[tuple[list[Seen], list[Seen]]]:
    """Deal questions into parts by group: each part, and all questions of other groups."""
    groups = sorted({one.case.posed.group for one in seen})
    dealt = np.random.default_rng(seed).permutation(len(groups)) % FOLDS
    fold = {group: int(number) for group, number in zip(groups, dealt, strict=True)}
    return [
        (
            [one for one in seen if fold[one.case.posed.group] == number],
            [one for one in seen if fold[one.case.posed.group] != number],
        )
        for number in range(FOLDS)
    ]


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

    With --quiz it is measured on our own questions over the quiz's articles and on those of the quiz, too.
    """
    network = NetworkReader(lasting=True)

    def seen_of(posed: list[Posed], folder: Path) -> tuple[Eyes, list[Seen]]:
        settings = Settings(store=folder)
        eyes = Eyes(network=network, searcher=open_searcher(settings, lasting=True))
        return eyes, eyes.look(ask(posed, settings, eyes.searcher))

    eyes, seen = seen_of(gold_questions(gold), store)
    fitted = eyes.fit(seen, seed)
    metrics = {"gold, by weights fitted without its thread": measure(*eyes.crossed(seen, seed))}
    if quiz and quiz_store:
        articles = load_articles(quiz, load_written())
        own = [one for part in HELD_APART for one in written_questions(part, articles)]
        posed = quiz_questions(quiz)
        drawn = np.random.default_rng(seed).permutation(len(posed))[:questions]
        for name, asked in (("written", own), ("quiz", [posed[i] for i in drawn])):
            others, apart = seen_of(asked, quiz_store)
            metrics[name] = measure(*others.best(apart, fitted))
    document = {**asdict(fitted), "seed": seed, "metrics": metrics}
    out.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    typer.echo(json.dumps(document, indent=1))


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
