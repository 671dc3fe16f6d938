"""When it answers and when it refuses, and whether its confidence means anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def refusal_scores(
    *, answered: bool, unanswerable: bool, right: bool, confidence: float, cost: float = 1.0
) -> dict[str, float]:
    """Score one question's refusal or answer; the mean over the questions that have a value is the measure.

    recall           of unanswerable questions: 1 if refused.
    wrongly_refused  of answerable questions: 1 if refused.
    precision        of refusals: 1 if the question is unanswerable.
    reliability      of all: +1 for a right answer, 0 for a refusal, −cost for a wrong answer (Φ_c).
    Brier            of answers: (confidence − right)².

    Source: precision and recall of "no answer" as in Rajpurkar et al. 2018; Φ_c in Whitehead et al. 2022, §3.2;
    Brier 1950.

    >>> refusal_scores(answered=False, unanswerable=True, right=False, confidence=0.1)
    {'recall': 1.0, 'precision': 1.0, 'reliability': 0.0}
    """
    scores = {"recall" if unanswerable else "wrongly_refused": float(not answered)}
    if answered:
        scores["reliability"] = 1.0 if right else -cost
        scores["Brier"] = (confidence - right) ** 2
    else:
        scores["precision"] = float(unanswerable)
        scores["reliability"] = 0.0
    return scores


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


def calibration_error_by_chance(
    confidence: ArrayLike, *, bins: int = 10, draws: int = 200, seed: int = 7
) -> float:
    """Say what ECE a confidence without fault shows on so few answers: the mean where each is right by its chance.

    No finite set shows 0: fifteen answers in a bin, each right with chance .7, are off by .10 on average.
    Answers count as independent; where some share their fate, chance alone makes more. Source: the resampling for
    consistency of Bröcker and Smith 2007, with confidences as they are.

    >>> calibration_error_by_chance([0.0, 1.0])
    0.0
    """
    stated = np.sort(np.asarray(confidence, float))
    drawn = np.random.default_rng(seed).random((draws, len(stated))) < stated
    off = np.zeros(draws)
    for part in np.array_split(np.arange(len(stated)), min(bins, max(1, len(stated)))):
        off += np.abs((drawn[:, part] - stated[part]).sum(axis=1))
    return float(off.mean() / len(stated)) if len(stated) else 0.0
