"""How much of what is said holds, judged by a checker whose own errors are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckerAccuracy:
    """How often a checker says "supported" rightly, measured on labelled checks.

    `sensitivity` = share of the supported statements that it calls supported, `specificity` = share of the
    others that it does not; `supported` and `others` count them.
    """

    sensitivity: float
    specificity: float
    supported: int
    others: int

    @property
    def balanced(self) -> float:
        """The mean of both: accuracy where both kinds weigh alike."""
        return (self.sensitivity + self.specificity) / 2


def checker_accuracy(said: Sequence[bool], truth: Sequence[bool]) -> CheckerAccuracy | None:
    """Hold a checker's "supported" against people's; None unless both kinds are there."""
    verdict, label = np.asarray(said, bool), np.asarray(truth, bool)
    if label.all() or not label.any():
        return None
    return CheckerAccuracy(
        sensitivity=float(verdict[label].mean()),
        specificity=float((~verdict[~label]).mean()),
        supported=int(label.sum()),
        others=int((~label).sum()),
    )


def rogan_gladen(share: float, checker: CheckerAccuracy) -> float | None:
    """Correct a share that an imperfect checker counted: (share + specificity − 1) / (sensitivity + specificity − 1).

    Cut to [0, 1]; None where the checker is no better than chance (the denominator is not positive).

    Source: Rogan and Gladen 1978.

    >>> checker = CheckerAccuracy(sensitivity=0.9, specificity=0.9, supported=50, others=50)
    >>> round(rogan_gladen(0.74, checker), 3)
    0.8
    """
    gain = checker.sensitivity + checker.specificity - 1
    if gain <= 0:
        return None
    return min(1.0, max(0.0, (share + checker.specificity - 1) / gain))
