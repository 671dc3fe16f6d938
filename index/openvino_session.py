"""BERT graphs by OpenVINO, in bf16 where that is quicker: twice as fast as onnxruntime, half a second to load."""

from __future__ import annotations

from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from index.bf16 import openvino_gains_by_bf16

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import onnxruntime as ort
    from numpy.typing import NDArray

    from index.bert import BertGraph

Hint = Literal["LATENCY", "THROUGHPUT"]


def compiled(model: bytes, hint: Hint) -> Any:  # noqa: ANN401 - openvino ships no types
    """Compile an ONNX model for the processor: for one call at a time, or for many side by side."""
    import openvino

    settings = {
        "INFERENCE_PRECISION_HINT": "bf16" if openvino_gains_by_bf16() else "f32",
        "PERFORMANCE_HINT": hint,
    }
    core = openvino.Core()
    return core.compile_model(core.read_model(model), "CPU", settings)


class VinoSession:
    """What `onnxruntime.InferenceSession.run` does, for a process that stays."""

    def __init__(self, model: bytes) -> None:
        self._request = compiled(model, "LATENCY").create_infer_request()
        self._free = Lock()

    def run(
        self, names: Sequence[str], inputs: Mapping[str, NDArray[np.int32]]
    ) -> list[NDArray[np.float32]]:
        """Give the outputs called `names`; a second caller waits for the first."""
        with self._free:
            results = self._request.infer(dict(inputs))
            return [np.array(results[name]) for name in names]


def session_of(
    graph: BertGraph, outputs: dict[str, str], *, lasting: bool
) -> VinoSession | ort.InferenceSession:
    """Make a graph ready to run: at once by onnxruntime, or faster for a process that stays.

    Where OpenVINO is not installed, a process that stays uses onnxruntime too.
    """
    if lasting and find_spec("openvino"):
        return VinoSession(graph.to_bytes(outputs))
    return graph.session(outputs)
