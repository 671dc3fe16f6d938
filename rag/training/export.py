"""Write the trained tensors as fp16, under the names that the runtime reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from safetensors.torch import load_file, save_file

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor, nn

ENCODER = "encoder."  # the attribute of the module that holds the Hugging Face encoder
FROZEN = "encoder.embeddings."  # taken from the package at run time


def shipped(model: nn.Module) -> dict[str, Tensor]:
    """Collect what training changed: `encoder.layer.*` and the heads, in fp16."""
    return {
        name.removeprefix(ENCODER): tensor.detach().to(torch.float16).contiguous()
        for name, tensor in model.state_dict().items()
        if not name.startswith(FROZEN)
    }


def save_weights(model: nn.Module, path: Path) -> None:
    """Write the shipped tensors of a model."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(shipped(model), path, metadata={"format": "pt"})


def load_weights(model: nn.Module, path: Path) -> None:
    """Load shipped tensors into a model whose embeddings come from the package."""
    kept = load_file(path)
    heads = {name.split(".")[0] for name in kept} - {"encoder"}
    state = {
        name if name.split(".")[0] in heads else ENCODER + name: tensor.float()
        for name, tensor in kept.items()
    }
    missing, unexpected = model.load_state_dict(state, strict=False)
    lost = [name for name in missing if not name.startswith(FROZEN)]
    if lost or unexpected:
        raise ValueError(f"{path}: missing {lost}, unexpected {unexpected}")
