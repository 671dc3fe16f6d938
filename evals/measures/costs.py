"""What an answer costs: percentiles of times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def stage_times(timings: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Give p50 and p95 of the milliseconds of every stage, over the questions that went through it.

    Percentiles are linear between order statistics (Hyndman and Fan 1996, type 7).
    """
    stages = dict.fromkeys(stage for timing in timings for stage in timing)
    spent = {stage: [timing[stage] for timing in timings if stage in timing] for stage in stages}
    return {
        stage: {
            "p50": round(float(np.percentile(values, 50)), 1),
            "p95": round(float(np.percentile(values, 95)), 1),
        }
        for stage, values in spent.items()
    }
