"""Rows → figures with intervals, for all questions and for every slice."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.measures import refusals
from evals.measures.costs import stage_times
from evals.measures.grounding import rogan_gladen
from evals.scoring.table import BY_KEY, MEASURES
from evals.statistics import DRAWS, Estimate, bootstrap, bootstrap_mean
from rag.training.scores import auroc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from evals.running.folder import Manifest
    from evals.scoring.rows import Row
    from evals.scoring.score import Checker

Json = dict[str, Any]
_CURVE_DRAWS = 500
_SLICE_KEYS = (
    "retrieval.recall@10",
    "retrieval.all_evidence@10",
    "citation.span_precision",
    "citation.span_recall",
    "answer.f1",
    "answer.right",
    "abstention.recall",
    "abstention.wrongly_refused",
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What measures over all questions look at, as arrays; row i is question i."""

    answered: NDArray[np.bool_]
    unanswerable: NDArray[np.bool_]
    right: NDArray[np.bool_]
    confidence: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Columns:
        """Lay rows out."""
        return cls(
            np.array([row.answered for row in rows], dtype=bool),
            np.array([row.unanswerable for row in rows], dtype=bool),
            np.array([row.right for row in rows], dtype=bool),
            np.array([row.confidence for row in rows], dtype=float),
        )

    def at(self, rows: NDArray[np.int64]) -> Columns:
        """Take some rows, with repeats."""
        return Columns(
            self.answered[rows], self.unanswerable[rows], self.right[rows], self.confidence[rows]
        )


def _of_answers(figure: Callable[[Columns], float]) -> Callable[[Columns], float]:
    """Leave a figure undefined where nothing was answered."""
    return lambda c: figure(c) if c.answered.any() else math.nan


def _separation(c: Columns) -> float:
    """How often an answerable question gets more confidence than an unanswerable one, refused or not."""
    both = c.unanswerable.any() and not c.unanswerable.all()
    return auroc(c.confidence, ~c.unanswerable) if both else math.nan


_CURVES: dict[str, Callable[[Columns], float]] = {
    "abstention.AUROC": _separation,
    "abstention.AURC": _of_answers(
        lambda c: refusals.aurc(c.confidence, c.right, ~c.answered),
    ),
    "abstention.coverage@5%": _of_answers(
        lambda c: refusals.coverage_at_risk(c.confidence, c.right, ~c.answered, risk=0.05)
    ),
    "abstention.coverage@10%": _of_answers(
        lambda c: refusals.coverage_at_risk(c.confidence, c.right, ~c.answered, risk=0.10)
    ),
    "abstention.ECE": _of_answers(
        lambda c: refusals.expected_calibration_error(c.confidence[c.answered], c.right[c.answered])
    ),
    "abstention.ECE_by_chance": _of_answers(
        lambda c: refusals.calibration_error_by_chance(c.confidence[c.answered])
    ),
}


def estimates(rows: Sequence[Row], checker: Checker, *, draws: int = DRAWS) -> dict[str, Estimate]:
    """Give every measure that applies, with its interval; threads are drawn whole.

    A mean is over the questions to which its measure applies; `n` counts them.
    """
    judged = [row for row in rows if row.judged]
    found: dict[str, Estimate] = {}
    for measure in MEASURES:
        if measure.mean:
            found |= _mean(rows, measure.key, draws)
        elif measure.key in _CURVES:
            found |= _curve(judged, measure.key)
    return {**found, **_grounding(rows, checker, draws=draws), **_twins(rows, draws=draws)}


def _mean(rows: Sequence[Row], key: str, draws: int) -> dict[str, Estimate]:
    """Average a measure over the questions to which it applies; nothing where it applies to none."""
    held = [row for row in rows if key in row.values]
    if not held:
        return {}
    values, clusters = [row.values[key] for row in held], [row.cluster for row in held]
    return {key: bootstrap_mean(values, clusters, draws=draws)}


def _curve(rows: Sequence[Row], key: str) -> dict[str, Estimate]:
    """Compute a measure that looks at all questions at once; nothing where it is not defined."""
    columns, figure = Columns.of(rows), _CURVES[key]
    if not rows or math.isnan(figure(columns)):
        return {}
    clusters = [row.cluster for row in rows]
    return {key: bootstrap(clusters, lambda at: figure(columns.at(at)), draws=_CURVE_DRAWS)}


def _grounding(rows: Sequence[Row], checker: Checker, *, draws: int) -> dict[str, Estimate]:
    """Count supported statements, each with the thread of its question, and take the checker's errors out."""
    said = [(value, row.cluster) for row in rows for value in row.statements]
    if not said:
        return {}
    values, clusters = zip(*said, strict=True)
    plain = bootstrap_mean([float(value) for value in values], clusters, draws=draws)
    found = {"grounding.supported": plain}
    if checker.accuracy:
        ends = [
            rogan_gladen(share, checker.accuracy) for share in (plain.value, plain.low, plain.high)
        ]
        if None not in ends:
            value, low, high = (float(end) for end in ends if end is not None)
            found["grounding.corrected"] = Estimate(
                value=value, low=low, high=high, n=plain.n, clusters=plain.clusters
            )
    return found


def _twins(rows: Sequence[Row], *, draws: int) -> dict[str, Estimate]:
    """For each kind of twin, how much less often it is right (or refused) than the question it was made of."""
    by_id = {row.id: row for row in rows}
    pairs: dict[str, list[tuple[float, str]]] = {}
    for row in rows:
        first = by_id.get(row.twin_of or "")
        if first and row.twist:
            change = float(_well(row)) - float(_well(first))
            pairs.setdefault(row.twist, []).append((change, first.cluster))
    return {
        f"robustness.{twist}": bootstrap_mean(*zip(*changes, strict=True), draws=draws)
        for twist, changes in pairs.items()
    }


def _well(row: Row) -> bool:
    return not row.answered if row.unanswerable else row.right


def summarise(rows: Sequence[Row], checker: Checker, manifest: Manifest, *, folder: str) -> Json:
    """Lay a scored run out as `eval run --json` prints it (docs/contract.md)."""
    found = estimates(rows, checker)
    return {
        "dataset": manifest.dataset,
        "system": manifest.system,
        "n": len(rows),
        "metrics": _by_group({key: round(e.value, 4) for key, e in found.items()})
        | {"latency_ms": stage_times([row.timings for row in rows if row.timings])},
        "intervals": _by_group({key: _interval(e) for key, e in found.items()}),
        "slices": {name: _slice(part) for name, part in _slices(rows).items()},
        "causes": _causes(rows),
        "checker": {
            "name": checker.name,
            "accuracy": asdict(checker.accuracy) if checker.accuracy else None,
        },
        "failed": sum("all" in row.unscored for row in rows),
        "dirty": list(manifest.dirty),
        "seconds": manifest.seconds,
        "peak_memory_mb": manifest.peak_memory_mb,
        "index": manifest.corpus.get("index"),
        "run": folder,
        "fingerprint": {
            "corpus": manifest.corpus["sha256"],
            "dataset": manifest.dataset_sha256,
            "code": manifest.code["sha256"],
            "identity": manifest.identity,
            "version": manifest.code["version"],
        },
    }


def _by_group(values: Mapping[str, object]) -> Json:
    groups = ("retrieval", "citation", "grounding", "answer", "abstention", "robustness")
    laid: Json = {group: {} for group in groups}
    for key, value in values.items():
        group, _, name = key.partition(".")
        laid[group][name] = value
    return laid


def _interval(estimate: Estimate) -> Json:
    return {
        "low": round(estimate.low, 4),
        "high": round(estimate.high, 4),
        "n": estimate.n,
        "clusters": estimate.clusters,
    }


def _slices(rows: Sequence[Row]) -> dict[str, list[Row]]:
    names = dict.fromkeys(name for row in rows for name in row.slices)
    parts = {name: [row for row in rows if name in row.slices] for name in names}
    for name, chosen in (("answerable", False), ("unanswerable", True)):
        parts[name] = [row for row in rows if row.unanswerable is chosen]
    return {name: part for name, part in sorted(parts.items()) if part}


def _slice(rows: Sequence[Row]) -> Json:
    chosen: dict[str, Estimate] = {}
    for key in _SLICE_KEYS:
        chosen |= _mean(rows, key, DRAWS)
    return {
        "n": len(rows),
        "metrics": {key: round(e.value, 4) for key, e in chosen.items()},
        "intervals": {key: _interval(e) for key, e in chosen.items()},
    }


def _causes(rows: Sequence[Row]) -> dict[str, int]:
    named = [row.cause for row in rows if row.cause]
    return {
        cause: named.count(cause) for cause in sorted(set(named), key=lambda c: -named.count(c))
    }


def aims(summary: Json) -> list[tuple[str, float, float, bool]]:
    """List the aims: measure, aim, value, whether it is reached."""
    rows = []
    for key, measure in BY_KEY.items():
        value = summary["metrics"].get(measure.group, {}).get(measure.name)
        if measure.aim is not None and value is not None:
            met = value >= measure.aim if measure.better == "higher" else value <= measure.aim
            rows.append((key, measure.aim, value, met))
    return rows
