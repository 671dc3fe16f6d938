"""The learned half of the check: how likely is it that the evidence bears the statement out? Without torch.

A network over the packaged encoder reads statement and evidence together and says: supported, neither, contradicted.
Its weights lie in rag/weights (the model card beside them says what they learnt from).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.bert import BertGraph, read_shape
from index.embed.minilm import packaged_model
from index.embed.tokens import by_length, pad
from index.openvino_session import session_of
from index.sentences import sentence_spans
from rag.shipped import read_shipped
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Sequence


EVIDENCE_CHARS = 1200  # of the evidence that is read
BATCH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """P(the evidence bears it out) and P(the evidence says otherwise), both in [0, 1]."""

    supported: float
    contradicted: float


class SupportNetwork:
    """Judges statements with the shipped weights; `lasting` as for the reader."""

    def __init__(self, *, lasting: bool = False) -> None:
        shipped = read_shipped("checker")
        fitted = shipped.made["calibration"]
        self._scale, self._shift = float(fitted["scale"]), float(fitted["shift"])
        self._tokenizer = shipped.tokenizer
        graph = BertGraph(shipped.weights)
        self._session = session_of(graph, _head(graph), lasting=lasting)

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[Support]:
        """Judge (statement, evidence) pairs, in their order."""
        cut = [(statement, nearest(statement, evidence)) for statement, evidence in pairs]
        encoded = self._tokenizer.encode_batch(cut)
        found: dict[int, Support] = {}
        for rows in by_length(encoded, batch=BATCH):
            tokens = pad([encoded[row] for row in rows])
            (logits,) = self._session.run(["verdict"], tokens)
            for row, three in zip(rows, logits[:, 0], strict=True):
                found[row] = self._support(three.astype(float))
        return [found[row] for row in range(len(pairs))]

    def _support(self, three: np.ndarray) -> Support:
        """Calibrate the logits of supported, neither, contradicted: float (3,)."""
        log_odds = three[0] - np.logaddexp(three[1], three[2])
        supported = 1 / (1 + math.exp(-(self._shift + self._scale * log_odds)))
        share = 1 / (1 + math.exp(three[1] - three[2]))  # of what is not supported
        return Support(supported=supported, contradicted=(1 - supported) * share)


def nearest(statement: str, evidence: str) -> str:
    """Keep the sentences of long evidence that share most words with the statement, in their order."""
    if len(evidence) <= EVIDENCE_CHARS:
        return evidence
    wanted = set(content_stems(statement))
    spans = sentence_spans(evidence)
    shared = [len(all_stems(evidence[start:end]) & wanted) for start, end in spans]
    kept, room = set[int](), EVIDENCE_CHARS
    for place in sorted(range(len(spans)), key=lambda place: -shared[place]):
        start, end = spans[place]
        if end - start <= room:
            kept.add(place)
            room -= end - start
    text = " ".join(evidence[slice(*spans[place])] for place in sorted(kept))
    return text or evidence[:EVIDENCE_CHARS]


@lru_cache(maxsize=2)
def load_support(*, lasting: bool = False) -> SupportNetwork:
    """Load the shipped weights, once for a process."""
    return SupportNetwork(lasting=lasting)


def _head(graph: BertGraph) -> dict[str, str]:
    """Add encoder and head: verdict float32 (n, 1, 3)."""
    hidden = graph.encode(read_shape(packaged_model()))
    return {"verdict": graph.dense(graph.first_token(hidden), "verdict")}
