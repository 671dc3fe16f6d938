"""Find texts that look right and do not hold the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from index.embed.torch_minilm import torch_gains_by_bf16

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rag.training.data import Reading

NEIGHBOURS = 8


def embed(texts: Sequence[str], folder: Path) -> np.ndarray:
    """Embed texts with the packaged sentence encoder, L2 norm 1 per row."""
    model = SentenceTransformer(str(folder), device="cpu")
    if torch_gains_by_bf16():
        model = model.to(torch.bfloat16)
    vectors = model.encode(
        list(texts), batch_size=16, normalize_embeddings=True, convert_to_tensor=True
    )
    return np.asarray(vectors.float().numpy(), dtype=np.float32)


def hard_negatives(
    readings: Sequence[Reading], folder: Path, cache: Path | None = None
) -> list[list[str]]:
    """Find, for each question, the texts most like it that do not hold any of its answers.

    Returns:  up to eight texts, nearest first; list i belongs to readings[i], and is empty for
              an unanswerable question.
    """
    texts = list(dict.fromkeys(reading.context for reading in readings))
    asked = [reading for reading in readings if reading.answerable]
    vectors = cached(texts, [reading.question for reading in asked], folder, cache)
    near = nearest_rows(vectors[len(texts) :], vectors[: len(texts)], 4 * NEIGHBOURS)
    lowered = [text.lower() for text in texts]
    found: dict[int, list[str]] = {}
    for reading, rows in zip(asked, near, strict=True):
        answers = [answer.lower().strip() for answer in reading.answers]
        wrong = [
            texts[row]
            for row in rows
            if texts[row] != reading.context
            and not any(answer in lowered[row] for answer in answers)
        ]
        found[id(reading)] = wrong[:NEIGHBOURS]
    return [found.get(id(reading), []) for reading in readings]


def cached(
    texts: Sequence[str], questions: Sequence[str], folder: Path, cache: Path | None
) -> np.ndarray:
    """Embed texts, then questions, or take the vectors of an earlier run."""
    if cache is not None and cache.exists():
        kept = np.load(cache)
        if len(kept) == len(texts) + len(questions):
            return np.asarray(kept)
    vectors = embed([*texts, *questions], folder)
    if cache is not None:
        np.save(cache, vectors)
    return vectors


def nearest_rows(queries: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """List the rows most like each query, best first."""
    count = min(count, len(rows))
    parts = []
    for begin in range(0, len(queries), 2048):
        likeness = queries[begin : begin + 2048] @ rows.T
        best = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
        order = np.take_along_axis(-likeness, best, axis=1).argsort(axis=1)
        parts.append(np.take_along_axis(best, order, axis=1))
    return np.concatenate(parts) if parts else np.empty((0, count), dtype=np.int64)
