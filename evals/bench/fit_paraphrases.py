"""The weights by which sentences are taken for the source of a paraphrase, fitted to paraphrases written for it.

Positives are the hand-written paraphrases to fit (evals/gold/paraphrases_fit.jsonl) in stores that hold their articles;
negatives are excerpts of articles that no store holds. A store's own threshold lets through one in a hundred of its
negatives; between the smallest and the largest store it follows the logarithm of the number of passages.
"""

from __future__ import annotations

import math
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.bench.excerpts import absent, by_hand
from index.embed.choose import query_embedder
from index.types import Filters
from rag.compose import open_searcher, rarity_in
from rag.lookup.restatement import PASSAGES, Restatements
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_ROUNDS = 3  # of choosing the best stretch of the right article, and fitting again
_POSITIVE = 8.0  # weight of a right stretch: there are about as many wrong ones
_RIDGE = 1 / 30
_FALSE = 0.01  # share of absent excerpts that may be found


def fit_paraphrases(
    stores: Sequence[Path], foreign: Sequence[str], *, excerpts: int, seed: int
) -> dict[str, Any]:
    """Fit on `stores` and on up to `excerpts` excerpts of each file of `foreign` articles.

    Returns: the weights in the order of `rag.lookup.restatement`, intercept first and the logarithm of the passages
        last; and for each store the share of its paraphrases that are found right and wrong with them (on the same).
    """
    embedder = query_embedder(Settings(store=stores[0]).index)
    groups: list[
        tuple[int, bool, Floats, NDArray[np.bool_]]
    ] = []  # store, present, features, right
    sizes: list[int] = []
    for number, path in enumerate(stores):
        searcher = open_searcher(Settings(store=path), embedder)
        restatements = Restatements(searcher, embedder, rarity_in(searcher.store))
        sizes.append(len(searcher.store))
        lookups = list(by_hand(searcher, to_fit=True))
        lookups += [one for file in foreign for one in absent(file, searcher, excerpts, seed)]
        for lookup in lookups:
            passages = [hit.passage for hit in searcher(lookup.excerpt, k=PASSAGES)]
            found = restatements(lookup.excerpt, passages, Filters())
            if found:
                rows = np.array([(1.0, *astuple(one.features)) for one in found])
                right = np.array([one.passage.article == lookup.article for one in found])
                groups.append((number, lookup.article is not None, rows, right))
    weights = _fitted([rows for _, _, rows, _ in groups], [right for *_, right in groups])
    scores = [rows @ weights for _, _, rows, _ in groups]
    limits = []
    for number in range(len(stores)):
        told = zip(groups, scores, strict=True)
        absences = [s.max() for (store, present, *_), s in told if store == number and not present]
        limits.append(float(np.quantile(absences, 1 - _FALSE)))
    low, high = int(np.argmin(sizes)), int(np.argmax(sizes))
    decades = math.log10(sizes[high] / sizes[low]) or 1.0
    slope = (limits[high] - limits[low]) / decades
    weights[0] -= limits[low] - slope * math.log10(sizes[low])
    return {
        "weights": [round(float(w), 2) for w in (*weights, -slope)],
        "stores": {
            str(sizes[number]): _shares(
                [g for g in groups if g[0] == number], weights, slope * math.log10(sizes[number])
            )
            for number in range(len(stores))
        },
    }


def _fitted(rows: Sequence[Floats], right: Sequence[NDArray[np.bool_]]) -> Floats:
    """Fit a logistic model in which of the stretches of a right article only the best one counts as right."""
    merits = [features[:, 1] + features[:, 4] for features in rows]
    weights = np.zeros(rows[0].shape[1])
    for _ in range(_ROUNDS):
        kept, labels = [], []
        for features, is_right, merit in zip(rows, right, merits, strict=True):
            keep = ~is_right
            if is_right.any():
                keep[int(np.argmax(np.where(is_right, merit, -np.inf)))] = True
            kept.append(features[keep])
            labels.append(is_right[keep])
        weights = _logistic(np.concatenate(kept), np.concatenate(labels))
        merits = [features @ weights for features in rows]
    return weights


def _logistic(rows: Floats, labels: NDArray[np.bool_]) -> Floats:
    """Fit by Newton's method, with a ridge on all but the intercept."""
    weights = np.zeros(rows.shape[1])
    ridge = np.diag([0.0, *[_RIDGE] * (rows.shape[1] - 1)])
    counts = np.where(labels, _POSITIVE, 1.0)
    for _ in range(30):
        chances = 1 / (1 + np.exp(-(rows @ weights)))
        slope = rows.T @ (counts * (labels - chances)) - ridge @ weights
        curve = (rows * (counts * chances * (1 - chances))[:, None]).T @ rows + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def _shares(groups: Sequence[Any], weights: Floats, demand: float) -> dict[str, float]:
    """Give the shares of paraphrases found right and wrong, and of absent excerpts found."""
    told: dict[str, list[bool]] = {"right": [], "wrong": [], "absent_found": []}
    for _, present, rows, right in groups:
        scores = rows @ weights - demand
        best = int(np.argmax(scores))
        if present:
            told["right"].append(bool(scores[best] > 0 and right[best]))
            told["wrong"].append(bool(scores[best] > 0 and not right[best]))
        else:
            told["absent_found"].append(bool(scores[best] > 0))
    return {name: round(float(np.mean(shares)), 3) for name, shares in told.items() if shares}
