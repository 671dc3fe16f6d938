"""The models of `rag.judge` and how they are fitted: which sentence is the best, and whether it is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from rag.judge import CLOSE, FIRST, beside, sure_values
from rag.settings import Settings
from rag.training.calibrate import newton
from rag.write import NEAR_BEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Weights = dict[str, float]

RISK = 0.10
RIDGE = 1.0  # of weights for values of unit spread
SURE_RIDGE = 1.0
STEPS = 200
FLAT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """The best sentence of a question: what says how sure to be of it, and whether what is shown is right."""

    values: Mapping[str, float]
    right: float


def weighed(values: np.ndarray, weights: Weights, names: Sequence[str]) -> np.ndarray:
    """Weigh rows of values (n, features): (n,)."""
    return np.asarray(values @ np.array([weights[name] for name in names]))


def ranking(questions: Sequence[tuple[np.ndarray, np.ndarray]], names: Sequence[str]) -> Weights:
    """Fit a conditional logit: those that are right should have all of the softmax of a question's sentences.

    McFadden 1974; ListNet's top-one loss (Cao et al. 2007). A question whose sentences are all right, or none, ranks
    nothing.
    """
    every = np.concatenate([values for values, _ in questions])
    spread = every.std(axis=0) + FLAT
    rows = [
        (torch.tensor(values / spread), torch.tensor(right > 0))
        for values, right in questions
        if 0 < right.sum() < len(right)
    ]
    found = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([found], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> float:
        optimiser.zero_grad()
        cost = RIDGE / 2 * (found @ found)
        for values, right in rows:
            scores = values @ found
            cost = cost + scores.logsumexp(0) - scores[right].logsumexp(0)
        cost.backward()  # type: ignore[no-untyped-call]
        return float(cost.detach())

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return named(names, found.detach().numpy() / spread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """The weights of both looks, and the median score of a shortlist that is `usual` by them."""

    first: Weights
    close: Weights
    usual: Weights


def usual_of(shortlists: Sequence[np.ndarray], close: Weights) -> Weights:
    """Say which median score is usual for shortlists of features (k, 13)."""
    medians = [np.median(weighed(values, close, (*FIRST, *CLOSE))) for values in shortlists]
    return named(["typical"], [float(np.mean(medians))])


def top(values: np.ndarray, truth: np.ndarray, ranked: Ranked) -> Top:
    """Pick the best of a shortlist, and of the others what an answer shows: those that are nearly as likely."""
    scores = weighed(values, ranked.close, (*FIRST, *CLOSE))
    order = np.argsort(-scores, kind="stable")[: Settings().max_statements]
    shown = order[np.array(beside(list(scores[order]))) >= NEAR_BEST]
    best = int(order[0])
    return Top(
        values=sure_values(scores.tolist(), list(values[best]), ranked.usual),
        right=float(truth[shown].max()),
    )


def calibrated(tops: Sequence[Top], names: Sequence[str]) -> Weights:
    """Fit a logistic model of whether what is shown is right on what says how sure to be of it, called `names`."""
    values = named_values(tops, names)
    middle, spread = values.mean(axis=0), values.std(axis=0) + FLAT
    inputs = np.column_stack([np.ones(len(values)), (values - middle) / spread])
    ridge = np.array([0.0, *[SURE_RIDGE] * values.shape[1]])
    intercept, *slopes = newton(inputs, np.array([t.right for t in tops]), ridge)
    weights = np.array(slopes) / spread
    return named(("intercept", *names), [intercept - middle @ weights, *weights])


def named_values(tops: Sequence[Top], names: Sequence[str]) -> np.ndarray:
    """Give values of best sentences by name: (n, names)."""
    return np.array([[t.values[name] for name in names] for t in tops])


def chances(sure: Weights, tops: Sequence[Top]) -> np.ndarray:
    """State the probability that what is shown is right, for each best sentence (n,)."""
    names = [name for name in sure if name != "intercept"]
    logits = sure["intercept"] + weighed(named_values(tops, names), sure, names)
    return np.asarray(1 / (1 + np.exp(-logits)))


def scaled(sure: Weights, tops: Sequence[Top]) -> Weights:
    """Scale and shift the logit until chances say how often these sentences are right (Platt 1999); the order stays."""
    stated = chances(sure, tops)
    inputs = np.column_stack([np.ones(len(tops)), np.log(stated / (1 - stated))])
    shift, scale = newton(inputs, np.array([t.right for t in tops]), np.zeros(2))
    weights = {name: scale * weight for name, weight in sure.items()}
    return named(tuple(weights), [w + shift * (name == "intercept") for name, w in weights.items()])


def named(names: Sequence[str], weights: Sequence[float] | np.ndarray) -> Weights:
    """Name weights, in five decimals."""
    return {name: round(float(weight), 5) for name, weight in zip(names, weights, strict=True)}


def measure(sure: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Say what is shown right, and refused, how good the confidence is, and where the risk is 10 %."""
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
        "refused": round(float((sure < Settings().min_confidence).mean()), 3),
        "expected_calibration_error": round(float(error), 3),
        "coverage_at_10_percent_risk": round(answered / len(sure), 3),
        "threshold_at_10_percent_risk": round(threshold, 3),
    }
