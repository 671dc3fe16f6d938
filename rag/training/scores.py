"""Score answers, rankings and probabilities; the definitions, without any model."""

from __future__ import annotations

import re
import string
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike

ARTICLES = re.compile(r"\b(a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation)
Interval = tuple[float, float, float]  # value, lower end, upper end


def normal(answer: str) -> str:
    """Lower the case, drop punctuation and articles, and single the spaces.

    >>> normal("The  U.S. Army!")
    'us army'

    Source: Rajpurkar et al. 2016, section 6.1.
    """
    return " ".join(ARTICLES.sub(" ", answer.lower().translate(PUNCTUATION)).split())


def exact(answer: str, golds: Sequence[str]) -> float:
    """Score 1 where an answer equals a gold one after normalisation; no golds want no answer."""
    wanted = {normal(gold) for gold in golds} or {""}
    return float(normal(answer) in wanted)


def overlap(answer: str, golds: Sequence[str]) -> float:
    """Score the best F1 over words against the gold answers; no golds want no answer.

    >>> overlap("in the Elbe river", ["the Elbe", "Hamburg"])
    0.5
    """
    return max(word_f1(normal(answer).split(), normal(gold).split()) for gold in golds or [""])


def word_f1(answer: Sequence[str], gold: Sequence[str]) -> float:
    """Balance precision and recall over the words of two answers."""
    if not answer or not gold:
        return float(list(answer) == list(gold))
    common = sum((Counter(answer) & Counter(gold)).values())
    return 2 * common / (len(answer) + len(gold))


def auroc(scores: ArrayLike, labels: ArrayLike) -> float:
    """Measure how often a positive scores above a negative, ties counting half.

    >>> auroc([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875
    """
    values, positive = np.asarray(scores, dtype=float), np.asarray(labels, dtype=bool)
    if positive.all() or not positive.any():
        raise ValueError("AUROC wants both labels; only one of them is there")
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]  # mean rank of equal scores
    many, few = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - many * (many + 1) / 2) / (many * few))


def average_precision(labels: ArrayLike) -> float:
    """Average the precision at each right item of a ranking.

    >>> average_precision([True, False, True])
    0.8333333333333333
    """
    right = np.flatnonzero(np.asarray(labels, dtype=bool))
    if not len(right):
        return 0.0
    return float(np.mean([(count + 1) / (rank + 1) for count, rank in enumerate(right)]))


def reciprocal_rank(labels: ArrayLike) -> float:
    """Invert the rank of the first right item.

    >>> reciprocal_rank([False, True])
    0.5
    """
    right = np.flatnonzero(np.asarray(labels, dtype=bool))
    return 1.0 / float(right[0] + 1) if len(right) else 0.0


def calibration_error(probabilities: ArrayLike, outcomes: ArrayLike, bins: int = 10) -> float:
    """Average the distance of probability and frequency over bins of equal mass (ECE).

    >>> round(calibration_error([0.0, 0.0, 1.0, 1.0], [False, True, True, True], bins=2), 3)
    0.25
    """
    order = np.argsort(np.asarray(probabilities), kind="stable")
    stated, seen = np.asarray(probabilities, dtype=float)[order], np.asarray(outcomes)[order]
    parts = zip(np.array_split(stated, bins), np.array_split(seen, bins), strict=True)
    return float(
        sum(abs(said.mean() - was.mean()) * len(said) for said, was in parts if len(said))
        / len(stated)
    )


def interval(
    clusters: Sequence[str],
    measure: Callable[[np.ndarray], float],
    *,
    rounds: int = 1000,
    seed: int = 0,
) -> Interval:
    """Measure with a 95 % bootstrap interval that draws whole clusters.

    Args:
        clusters: the cluster of each row, such as its article.
        measure: a figure of the rows with the given numbers.
        rounds: how many times to draw.
        seed: of the drawing.
    """
    rows: dict[str, list[int]] = {}
    for row, cluster in enumerate(clusters):
        rows.setdefault(cluster, []).append(row)
    groups = [np.asarray(members) for members in rows.values()]
    generator = np.random.default_rng(seed)
    drawn = []
    for _ in range(rounds):
        chosen = generator.integers(0, len(groups), len(groups))
        drawn.append(measure(np.concatenate([groups[group] for group in chosen])))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return measure(np.arange(len(clusters))), float(low), float(high)
