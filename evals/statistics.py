"""How sure are the figures? Intervals, tests, and what could have been seen at all; threads are drawn whole."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

DRAWS = 2000
SEED = 0
_EXACT_UP_TO = 14  # clusters whose signs are all tried: 2^14 of them
_Z_ALPHA, _Z_POWER = 1.959964, 0.841621  # two-sided 5 %, power 80 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its 95 % interval; `n` rows in `clusters` groups."""

    value: float
    low: float
    high: float
    n: int
    clusters: int


def _groups(clusters: Sequence[str]) -> list[NDArray[np.int64]]:
    rows: dict[str, list[int]] = {}
    for row, cluster in enumerate(clusters):
        rows.setdefault(cluster, []).append(row)
    return [np.asarray(members) for members in rows.values()]


def bootstrap(
    clusters: Sequence[str],
    measure: Callable[[NDArray[np.int64]], float],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Estimate:
    """Measure with a 95 % percentile interval that draws whole clusters with replacement.

    Args:
        clusters: the cluster of each row.
        measure: a figure of the rows with the given numbers; a draw for which it is nan is left out.
        draws: how many times to draw.
        seed: of the drawing, so that the same run gives the same interval.

    A measure that grows with noise, as calibration error does, is larger in most draws than in the data: its interval
    then reaches from the value itself upwards.

    Source: Efron and Tibshirani 1993, §13; clusters as in Field and Welsh 2007.
    """
    groups = _groups(clusters)
    generator = np.random.default_rng(seed)
    picks = generator.integers(0, len(groups), size=(draws, len(groups)))
    drawn = np.array([measure(np.concatenate([groups[g] for g in pick])) for pick in picks])
    drawn = drawn[~np.isnan(drawn)]
    value = measure(np.arange(len(clusters)))
    low, high = np.percentile(drawn, [2.5, 97.5]) if len(drawn) else (value, value)
    return Estimate(
        value=value,
        low=min(float(low), value),
        high=max(float(high), value),
        n=len(clusters),
        clusters=len(groups),
    )


def bootstrap_mean(
    values: ArrayLike, clusters: Sequence[str], *, draws: int = DRAWS, seed: int = SEED
) -> Estimate:
    """As `bootstrap` with the mean for a measure, by the sums of each cluster: the same draws, much faster."""
    numbers = np.asarray(values, float)
    groups = _groups(clusters)
    sums = np.array([numbers[g].sum() for g in groups])
    sizes = np.array([len(g) for g in groups])
    generator = np.random.default_rng(seed)
    picks = generator.integers(0, len(groups), size=(draws, len(groups)))
    means = sums[picks].sum(axis=1) / sizes[picks].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(
        value=float(numbers.mean()),
        low=float(low),
        high=float(high),
        n=len(numbers),
        clusters=len(groups),
    )


def paired_randomisation(
    differences: ArrayLike, clusters: Sequence[str], *, draws: int = 10_000, seed: int = SEED
) -> float:
    """Two-sided p of a mean difference: how often does it come out as large when whole clusters change sign by chance?

    All 2^clusters signs are tried up to 14 clusters; else `draws` random ones, (hits + 1) / (draws + 1).

    Source: Fisher 1935; Noreen 1989; Smucker, Allan and Carterette 2007.
    """
    numbers = np.asarray(differences, float)
    sums = np.array([numbers[g].sum() for g in _groups(clusters)])
    seen = abs(sums.sum()) - 1e-12
    count = len(sums)
    if count <= _EXACT_UP_TO:
        bits = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
        totals = np.abs((2 * bits - 1) @ sums)
        return float((totals >= seen).mean())
    generator = np.random.default_rng(seed)
    signs = generator.integers(0, 2, size=(draws, count), dtype=np.int8) * 2 - 1
    hits = int((np.abs(signs @ sums) >= seen).sum())
    return (hits + 1) / (draws + 1)


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Give the 95 % score interval of a share. Of none or all it is an interval, where the bootstrap gives a point.

    Source: Wilson 1927; Brown, Cai and DasGupta 2001.

    >>> [round(end, 4) for end in wilson(1000, 1000)]
    [0.9962, 1.0]
    """
    z = 1.959964
    share, spread = hits / trials, z * z / trials
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def mcnemar(before: ArrayLike, after: ArrayLike) -> float:
    """Exact two-sided p that as many questions went from right to wrong as from wrong to right.

    With b and c the two kinds of change: p = min(1, 2 · P(Binomial(b + c, ½) ≤ min(b, c))).

    Source: McNemar 1947; the exact form in Fagerland, Lydersen and Laake 2013.

    >>> mcnemar([True] * 6 + [False], [False] * 6 + [False])
    0.03125
    """
    was, now = np.asarray(before, bool), np.asarray(after, bool)
    lost, won = int((was & ~now).sum()), int((~was & now).sum())
    total = lost + won
    tail = sum(math.comb(total, k) for k in range(min(lost, won) + 1))
    return min(1.0, math.ldexp(2 * tail, -total))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p values so that among all tests the chance of one false alarm stays below the level.

    Sorted upwards, p̃_(i) = max_{j ≤ i} min(1, (m − j + 1) · p_(j)).  Source: Holm 1979.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted, highest = [0.0] * len(p_values), 0.0
    for place, index in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def detectable_difference(differences: ArrayLike, clusters: Sequence[str]) -> float:
    """Smallest true mean difference that a paired comparison would see in four of five tries, at the 5 % level.

    (z_.975 + z_.80) · SE, where SE is the cluster-robust error of the mean difference:
    sqrt(G / (G − 1) · Σ_g (Σ_{i∈g} (d_i − d̄))²) / n. One cluster tells nothing: nan.

    Source: Bloom 1995; clustered errors as in Miller 2024, §2 and §5.
    """
    numbers = np.asarray(differences, float)
    groups = _groups(clusters)
    if len(groups) < 2:  # noqa: PLR2004 - a spread wants two
        return float("nan")
    rest = numbers - numbers.mean()
    squares = sum(float(rest[g].sum()) ** 2 for g in groups)
    error = math.sqrt(len(groups) / (len(groups) - 1) * squares) / len(numbers)
    return float((_Z_ALPHA + _Z_POWER) * error)
