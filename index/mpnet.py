"""The MPNet encoder as an ONNX graph: BERT's layers, told how far apart two tokens stand.

It is the network of `transformers.MPNetModel`, for inference. Source: Song et al. 2020; distances fall into 32 buckets
as in T5 (Raffel et al. 2020): 16 for either direction, the first 8 of them exact, the others in equal steps of the
logarithm up to 128 tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.bert import FUSED, BertGraph, BertShape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.bert import Weights

SHAPE = BertShape(layers=12, heads=12, epsilon=1e-5)
_EXACT, _SIDE, _FARTHEST = 8, 16, 128  # distances of one token, buckets of a direction, tokens
_FIRST_POSITION = 2  # row of the position table that the first token has
_CALLED = {  # what MPNet and BERT call the same weights
    "attention.attn.q": "attention.self.query",
    "attention.attn.k": "attention.self.key",
    "attention.attn.v": "attention.self.value",
    "attention.attn.o": "attention.output.dense",
    "attention.LayerNorm": "attention.output.LayerNorm",
}


def as_bert(weights: Weights) -> Weights:
    """Call MPNet's weights as BERT's are called; it knows no first and second text, so their rows are 0."""
    renamed = {bert_name(name): values for name, values in weights.items()}
    positions = "embeddings.position_embeddings.weight"
    renamed[positions] = renamed[positions][_FIRST_POSITION:]
    kinds = np.zeros((2, renamed[positions].shape[1]), dtype=np.float32)
    return renamed | {"embeddings.token_type_embeddings.weight": kinds}


def bert_name(name: str) -> str:
    """Call a weight of a layer as BERT calls it."""
    for own, other in _CALLED.items():
        if f".{own}." in name:
            return name.replace(own, other)
    return name


def distance_buckets(tokens: int) -> NDArray[np.int64]:
    """Number the bucket of every pair of `tokens` places: (asking, asked).

    >>> distance_buckets(3).tolist()
    [[0, 17, 18], [1, 0, 17], [2, 1, 0]]
    """
    ahead = np.arange(tokens)[None, :] - np.arange(tokens)[:, None]
    apart = np.abs(ahead)
    steps = np.log(np.maximum(apart, 1) / _EXACT) / np.log(_FARTHEST / _EXACT)
    far = np.minimum(_EXACT + (steps * (_SIDE - _EXACT)).astype(np.int64), _SIDE - 1)
    buckets: NDArray[np.int64] = np.where(ahead > 0, _SIDE, 0) + np.where(
        apart < _EXACT, apart, far
    )
    return buckets


class MpnetGraph(BertGraph):
    """Collects the nodes of an encoder for texts of `max_tokens` at most; weights are called as BERT's."""

    def __init__(self, weights: Weights, *, max_tokens: int) -> None:
        super().__init__(weights)
        table = self.values("encoder.relative_attention_bias.weight")[distance_buckets(max_tokens)]
        every = self.tensor("distances", table.transpose(2, 0, 1)[None])
        tokens = self.node("Shape", ["input_ids"], start=1, end=2)
        until = self.node("Concat", [tokens, tokens], axis=0)
        ends = [self.tensor("distances_from", np.zeros(2, dtype=np.int64)), until]
        self._distances = self.node(
            "Slice", [every, *ends, self.tensor("distances_axes", np.array([2, 3]))]
        )

    def attend(self, layer: str, hidden: str, *, heads: int) -> str:
        """Add self-attention, with what the distance of two tokens adds to their score."""
        asked = []
        for part in ("query", "key", "value"):
            name = f"{layer}.attention.self.{part}"
            product = self.product(hidden, f"{name}.weight")
            asked.append(self.node("Add", [product, self.weight(f"{name}.bias")]))
        inputs = [*asked, "", "attention_mask", self._distances]
        return self.node("MultiHeadAttention", inputs, domain=FUSED, num_heads=heads)
