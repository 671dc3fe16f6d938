"""The network that reads, ready to run: in 8 bits, or in bf16 where that is quicker.

A network that reads passages is what an answer waits for. In 8 bits it is a third faster than in float32 on a
processor with AVX2, and reads as well. The reader and the selector go this way; embeddings and the checker do not:
rounded, they find other passages and judge worse (docs/decisions/0009-eight-bits.md).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.bert import BertGraph
from index.bf16 import openvino_gains_by_bf16
from index.int8_bert import Int8BertGraph
from index.openvino_session import VinoSession

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


class OneByOne:
    """Runs a graph on one text at a time: what goes into a rounded one is rounded on one scale for all of a batch."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def run(
        self, names: Sequence[str], inputs: Mapping[str, NDArray[np.int32]]
    ) -> list[NDArray[np.float32]]:
        """Give the outputs called `names` for every text; those for each token are 0 where there is none."""
        texts, tokens = inputs["attention_mask"].shape
        found: dict[str, list[NDArray[np.float32]]] = {name: [] for name in names}
        for text, length in enumerate(inputs["attention_mask"].sum(axis=1)):
            alone = {name: values[text : text + 1, :length] for name, values in inputs.items()}
            for name, output in zip(names, self._session.run(names, alone), strict=True):
                per_token = output.shape[1] == length
                missing = ((0, 0), (0, tokens - length), (0, 0)) if per_token else ((0, 0),) * 3
                found[name].append(np.pad(output, missing))
        return [np.concatenate(found[name]) for name in names] if texts else []


def quick_session(weights: Weights, heads: Heads, *, lasting: bool) -> Session:
    """Make a network ready: at once, or for a process that stays by the quickest way that this machine has."""
    rounded = Int8BertGraph(weights)
    outputs = heads(rounded)
    small: Session = OneByOne(rounded.session(outputs))
    if not (lasting and openvino_gains_by_bf16()):
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
