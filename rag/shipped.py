"""A network whose weights are shipped: those of rag/weights over the packaged MiniLM's embedding tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from index.bert import read_weights
from index.embed.minilm import packaged_model
from index.embed.tokens import load_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from index.bert import Weights


@dataclass(frozen=True, slots=True)
class Shipped:
    """What NAME.json says, the weights, and a tokenizer that cuts after as many tokens as it says."""

    made: dict[str, Any]
    weights: Weights
    tokenizer: Tokenizer


def read_shipped(name: str) -> Shipped:
    """Read NAME.json and NAME.safetensors of rag/weights.

    Raises:
        ModelMissingError: the packaged model or the weights are not on this machine.
    """
    model = packaged_model()
    with as_file(files("rag") / "weights") as folder:
        made = json.loads((folder / f"{name}.json").read_text("utf-8"))
        weights = read_weights(model / "model.safetensors", folder / f"{name}.safetensors")
    return Shipped(made, weights, load_tokenizer(model, max_tokens=int(made["max_tokens"])))
