"""Intervals hold what they should, tests raise few false alarms, and what is said to be detectable is."""

import numpy as np
import pytest
from scipy.stats import binomtest

from evals.statistics import (
    bootstrap,
    bootstrap_mean,
    detectable_difference,
    holm,
    mcnemar,
    paired_randomisation,
)


def test_the_fast_mean_is_the_bootstrap_of_the_mean() -> None:
    generator = np.random.default_rng(0)
    values = generator.random(40)
    clusters = [f"t{n % 9}" for n in range(40)]
    slow = bootstrap(clusters, lambda rows: float(values[rows].mean()), draws=200)
    fast = bootstrap_mean(values, clusters, draws=200)
    assert (slow.value, slow.low, slow.high) == pytest.approx((fast.value, fast.low, fast.high))
    assert (fast.n, fast.clusters) == (40, 9)


def test_whole_threads_are_drawn() -> None:
    alike = bootstrap_mean([0, 0, 1, 1], ["a", "a", "b", "b"])
    assert (alike.low, alike.high) == (0.0, 1.0)
    one = bootstrap_mean([0, 1], ["a", "a"])
    assert (one.low, one.value, one.high) == (0.5, 0.5, 0.5)


def test_a_draw_without_a_figure_is_left_out() -> None:
    values = np.array([np.nan, 1.0, 0.0])
    found = bootstrap(
        ["a", "b", "c"],
        lambda rows: (
            float(np.nanmean(values[rows])) if (~np.isnan(values[rows])).any() else float("nan")
        ),
    )
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_nineteen_of_twenty_intervals_hold_the_truth() -> None:
    generator = np.random.default_rng(1)
    held = 0
    for seed in range(200):
        threads = np.repeat(generator.normal(0, 1, 30), 5)
        values = 0.4 + 0.2 * threads + generator.normal(0, 0.3, 150)
        found = bootstrap_mean(values, [str(n // 5) for n in range(150)], draws=400, seed=seed)
        held += found.low <= 0.4 <= found.high
    assert 180 <= held <= 198


def test_all_signs_are_tried_where_there_are_few() -> None:
    assert paired_randomisation([1, 1, 1], ["a", "b", "c"]) == 0.25  # +++ and --- of eight
    assert paired_randomisation([1, -1], ["a", "b"]) == 1.0
    assert paired_randomisation([1, 1, 1], ["a", "a", "a"]) == 1.0  # one thread shows nothing


def test_chance_alone_gives_few_small_p_values() -> None:
    generator = np.random.default_rng(2)
    clusters = [str(n) for n in range(40)]
    found = [
        paired_randomisation(generator.normal(0, 1, 40), clusters, draws=300, seed=n)
        for n in range(200)
    ]
    assert 0.01 <= np.mean(np.array(found) <= 0.05) <= 0.1


def test_mcnemar_is_the_exact_binomial_test() -> None:
    for lost, won in ((0, 0), (1, 8), (5, 5), (12, 3)):
        before = [True] * lost + [False] * won + [True, False]
        after = [False] * lost + [True] * won + [True, False]
        wanted = binomtest(lost, lost + won, 0.5).pvalue if lost + won else 1.0
        assert mcnemar(before, after) == pytest.approx(wanted)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_a_detectable_difference_is_seen_in_four_of_five_tries() -> None:
    generator = np.random.default_rng(3)
    clusters = [str(n // 2) for n in range(120)]
    spread = generator.normal(0, 0.5, 120)
    least = detectable_difference(spread, clusters)
    seen = [
        paired_randomisation(generator.normal(0, 0.5, 120) + least, clusters, draws=400, seed=n)
        <= 0.05
        for n in range(150)
    ]
    assert 0.65 <= np.mean(seen) <= 0.95
    assert np.isnan(detectable_difference([1.0, 2.0], ["a", "a"]))
