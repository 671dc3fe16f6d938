"""The trained reader: question + passage → the answer's span, and how sure it is. Runs by onnxruntime, without torch.

Its embedding tables are the packaged MiniLM's; the layers above them and the heads lie in rag/weights (the model card
beside them says what they were trained on).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np

from index.bert import BertGraph, read_shape, read_weights
from index.embed.minilm import packaged_model
from index.embed.tokens import by_length, load_tokenizer, pad
from rag.lexical import sentences_of
from rag.types import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import onnxruntime as ort
    from numpy.typing import NDArray
    from tokenizers import Encoding

    from index.types import Passage

    Logits = NDArray[np.float32]

BATCH = 8
_PASSAGE = 1  # token type of the second text


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The best span of one passage: characters of the passage, margin over "no answer", relevance (both logits)."""

    start: int
    end: int
    margin: float
    relevance: float


class NetworkReader:
    """Reads passages with the shipped weights; confidence is calibrated on articles held apart."""

    def __init__(self) -> None:
        with as_file(files("rag") / "weights") as folder:
            self._made = json.loads((folder / "reader.json").read_text("utf-8"))
            model = packaged_model()
            weights = read_weights(model / "model.safetensors", folder / "reader.safetensors")
        self._tokenizer = load_tokenizer(model, max_tokens=int(self._made["max_tokens"]))
        self._session = _session(BertGraph(weights))

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """Read every passage: one reading for each, most likely answer first."""
        spans = self.spans(question, [passage.text for passage in passages])
        readings = [
            self._reading(passage, span)
            for passage, span in zip(passages, spans, strict=True)
            if span
        ]
        return sorted(readings, key=lambda reading: -reading.confidence)

    def relevance(self, question: str, passages: Sequence[Passage]) -> list[float]:
        """Score how well each passage answers: a logit."""
        spans = self.spans(question, [passage.text for passage in passages])
        return [span.relevance if span else -math.inf for span in spans]

    def spans(self, question: str, texts: Sequence[str]) -> list[Span | None]:
        """Find the best span of each text; None for one without a word."""
        encoded = self._tokenizer.encode_batch([(question, text) for text in texts])
        found: list[Span | None] = [None] * len(texts)
        for rows in by_length(encoded, batch=BATCH):
            tokens = pad([encoded[row] for row in rows])
            spans, relevance = self._session.run(["spans", "relevance"], tokens)
            for place, row in enumerate(rows):
                longest = int(self._made["max_answer_tokens"])
                found[row] = _best(encoded[row], spans[place], float(relevance[place, 0]), longest)
        return found

    def _reading(self, passage: Passage, span: Span) -> Reading:
        """Place a span in its article, and in the sentences that hold it."""
        start, end = passage.start + span.start, passage.start + span.end
        around = [s for s in sentences_of(passage) if s[0] < end and s[1] > start] or [(start, end)]
        return Reading(
            passage=passage,
            start=min(start, around[0][0]),
            end=max(end, around[-1][1]),
            answer=(start, end),
            confidence=confidence(self._made["calibration"], span),
        )


def confidence(calibration: Mapping[str, float], span: Span) -> float:
    """Give the probability that a span is right (Platt 1999, on two features)."""
    logit = (
        calibration["intercept"]
        + calibration["margin"] * span.margin
        + calibration["relevance"] * span.relevance
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _best(encoded: Encoding, logits: Logits, relevance: float, longest: int) -> Span | None:
    """Find the best start and end, at most `longest` tokens apart, among the passage's tokens."""
    places = [
        n
        for n, (kind, special) in enumerate(
            zip(encoded.type_ids, encoded.special_tokens_mask, strict=True)
        )
        if kind == _PASSAGE and not special
    ]
    if not places:
        return None
    first = places[0]
    starts, ends = logits[places, 0], logits[places, 1]
    table = starts[:, None] + ends[None, :]  # (start, end)
    allowed = np.triu(np.ones_like(table, dtype=np.bool_)) & ~np.triu(
        np.ones_like(table, dtype=np.bool_), longest
    )
    table = np.where(allowed, table, -np.inf)
    start, end = np.unravel_index(int(table.argmax()), table.shape)
    return Span(
        start=encoded.offsets[first + int(start)][0],
        end=encoded.offsets[first + int(end)][1],
        margin=float(table[start, end] - logits[0].sum()),
        relevance=relevance,
    )


def _session(graph: BertGraph) -> ort.InferenceSession:
    """Add the heads: spans float32 (n, tokens, 2), relevance float32 (n, 1)."""
    hidden = graph.encode(read_shape(packaged_model()))
    spans = graph.node("MatMul", [hidden, graph.weight("span.weight", transposed=True)])
    spans = graph.node("Add", [spans, graph.weight("span.bias")])
    first = graph.node("Gather", [hidden, graph.tensor("first_token", np.array(0))], axis=1)
    relevance = graph.node("MatMul", [first, graph.weight("relevance.weight", transposed=True)])
    relevance = graph.node("Add", [relevance, graph.weight("relevance.bias")])
    return graph.session({"spans": spans, "relevance": relevance})
