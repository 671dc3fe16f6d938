"""The adapter of question vectors learns a map of low rank, and moves nothing before."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from rag.training.adapter import NEGATIVES, Adapter, Asked, Example, figures, train  # noqa: E402


def _units(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), dtype=np.float32)


def test_a_new_adapter_moves_nothing() -> None:
    vectors = _units(np.random.default_rng(1).normal(size=(5, 16)))
    np.testing.assert_allclose(Adapter(16, 4).moved(vectors), vectors, atol=1e-6)


def test_training_finds_the_direction_in_which_answers_lie() -> None:
    chance = np.random.default_rng(2)
    away = _units(chance.normal(size=16))
    asked = _units(chance.normal(size=(200, 16)))
    right = _units(
        asked + 2.0 * (asked @ away)[:, None] * away
    )  # answers lie further along one axis
    wrong = _units(asked[:, None, :] + 0.4 * chance.normal(size=(200, NEGATIVES, 16)))
    made = [Example(question=asked[n], right=right[n : n + 1], wrong=wrong[n]) for n in range(200)]
    adapter = train(made[:150], rank=4, epochs=60, rate=0.01, seed=3, batch=32)

    def likeness(vectors: np.ndarray) -> float:
        return float((vectors * right[150:]).sum(axis=1).mean())

    assert likeness(adapter.moved(asked[150:])) > likeness(asked[150:]) + 0.02
    again = train(made[:150], rank=4, epochs=60, rate=0.01, seed=3, batch=32)
    np.testing.assert_allclose(again.moved(asked), adapter.moved(asked), atol=1e-5)


def test_figures_compare_the_same_questions() -> None:
    questions = [
        Asked(vector=np.zeros(2), week=f"w{n % 3}", articles=frozenset("a"), answers=())
        for n in range(9)
    ]
    told = figures(questions, np.full(9, 0.25), np.full(9, 0.5))
    assert told["questions"] == 9
    assert told["MRR@10, difference"] == pytest.approx((0.25, 0.25, 0.25))
    assert told["recall@5, plain"] == pytest.approx((1.0, 1.0, 1.0))
