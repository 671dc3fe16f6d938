"""The BERT graph with its matrix products in 8 bits: for networks whose scores may move in the first decimal.

Weights are rounded once, by column, to 7 bits: the sums of products then fit the 16 bits that processors without VNNI
add in, so that every processor gives the same scores. What goes in is rounded to 8 bits as it comes ("dynamic"
quantisation). Source: onnxruntime's operators `DynamicQuantizeMatMul` and `QAttention`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.bert import FUSED, BertGraph

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST = 63  # of a 7-bit number


class Int8BertGraph(BertGraph):
    """Collects the same nodes as `BertGraph`, with products of 8-bit numbers.

    A batch must hold a text: on an empty one onnxruntime ends the process.
    """

    def product(self, inner: str, weight: str) -> str:
        """Multiply by a weight of the model in 8 bits; the result is float32."""
        rounded = self._rounded(weight, self.values(weight, transposed=True))
        return self.node("DynamicQuantizeMatMul", [inner, *rounded], domain=FUSED)

    def attend(self, layer: str, hidden: str, *, heads: int) -> str:
        """Add self-attention: projections in 8 bits, what is made of them in float32."""
        weight, bias = self.projections(layer)
        rounded, scale, zero = self._rounded(f"{layer}.qkv", weight)
        given = self.node("DynamicQuantizeLinear", [hidden], outputs=3)
        given_scale, given_zero = f"{given}_1", f"{given}_2"
        held = self.tensor(f"{layer}.qkv.bias", bias)
        inputs = [given, rounded, held, given_scale, scale, "attention_mask", given_zero, zero]
        return self.node("QAttention", inputs, domain=FUSED, num_heads=heads)

    def _rounded(self, name: str, weight: NDArray[np.float32]) -> list[str]:
        """Name a weight (in, out) in 7 bits, the scales of its columns (out,) and their zeros."""
        scale = np.abs(weight).max(axis=0) / LARGEST
        scale = np.where(scale > 0, scale, 1).astype(np.float32)
        return [
            self.tensor(f"{name}.rounded", np.rint(weight / scale).astype(np.int8)),
            self.tensor(f"{name}.scale", scale),
            self.tensor(f"{name}.zero", np.zeros(len(scale), dtype=np.int8)),
        ]
