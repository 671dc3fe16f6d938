"""When it answers and when it refuses, and whether its confidence means anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def refusal_precision(refused: ArrayLike, unanswerable: ArrayLike) -> float:
    """Share of the refusals that were right: |refused ∧ unanswerable| / |refused|; nan without refusals."""
    said, should = np.asarray(refused, bool), np.asarray(unanswerable, bool)
    return float((said & should).sum() / said.sum()) if said.any() else float("nan")


def refusal_recall(refused: ArrayLike, unanswerable: ArrayLike) -> float:
    """Share of the unanswerable questions that were refused; nan where there are none."""
    said, should = np.asarray(refused, bool), np.asarray(unanswerable, bool)
    return float((said & should).sum() / should.sum()) if should.any() else float("nan")


def effective_reliability(refused: ArrayLike, right: ArrayLike, *, cost: float = 1.0) -> float:
    """Mean of +1 for a right answer, 0 for a refusal, −cost for a wrong answer: Φ_c.

    Source: Whitehead et al. 2022, §3.2.

    >>> effective_reliability([False, False, True], [True, False, False])
    0.0
    """
    said, good = np.asarray(refused, bool), np.asarray(right, bool)
    return float(np.where(said, 0.0, np.where(good, 1.0, -cost)).mean())


def risk_coverage(
    confidence: ArrayLike, right: ArrayLike, refused: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Trace the curve: answer the surest k questions only; coverage k / n, risk the share of them that is wrong.

    Questions that were refused are never covered, so the curve ends at the share of questions answered. Answers of
    equal confidence are let in together: no order among them is known.

    Returns:  coverage and risk, float64 (steps,), by falling confidence.
    Source:   El-Yaniv and Wiener 2010; Geifman and El-Yaniv 2017.
    """
    said = ~np.asarray(refused, bool)
    stated = np.asarray(confidence, float)[said]
    wrong = ~np.asarray(right, bool)[said]
    order = np.argsort(-stated, kind="stable")
    last = np.flatnonzero(np.diff(stated[order], append=-np.inf))  # the last of each confidence
    covered = last + 1
    return covered / max(1, len(said)), np.cumsum(wrong[order])[last] / covered


def aurc(confidence: ArrayLike, right: ArrayLike, refused: ArrayLike) -> float:
    """Area under the risk–coverage curve up to the coverage reached, over that coverage: mean risk, lower is better.

    Each answered question weighs alike: the mean over k = 1…m of the risk of the surest k, ties sharing one risk.

    Source: Geifman, Uziel and El-Yaniv 2019, §3.
    """
    coverage, risk = risk_coverage(confidence, right, refused)
    if not len(coverage):
        return float("nan")
    return float((np.diff(coverage, prepend=0.0) * risk).sum() / coverage[-1])


def coverage_at_risk(
    confidence: ArrayLike, right: ArrayLike, refused: ArrayLike, *, risk: float
) -> float:
    """Largest share of all questions that can be answered, surest first, with at most `risk` of them wrong.

    Source: Geifman and El-Yaniv 2017.

    >>> coverage_at_risk([0.9, 0.8, 0.7, 0.6], [True, True, False, True], [False] * 4, risk=0.1)
    0.5
    """
    coverage, risks = risk_coverage(confidence, right, refused)
    kept = coverage[risks <= risk]
    return float(kept.max()) if len(kept) else 0.0


def brier(confidence: ArrayLike, right: ArrayLike) -> float:
    """Mean squared distance of confidence and outcome: 1/n Σ (p − o)².  Source: Brier 1950.

    >>> brier([1.0, 0.5], [True, False])
    0.125
    """
    return float(((np.asarray(confidence, float) - np.asarray(right, float)) ** 2).mean())


def calibration_bins(
    confidence: ArrayLike, right: ArrayLike, *, bins: int = 10
) -> list[tuple[float, float, int]]:
    """Cut answers by confidence into bins of equal count: mean confidence, share right, and count of each."""
    stated, seen = np.asarray(confidence, float), np.asarray(right, float)
    order = np.argsort(stated, kind="stable")
    parts = np.array_split(order, min(bins, max(1, len(order))))
    return [(float(stated[p].mean()), float(seen[p].mean()), len(p)) for p in parts if len(p)]


def expected_calibration_error(confidence: ArrayLike, right: ArrayLike, *, bins: int = 10) -> float:
    """ECE = Σ_b |b|/n · |share right in b − mean confidence in b|, over bins of equal count.

    Source: Naeini et al. 2015; Guo et al. 2017, §2; equal counts after Nguyen and O'Connor 2015.

    >>> expected_calibration_error([0.0, 0.0, 1.0, 1.0], [False, True, True, True], bins=2)
    0.25
    """
    found = calibration_bins(confidence, right, bins=bins)
    total = sum(count for _, _, count in found)
    return sum(abs(said - was) * count for said, was, count in found) / total if total else 0.0
