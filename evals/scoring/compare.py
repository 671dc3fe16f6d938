"""Two scored runs side by side: paired differences, whether they are real, and what changed."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.errors import RunFolderError
from evals.scoring.stored import row_ids
from evals.scoring.table import MEASURES
from evals.statistics import (
    bootstrap_mean,
    detectable_difference,
    holm,
    mcnemar,
    paired_randomisation,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.scoring.stored import Scores
    from evals.scoring.table import Measure

Json = dict[str, Any]
LEVEL = 0.05
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A measure in two runs over the same questions; `p_holm` only for the declared primary measures.

    `least` is the smallest true difference that this many questions would show in four of five tries; None for one
    thread, which shows nothing.
    """

    measure: str
    n: int
    before: float
    after: float
    change: float
    low: float
    high: float
    p: float
    p_holm: float | None
    test: str
    least: float | None
    worse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that differs between two runs."""

    before: str
    after: str
    questions: int
    differences: tuple[Difference, ...]
    won: tuple[str, ...]
    """Questions that went from wrong to right (or from answered to rightly refused)."""
    lost: tuple[str, ...]
    causes: Mapping[str, tuple[str | None, str | None]]
    """For each question whose first cause changed: the one before, the one after."""
    notes: tuple[str, ...]

    @property
    def as_json(self) -> Json:
        """As `eval compare --json` prints it."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate found: measures that really fell, and those that were held."""

    falls: tuple[str, ...]
    comparison: Comparison

    @property
    def as_json(self) -> Json:
        """As `eval gate --json` prints it."""
        return {
            "passed": not self.falls,
            "falls": list(self.falls),
            "comparison": self.comparison.as_json,
        }


def compare_scores(before: Scores, after: Scores) -> Comparison:
    """Compare two runs over the questions that both have.

    Raises:
        RunFolderError: they share no question.
    """
    ids = row_ids([before, after])
    if not ids:
        raise RunFolderError(f"{before.name} and {after.name} share no question")
    pairs = [(before.rows[name], after.rows[name]) for name in ids]
    found = [d for measure in MEASURES if (d := _difference(measure, pairs)) is not None]
    primary = [n for n, d in enumerate(found) if _BY_KEY[d.measure].primary]
    for n, p in zip(primary, holm([found[n].p for n in primary]), strict=True):
        found[n] = _with_holm(found[n], p)
    well = [(_well(was), _well(now)) for was, now in pairs]
    return Comparison(
        before=before.name,
        after=after.name,
        questions=len(ids),
        differences=tuple(found),
        won=tuple(i for i, (was, now) in zip(ids, well, strict=True) if now and not was),
        lost=tuple(i for i, (was, now) in zip(ids, well, strict=True) if was and not now),
        causes={
            i: (was["cause"], now["cause"])
            for i, (was, now) in zip(ids, pairs, strict=True)
            if was["cause"] != now["cause"]
        },
        notes=tuple(_notes(before, after, len(ids))),
    )


def pass_gate(baseline: Scores, run: Scores) -> Verdict:
    """Hold a run to a baseline.

    A primary measure falls if it is worse at the 5 % level after Holm's correction; a law (validity, quotations,
    fabrications) falls if it is worse at all.

    Raises:
        RunFolderError: they are of other archives or other questions: no difference would mean anything.
    """
    for name in ("corpus", "dataset"):
        was, now = (one.summary["fingerprint"][name] for one in (baseline, run))
        if was != now:
            raise RunFolderError(
                f"the gate refuses: {run.name} has another {name} ({now[:12]}) than the baseline"
                f" {baseline.name} ({was[:12]}): make a new baseline with dateline eval run"
            )
    if set(baseline.rows) != set(run.rows):
        raise RunFolderError(
            f"the gate refuses: {run.name} has {len(run.rows)} questions, the baseline {len(baseline.rows)}"
        )
    comparison = compare_scores(baseline, run)
    falls = tuple(d.measure for d in comparison.differences if _fell(d))
    return Verdict(falls=falls, comparison=comparison)


def _fell(difference: Difference) -> bool:
    if not difference.worse:
        return False
    if _BY_KEY[difference.measure].law:
        return True
    return difference.p_holm is not None and difference.p_holm <= LEVEL


_BY_KEY: dict[str, Measure] = {measure.key: measure for measure in MEASURES}


def _difference(measure: Measure, pairs: Sequence[tuple[Json, Json]]) -> Difference | None:
    """Compare one measure over the questions to which it applies in both runs; a gap on one side is told by `n`."""
    key = measure.key
    held = [(w, n) for w, n in pairs if key in w["values"] and key in n["values"]]
    if not held:
        return None
    was = np.array([w["values"][key] for w, _ in held], dtype=float)
    now = np.array([n["values"][key] for _, n in held], dtype=float)
    clusters = [w["cluster"] for w, _ in held]
    change = bootstrap_mean(now - was, clusters)
    least = detectable_difference(now - was, clusters)
    binary = bool(np.isin(was, (0, 1)).all() and np.isin(now, (0, 1)).all())
    alone = len(set(clusters)) == len(clusters)
    exact = binary and alone  # McNemar takes questions to be independent
    p = mcnemar(was, now) if exact else paired_randomisation(now - was, clusters)
    sign = 1 if measure.better == "higher" else -1
    return Difference(
        measure=measure.key,
        n=len(held),
        before=float(was.mean()),
        after=float(now.mean()),
        change=change.value,
        low=change.low,
        high=change.high,
        p=p,
        p_holm=None,
        test="McNemar" if exact else "paired randomisation by thread",
        least=None if math.isnan(least) else least,
        worse=sign * change.value < -_EPSILON,
    )


def _with_holm(difference: Difference, p: float) -> Difference:
    return Difference(**{**asdict(difference), "p_holm": p})


def _well(row: Json) -> bool:
    return not row["answered"] if row["unanswerable"] else bool(row["right"])


def _notes(before: Scores, after: Scores, shared: int) -> list[str]:
    """Say what makes the two less alike than they seem."""
    notes = [
        f"the {name} differs"
        for name in ("corpus", "dataset", "code")
        if before.summary["fingerprint"].get(name) != after.summary["fingerprint"].get(name)
    ]
    if shared < max(len(before.rows), len(after.rows)):
        notes.append(f"only {shared} questions are in both")
    for one in (before, after):
        notes += [f"{one.name} is DIRTY: {reason}" for reason in one.summary.get("dirty", ())]
    return notes
