"""MiniLM by sentence-transformers, in bf16 where that is quicker: the way to index without OpenVINO."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from index.bf16 import GIVEN, MADE, ROWS, seconds_of
from index.embed.minilm import MAX_TOKENS, MiniLM, packaged_model
from index.embed.tokens import by_length, load_tokenizer, pad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.embed.protocol import Vectors


class TorchMiniLM:
    """The same model by sentence-transformers; in bf16 its cosine to float32 is above 0.999."""

    name = MiniLM.name
    dim = MiniLM.dim

    def __init__(self, *, batch: int) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        folder = packaged_model()
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._torch = torch
        encoder: Any = model[0].model
        packed = has_packed_bf16()
        self._encoder = pack_linears(encoder.to(torch.bfloat16)) if packed else encoder
        self._encoder.eval()
        self._tokenizer = load_tokenizer(folder, max_tokens=MAX_TOKENS)
        self._batch = batch

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts`: float32 (len(texts), 384), L2 norm 1 per row; pooled in float32."""
        torch = self._torch
        vectors: Vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        encoded = self._tokenizer.encode_batch(list(texts))
        with torch.inference_mode():
            for rows in by_length(encoded, batch=self._batch):
                tokens = pad([encoded[row] for row in rows])
                ids = torch.from_numpy(tokens["input_ids"]).long()
                mask = torch.from_numpy(tokens["attention_mask"]).long()
                padded = None if bool(mask.all()) else mask  # without a mask attention is faster
                hidden = self._encoder(input_ids=ids, attention_mask=padded).last_hidden_state
                kept = mask.unsqueeze(-1).float()  # (rows, tokens, 1)
                pooled = (hidden.float() * kept).sum(1)  # unit length makes the mean a sum
                vectors[rows] = torch.nn.functional.normalize(pooled, dim=-1).numpy()
        return vectors


def has_packed_bf16() -> bool:
    """Tell whether bf16 is quicker on this processor and this torch can pack weights for it.

    Asks operators that torch keeps for its own compiler; where one is missing the answer is no.
    """
    import torch

    operators = torch.ops.mkldnn
    wanted = ("_is_mkldnn_bf16_supported", "_reorder_linear_weight", "_linear_pointwise")
    return all(hasattr(operators, name) for name in wanted) and torch_gains_by_bf16()


@lru_cache(maxsize=1)
def torch_gains_by_bf16() -> bool:
    """Tell whether torch is quicker in bf16 than in float32 on this processor (`index.bf16`); settled once."""
    import torch

    def seconds(kind: torch.dtype) -> float:
        taken, weights = torch.ones(ROWS, GIVEN, dtype=kind), torch.ones(MADE, GIVEN, dtype=kind)
        return seconds_of(lambda: torch.nn.functional.linear(taken, weights))

    return seconds(torch.bfloat16) < seconds(torch.float32)


def pack_linears(encoder: Any) -> Any:  # noqa: ANN401 - a torch module, not imported here
    """Lay the weights of every linear layer out once as oneDNN wants them, and let it apply GELU."""
    import torch

    reorder = torch.ops.mkldnn._reorder_linear_weight  # noqa: SLF001
    linear = torch.ops.mkldnn._linear_pointwise  # noqa: SLF001

    class Packed(torch.nn.Module):
        def __init__(self, layer: torch.nn.Linear, then: str = "none") -> None:
            super().__init__()
            self.weight, self.bias, self.then = reorder(layer.weight.detach()), layer.bias, then

        def forward(self, hidden: torch.Tensor) -> torch.Tensor:
            packed: torch.Tensor = linear(hidden, self.weight, self.bias, self.then, [], "none")
            return packed

    for layer in encoder.encoder.layer:
        wide = layer.intermediate
        if type(wide.intermediate_act_fn).__name__ == "GELUActivation":
            wide.dense, wide.intermediate_act_fn = Packed(wide.dense, "gelu"), torch.nn.Identity()
        layer.output.dense = Packed(layer.output.dense)
        layer.attention.output.dense = Packed(layer.attention.output.dense)
        for name in ("query", "key", "value"):
            setattr(layer.attention.self, name, Packed(getattr(layer.attention.self, name)))
    return encoder
