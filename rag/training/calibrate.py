"""Map margin and relevance to the probability that the best span is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

STEPS = 100
RIDGE = 1e-3
FLAT = 40.0  # beyond it the logistic curve is flat


@dataclass(frozen=True, slots=True)
class Calibration:
    """confidence = sigmoid(intercept + margin * m + relevance * r)."""

    intercept: float
    margin: float
    relevance: float

    def confidence(self, margins: ArrayLike, relevances: ArrayLike) -> np.ndarray:
        """State the probability of being right, one per answer."""
        score = (
            self.intercept
            + self.margin * np.asarray(margins)
            + self.relevance * np.asarray(relevances)
        )
        return np.asarray(1.0 / (1.0 + np.exp(-score)))


def fit(
    margins: ArrayLike,
    relevances: ArrayLike,
    right: ArrayLike,
    weights: ArrayLike | None = None,
) -> Calibration:
    """Fit a logistic map by Newton's method.

    Args:
        margins: best span score minus "no answer" score.
        relevances: relevance logits.
        right: whether the best span was right.
        weights: how much each answer counts; None counts all alike.
    """
    wanted = np.asarray(right, dtype=float)
    columns = (np.ones(len(wanted)), np.asarray(margins), np.asarray(relevances))
    inputs = np.column_stack(columns)  # (n, 3)
    counted = np.ones(len(wanted)) if weights is None else np.asarray(weights, dtype=float)
    parameters = np.zeros(3)
    for _ in range(STEPS):
        stated = 1.0 / (1.0 + np.exp(-np.clip(inputs @ parameters, -FLAT, FLAT)))
        slope = inputs.T @ (counted * (stated - wanted)) + RIDGE * parameters
        bend = (inputs * (counted * stated * (1 - stated))[:, None]).T @ inputs
        step = np.linalg.solve(bend + RIDGE * np.eye(3), slope)
        parameters = parameters - step
        if np.abs(step).max() < 1e-9:  # noqa: PLR2004
            break
    return Calibration(*(float(parameter) for parameter in parameters))


def threshold_for(confidences: ArrayLike, right: ArrayLike, risk: float = 0.1) -> float:
    """Choose the lowest confidence above which at most `risk` of the answers are wrong.

    >>> threshold_for([0.9, 0.8, 0.7, 0.2], [True, True, True, False])
    0.7
    """
    order = np.argsort(-np.asarray(confidences), kind="stable")
    sorted_confidences = np.asarray(confidences)[order]
    wrong = np.cumsum(~np.asarray(right, dtype=bool)[order]) / np.arange(1, len(order) + 1)
    kept = np.flatnonzero(wrong <= risk)
    return float(sorted_confidences[kept[-1]]) if len(kept) else 1.0


def best_f1_threshold(confidences: ArrayLike, overlaps: ArrayLike, answerable: ArrayLike) -> float:
    """Choose the confidence below which silence gives the best mean F1.

    An answered question scores its overlap, a silent one 1 if it has no answer and 0 if it has.

    >>> best_f1_threshold([0.9, 0.2], [1.0, 0.0], [True, False])
    0.9
    """
    order = np.argsort(-np.asarray(confidences), kind="stable")
    gained = np.asarray(overlaps)[order] - ~np.asarray(answerable, dtype=bool)[order]
    totals = np.cumsum(gained)
    best = int(totals.argmax())
    return float(np.asarray(confidences)[order][best]) if totals[best] > 0 else 1.0
