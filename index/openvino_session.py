"""BERT graphs by OpenVINO, in bf16 where that is quicker: twice as fast as onnxruntime, half a second to load.

Every processor with AVX-512 says that it has bf16; one that multiplies whole tiles (AMX) gains by it, another may take
nearly twice as long as in float32 (docs/decisions/0028-bf16-where-it-is-quicker.md). So it is timed.
"""

from __future__ import annotations

import time
from functools import lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import onnxruntime as ort
    from numpy.typing import NDArray

    from index.bert import BertGraph

Hint = Literal["LATENCY", "THROUGHPUT"]
TRIAL = (
    512,
    384,
    1536,
)  # rows, what goes in and what comes out: a linear map of MiniLM, 3 ms on one core
TRIALS = 5  # of each; the first warms up, and of the others the quickest counts


def compiled(model: bytes, hint: Hint) -> Any:  # noqa: ANN401 - openvino ships no types
    """Compile an ONNX model for the processor: for one call at a time, or for many side by side."""
    import openvino

    settings = {
        "INFERENCE_PRECISION_HINT": "bf16" if runs_bf16() else "f32",
        "PERFORMANCE_HINT": hint,
    }
    core = openvino.Core()
    return core.compile_model(core.read_model(model), "CPU", settings)


@lru_cache(maxsize=1)
def runs_bf16() -> bool:
    """Whether OpenVINO is installed and this processor multiplies matrices in bf16 more quickly than in float32."""
    if not find_spec("openvino"):
        return False
    import openvino

    core = openvino.Core()
    if "BF16" not in set(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")):
        return False
    return seconds_of(core, "bf16") < seconds_of(core, "f32")


def seconds_of(core: Any, precision: str) -> float:  # noqa: ANN401 - openvino ships no types
    """Time one multiplication of matrices in `precision`, "bf16" or "f32"; in seconds."""
    import openvino
    from openvino import opset13 as operations

    rows, given, made = TRIAL
    taken = operations.parameter([rows, given], np.float32)
    weights = operations.constant(np.full((given, made), 0.5, dtype=np.float32))
    product = operations.matmul(taken, weights, transpose_a=False, transpose_b=False)
    model = openvino.Model([product], [taken])
    request = core.compile_model(
        model, "CPU", {"INFERENCE_PRECISION_HINT": precision}
    ).create_infer_request()
    spent = []
    for _ in range(TRIALS):
        began = time.perf_counter()
        request.infer([np.ones((rows, given), dtype=np.float32)])
        spent.append(time.perf_counter() - began)
    return min(spent[1:])


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
