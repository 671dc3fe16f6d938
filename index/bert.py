"""A BERT encoder as an ONNX graph, made in milliseconds from the weights in a safetensors file.

It is the network of `transformers.BertModel` and nothing else: no training, no dropout, no export. Weights are
handed to onnxruntime beside the graph, so that nothing is written to disk and torch is never imported.
Source: Devlin et al. 2019; the fused operators are those of onnxruntime's `com.microsoft` domain.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from safetensors import safe_open

from index.errors import ModelMissingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from onnx import NodeProto

    Weights = dict[str, NDArray[np.float32]]

FUSED = "com.microsoft"
_FLOATS = ("F16", "F32")


@dataclass(frozen=True, slots=True, kw_only=True)
class BertShape:
    """The sizes that the graph needs, from a model folder's config.json."""

    layers: int
    heads: int
    epsilon: float


def read_shape(folder: Path) -> BertShape:
    """Read the sizes of the model in `folder`.

    Raises:
        ModelMissingError: there is no BERT model in that folder.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except OSError as error:
        raise ModelMissingError(f"no model in {folder}: {error.strerror}") from error
    if config.get("model_type") != "bert":
        raise ModelMissingError(f"{folder} holds a {config.get('model_type')} model, not a BERT")
    return BertShape(
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        epsilon=config["layer_norm_eps"],
    )


def read_weights(*files: Path) -> Weights:
    """Read tensors as float32 under their `BertModel` names; a later file overrides an earlier one.

    Raises:
        ModelMissingError: a file is not there.
    """
    weights: Weights = {}
    for file in reversed(files):  # what is overridden is not even read
        if not file.is_file():
            raise ModelMissingError(f"the weights {file} are not on this machine")
        with safe_open(file, "numpy") as tensors:
            for stored in tensors.keys():  # noqa: SIM118 - no mapping, it only has keys()
                name = stored.removeprefix("bert.")
                if name not in weights and tensors.get_slice(stored).get_dtype() in _FLOATS:
                    weights[name] = tensors.get_tensor(stored).astype(np.float32, copy=False)
    return weights


class BertGraph:
    """Collects nodes and weights; `encode` adds the encoder, the caller adds a head, `session` runs it."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[NodeProto] = []
        self._tensors: dict[str, NDArray[Any]] = {}

    def tensor(self, name: str, array: NDArray[Any]) -> str:
        """Name a constant."""
        self._tensors[name] = np.ascontiguousarray(array)
        return name

    def weight(self, name: str, *, transposed: bool = False) -> str:
        """Name a weight of the model, transposed where torch keeps (out, in) and ONNX wants (in, out)."""
        return self.tensor(name, self.values(name, transposed=transposed))

    def values(self, name: str, *, transposed: bool = False) -> NDArray[np.float32]:
        """Give a weight of the model."""
        array = self._weights[name]
        return array.T if transposed else array

    def node(
        self,
        kind: str,
        inputs: Sequence[str],
        *,
        outputs: int = 1,
        domain: str = "",
        **attributes: Any,  # noqa: ANN401 - whatever the operator takes
    ) -> str:
        """Add an operator; returns the name of its first output."""
        name = f"{kind}_{len(self._nodes)}"
        names = [name, *(f"{name}_{n}" for n in range(1, outputs))]
        self._nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return name

    def encode(self, shape: BertShape) -> str:
        """Add embeddings and layers; returns the last hidden state: float32 (batch, tokens, hidden)."""
        tables = [
            f"embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type")
        ]
        norm = [f"embeddings.LayerNorm.{part}" for part in ("weight", "bias")]
        hidden = self.node(
            "EmbedLayerNormalization",
            ["input_ids", "token_type_ids", *map(self.weight, tables + norm)],
            outputs=2,
            domain=FUSED,
            epsilon=shape.epsilon,
        )
        for number in range(shape.layers):
            hidden = self._layer(f"encoder.layer.{number}", hidden, shape)
        return hidden

    def _layer(self, layer: str, hidden: str, shape: BertShape) -> str:
        """Add self-attention and feed-forward, each with its residual and norm."""
        attended = self.attend(layer, hidden, heads=shape.heads)
        hidden = self._project(f"{layer}.attention.output", attended, hidden, shape)
        wide = f"{layer}.intermediate.dense"
        grown = self.product(hidden, f"{wide}.weight")
        grown = self.node("BiasGelu", [grown, self.weight(f"{wide}.bias")], domain=FUSED)
        return self._project(f"{layer}.output", grown, hidden, shape)

    def attend(self, layer: str, hidden: str, *, heads: int) -> str:
        """Add self-attention, its three projections made in one."""
        weight, bias = self.projections(layer)
        joined = [
            self.tensor(f"{layer}.qkv.weight", weight),
            self.tensor(f"{layer}.qkv.bias", bias),
        ]
        return self.node(
            "Attention", [hidden, *joined, "attention_mask"], domain=FUSED, num_heads=heads
        )

    def projections(self, layer: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Join what makes queries, keys and values: weights (hidden, 3 hidden), bias (3 hidden,)."""
        parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self._weights[f"{part}.weight"].T for part in parts], axis=1)
        return weight, np.concatenate([self._weights[f"{part}.bias"] for part in parts])

    def product(self, inner: str, weight: str) -> str:
        """Multiply by a weight of the model, which torch keeps as (out, in)."""
        return self.node("MatMul", [inner, self.weight(weight, transposed=True)])

    def first_token(self, hidden: str) -> str:
        """Take the hidden state of [CLS]: (batch, 1, hidden)."""
        return self.node("Gather", [hidden, self.tensor("first_token", np.array([0]))], axis=1)

    def dense(self, inner: str, layer: str) -> str:
        """Add a layer of the model in full precision: weight and bias."""
        product = self.node("MatMul", [inner, self.weight(f"{layer}.weight", transposed=True)])
        return self.node("Add", [product, self.weight(f"{layer}.bias")])

    def _project(self, part: str, inner: str, residual: str, shape: BertShape) -> str:
        """Add dense, residual and layer norm."""
        inner = self.product(inner, f"{part}.dense.weight")
        names = [f"{part}.LayerNorm.weight", f"{part}.LayerNorm.bias", f"{part}.dense.bias"]
        return self.node(
            "SkipLayerNormalization",
            [inner, residual, *map(self.weight, names)],
            domain=FUSED,
            epsilon=shape.epsilon,
        )

    def session(self, outputs: dict[str, str], *, threads: int = 0) -> ort.InferenceSession:
        """Make a session; `outputs` maps public names to nodes, `threads` 0 means one per core."""
        inline, beside = self._constants()
        tensors = [numpy_helper.from_array(array, name) for name, array in inline.items()]
        tensors += [_external(name, array) for name, array in beside.items()]
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        # Every operator is fused as it is: optimising would only make the start slower.
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
        # Threads that keep turning when a network has run take the cores from the next one.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        values = [ort.OrtValue.ortvalue_from_numpy(array) for array in beside.values()]
        options.add_external_initializers(list(beside), values)
        model = self._model(outputs, tensors)
        return ort.InferenceSession(model, options, ["CPUExecutionProvider"])

    def to_bytes(self, outputs: dict[str, str]) -> bytes:
        """Write the graph down as an ONNX model, weights included."""
        tensors = [numpy_helper.from_array(array, name) for name, array in self._tensors.items()]
        return self._model(outputs, tensors)

    def _constants(self) -> tuple[dict[str, NDArray[Any]], dict[str, NDArray[Any]]]:
        """Part the axes, which are needed early, from the weights."""
        inline = {name: array for name, array in self._tensors.items() if array.dtype == np.int64}
        beside = {name: array for name, array in self._tensors.items() if name not in inline}
        return inline, beside

    def _model(self, outputs: dict[str, str], tensors: list[TensorProto]) -> bytes:
        """Put nodes, constants, inputs and outputs together."""
        named = [helper.make_node("Identity", [node], [name]) for name, node in outputs.items()]
        tokens = [
            helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask", "token_type_ids")
        ]
        results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
        graph = helper.make_graph([*self._nodes, *named], "bert", tokens, results, tensors)
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid(FUSED, 1)]
        written: bytes = helper.make_model(
            graph, opset_imports=opsets, ir_version=9
        ).SerializeToString()
        return written


def _external(name: str, array: NDArray[Any]) -> TensorProto:
    """Declare a tensor whose values are handed over beside the graph."""
    proto = TensorProto(name=name, dims=array.shape, data_location=TensorProto.EXTERNAL)
    proto.data_type = helper.np_dtype_to_tensor_dtype(array.dtype)
    for key, value in (("location", "memory"), ("offset", "0"), ("length", str(array.nbytes))):
        proto.external_data.add(key=key, value=value)
    return proto
