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
TRIALS = (
    3  # of each of the two, in turns; the quickest counts, for other work can only slow one down
)
TRIAL_BATCH = 8


def bulk_embedder(small: MiniLM, sample: Sequence[str], *, total: int, batch: int) -> Embedder:
    """Choose the faster way to embed `total` passages, of which `sample` are the first."""
    if total < SMALL_JOB:
        return small
    large = load_bulk(batch)
    first = sample[:TRIAL_BATCH]
    large(first)  # the first call warms up
    trials = [(_seconds(large, first), _seconds(small, first)) for _ in range(TRIALS)]
    return large if min(a for a, _ in trials) < min(b for _, b in trials) else small


@lru_cache(maxsize=1)
def load_bulk(batch: int) -> Embedder:
    """Load the model for bulk work, once for a process: by OpenVINO, or by torch where that is missing."""
    if find_spec("openvino"):
        return OpenVinoMiniLM(batch=batch)
    return TorchMiniLM(batch=batch)


def _seconds(embedder: Embedder, texts: Sequence[str]) -> float:
    """Time `embedder` on `texts`."""
    started = time.perf_counter()
    embedder(texts)
    return time.perf_counter() - started
