"""Measure the shipped checker as it answers: `python -m rag.training.checker_evaluate --help`."""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from rag.check import StatementChecker
from rag.settings import Settings
from rag.support import SupportNetwork
from rag.training.checker import made_claims
from rag.training.claims import Claim, load_claims, split_by_family
from rag.training.scores import calibration_error, interval
from rag.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

EPILOG = """Example:

python -m rag.training.checker_evaluate --data DATA/train/claims.jsonl.xz
--articles DATA/realtimeqa/corpus_small.jsonl.xz
"""
_EVEN = 0.5


def main(
    data: Annotated[Path, typer.Option(help="claims.jsonl.xz")],
    articles: Annotated[Path, typer.Option(help="articles to make statements from")],
    out: Annotated[Path | None, typer.Option(help="file for the figures")] = None,
    *,
    statements: Annotated[int, typer.Option(help="how many statements to make")] = 3000,
    seed: int = 11,
) -> None:
    """Report on claims of development families and on statements made from articles."""
    network = SupportNetwork()
    parts = split_by_family(load_claims(data))
    figures = {
        "claims": claim_figures(network, parts.calibration, parts.development),
        "made": made_figures(network, articles, statements, seed),
    }
    written = json.dumps(figures, indent=1)
    if out is not None:
        out.write_text(written + "\n", "utf-8")
    typer.echo(written)


def claim_figures(
    network: SupportNetwork, calibration: Sequence[Claim], development: Sequence[Claim]
) -> dict[str, Any]:
    """Balanced accuracy of the network at even odds and of bigram overlap, per set and on average."""
    sure = probabilities(network, development)
    shared = np.array([bigrams_shared(claim) for claim in development])
    cut = best_cut(np.array([bigrams_shared(c) for c in calibration]), calibration)
    right = np.array([claim.supported for claim in development])
    names = [claim.dataset for claim in development]

    def mean_over_sets(called: np.ndarray, rows: np.ndarray) -> float:
        groups = defaultdict(list)
        for row in rows:
            groups[names[row]].append(row)
        return float(
            np.mean([balanced_accuracy(called[own], right[own]) for own in groups.values()])
        )

    def told(called: np.ndarray) -> dict[str, Any]:
        families = [f"{claim.dataset}/{claim.family}" for claim in development]
        found = interval(families, lambda rows: mean_over_sets(called, rows), rounds=300)
        own = {
            name: round(100 * balanced_accuracy(called[at], right[at]), 1)
            for name in sorted(set(names))
            if len(at := np.flatnonzero(np.array(names) == name))
        }
        return {"mean": [round(100 * value, 1) for value in found], "per_set": own}

    return {
        "claims": len(development),
        "network": told(sure >= _EVEN),
        "bigram_overlap": told(shared >= cut),
        "calibration_error": round(calibration_error(sure, right), 3),
    }


def made_figures(
    network: SupportNetwork, articles: Path, statements: int, seed: int
) -> dict[str, Any]:
    """Share of wrong statements that are not called supported, and of true ones that are, by kind."""
    every = made_claims(articles, development=True, seed=seed)
    made = list(itertools.islice(every, 10 * statements))
    made = random.Random(seed).sample(made, min(statements, len(made)))  # noqa: S311
    made = [claim for claim in made if claim.target != "neutral"]
    settings = Settings()
    with_network = StatementChecker(min_support=settings.min_support, judge=network)
    without = StatementChecker(min_support=settings.min_support)
    figures: dict[str, Any] = {}
    for name, checker in (("with network", with_network), ("rules alone", without)):
        good = np.array(
            [(checker(c.statement, c.evidence).verdict == "supported") == c.supported for c in made]
        )
        figures[name] = {
            "caught": share(good, made, supported=False),
            "passed": share(good, made, supported=True),
            "by_kind": {
                kind: [round(float(good[at].mean()), 3), len(at)]
                for kind in sorted({claim.dataset for claim in made})
                if len(at := np.flatnonzero([claim.dataset == kind for claim in made]))
            },
        }
    return figures


def share(good: np.ndarray, made: Sequence[Claim], *, supported: bool) -> list[float]:
    """Share judged rightly among the true or the wrong statements, with its interval over articles."""
    rows = [at for at, claim in enumerate(made) if claim.supported is supported]
    own = good[rows].astype(float)
    return [
        round(v, 3)
        for v in interval([made[at].family for at in rows], lambda at: float(own[at].mean()))
    ]


def probabilities(network: SupportNetwork, claims: Sequence[Claim]) -> np.ndarray:
    """P(supported) of every claim: float (n,)."""
    judged = network([(claim.statement, claim.evidence) for claim in claims])
    return np.array([one.supported for one in judged])


def bigrams_shared(claim: Claim) -> float:
    """Share of the statement's pairs of neighbouring words that the evidence has: the baseline."""
    own, other = (_bigrams(text) for text in (claim.statement, claim.evidence))
    return len(own & other) / max(1, len(own))


def _bigrams(text: str) -> set[tuple[str, str]]:
    all_words = [word.casefold() for word in words(text)]
    return set(itertools.pairwise(all_words))


def best_cut(scores: np.ndarray, claims: Sequence[Claim]) -> float:
    """Choose the cut with the best balanced accuracy."""
    right = np.array([claim.supported for claim in claims])
    return float(max(np.unique(scores), key=lambda cut: balanced_accuracy(scores >= cut, right)))


def balanced_accuracy(called: np.ndarray, right: np.ndarray) -> float:
    """Mean of the shares judged rightly among supported and among unsupported; of one, where only it occurs."""
    shares = [
        float((called == right)[right == kind].mean())
        for kind in (True, False)
        if (right == kind).any()
    ]
    return sum(shares) / len(shares)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
