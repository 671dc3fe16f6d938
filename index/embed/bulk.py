"""Choose how many passages are embedded: by the quickest of the ways that this machine has.

A job below `SMALL_JOB` passages is done before another runtime would be loaded, so it stays with onnxruntime. Above it,
the bulk model and onnxruntime are timed on the job's own first passages (docs/decisions/0003-embedding.md).
"""

from __future__ import annotations

import time
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from index.embed.openvino_minilm import OpenVinoMiniLM
from index.embed.torch_minilm import TorchMiniLM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.embed.minilm import MiniLM
    from index.embed.protocol import Embedder

SMALL_JOB = 400
TRIAL_SECONDS = 0.3  # for each of the two
TRIAL_BATCH = 8


def bulk_embedder(small: MiniLM, sample: Sequence[str], *, total: int, batch: int) -> Embedder:
    """Choose the faster way to embed `total` passages, of which `sample` are the first."""
    if total < SMALL_JOB:
        return small
    large = load_bulk(batch)
    large(sample[:TRIAL_BATCH])  # the first call warms up
    return large if _rate(large, sample) > _rate(small, sample) else small


@lru_cache(maxsize=1)
def load_bulk(batch: int) -> Embedder:
    """Load the model for bulk work, once for a process: by OpenVINO, or by torch where that is missing."""
    if find_spec("openvino"):
        return OpenVinoMiniLM(batch=batch)
    return TorchMiniLM(batch=batch)


def _rate(embedder: Embedder, sample: Sequence[str]) -> float:
    """Time `embedder` on the first passages of `sample`: passages per second."""
    started, done = time.perf_counter(), 0
    while not done or time.perf_counter() - started < TRIAL_SECONDS:
        done += len(embedder(sample[:TRIAL_BATCH]))
    return done / (time.perf_counter() - started)
