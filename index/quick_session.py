"""The network that reads, ready to run: in 8 bits, or in bf16 where that is quicker.

A network that reads passages is what an answer waits for. In 8 bits it is a third faster than in float32 on a
processor with AVX2, and reads as well. Embeddings and the checker do not go this way: rounded, they find other passages
and judge worse (docs/decisions/0009-eight-bits.md).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.bert import BertGraph
from index.int8_bert import Int8BertGraph
from index.openvino_session import VinoSession, runs_bf16

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from index.bert import Weights

    Heads = Callable[[BertGraph], dict[str, str]]
    """Adds encoder and heads to a graph: public names of outputs, and their nodes."""

_TRIAL = (4, 192)  # texts, tokens
_TRIALS = 2  # of each


class Session(Protocol):
    """What runs a graph; one call at a time, or several."""

    def run(
        self, names: Sequence[str], inputs: Mapping[str, NDArray[np.int32]]
    ) -> list[NDArray[np.float32]]:
        """Give the outputs called `names`."""


def quick_session(weights: Weights, heads: Heads, *, lasting: bool) -> Session:
    """Make a network ready: at once, or for a process that stays by the quickest way that this machine has."""
    rounded = Int8BertGraph(weights)
    outputs = heads(rounded)
    small: Session = rounded.session(outputs)
    if not (lasting and runs_bf16()):
        return small
    exact = BertGraph(weights)
    large = VinoSession(exact.to_bytes(heads(exact)))
    return quickest([large, small], list(outputs))


def quickest(sessions: Sequence[Session], outputs: Sequence[str]) -> Session:
    """Time each on made-up texts, in turns; the first call warms up, and of the others the quickest counts."""
    tokens = {
        "input_ids": np.full(_TRIAL, 1000, dtype=np.int32),
        "attention_mask": np.ones(_TRIAL, dtype=np.int32),
        "token_type_ids": np.zeros(_TRIAL, dtype=np.int32),
    }
    spent: list[list[float]] = [[] for _ in sessions]
    for _ in range(1 + _TRIALS):
        for session, seconds in zip(sessions, spent, strict=True):
            began = time.perf_counter()
            session.run(outputs, tokens)
            seconds.append(time.perf_counter() - began)
    best = min(range(len(sessions)), key=lambda at: min(spent[at][1:]))
    return sessions[best]
