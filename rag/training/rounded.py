"""The reader in 8 bits, as it answers, in the place of the torch module that was trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from index.bert import read_weights
from index.embed.minilm import packaged_model
from index.quick_session import quick_session
from rag.reader import add_heads

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor


class RoundedReader:
    """Reads batches with shipped weights in 8 bits; what it gives has the shapes of `rag.training.model.Reader`."""

    def __init__(self, weights: Path) -> None:
        tensors = read_weights(packaged_model() / "model.safetensors", weights)
        self._session = quick_session(tensors, add_heads, lasting=False)

    def eval(self) -> RoundedReader:
        """Do nothing: it cannot be trained."""
        return self

    def __call__(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Score a batch: span logits (batch, 2, length), relevance logits (batch,)."""
        named = {"input_ids": ids, "token_type_ids": types, "attention_mask": mask}
        tokens = {name: tensor.numpy().astype(np.int32) for name, tensor in named.items()}
        spans, relevance = self._session.run(["spans", "relevance"], tokens)
        return torch.from_numpy(spans).transpose(1, 2), torch.from_numpy(relevance.reshape(-1))
