"""Map margin and relevance to the probability that the best span is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

STEPS = 100
RIDGE = 1e-3
ENOUGH = 1e-9  # a step this small ends the fit
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
) -> Calibration:
    """Fit the confidence so that neither more margin nor more relevance ever lowers it.

    The two go together, so a free fit may put a negative weight on one of them; that one then
    gets none.

    Args:
        margins: best span score minus "no answer" score.
        relevances: relevance logits.
        right: whether the best span was right.
    """
    wanted = np.asarray(right, dtype=float)
    columns = (np.ones(len(wanted)), np.asarray(margins), np.asarray(relevances))
    inputs = np.column_stack(columns)  # (n, 3)
    parameters = newton(inputs, wanted)
    for lowered in (1, 2):
        if parameters[lowered] < 0:
            inputs[:, lowered] = 0.0
            parameters = newton(inputs, wanted)
    return Calibration(*(float(parameter) for parameter in parameters))


def newton(inputs: np.ndarray, wanted: np.ndarray, ridge: np.ndarray | float = RIDGE) -> np.ndarray:
    """Fit a logistic regression by Newton's method, a column of zeros getting weight 0; `ridge` holds weights down."""
    held = np.broadcast_to(ridge, inputs.shape[1])
    parameters = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        stated = 1.0 / (1.0 + np.exp(-np.clip(inputs @ parameters, -FLAT, FLAT)))
        slope = inputs.T @ (stated - wanted) + held * parameters
        bend = (inputs * (stated * (1 - stated))[:, None]).T @ inputs
        step = np.linalg.solve(bend + np.diag(held), slope)
        parameters -= step
        if np.abs(step).max() < ENOUGH:
            break
    return parameters


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
    The two kinds count alike, however many there are of each.

    >>> best_f1_threshold([0.9, 0.2], [1.0, 0.0], [True, False])
    0.9
    """
    order = np.argsort(-np.asarray(confidences), kind="stable")
    holds = np.asarray(answerable, dtype=bool)[order]
    gained = np.where(
        holds, np.asarray(overlaps)[order] / max(1, holds.sum()), -1.0 / max(1, (~holds).sum())
    )
    totals = np.cumsum(gained)
    best = int(totals.argmax())
    return float(np.asarray(confidences)[order][best]) if totals[best] > 0 else 1.0
