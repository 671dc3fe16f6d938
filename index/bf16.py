"""Is bf16 quicker than float32 on this processor? Told by timing one multiplication of matrices.

Every processor with AVX-512 says that it has bf16; one that multiplies whole tiles (AMX) gains by it, another may take
nearly twice as long as in float32 (docs/decisions/0028-bf16-where-it-is-quicker.md). So it is timed.
"""

from __future__ import annotations

import time
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Precision = Literal["bf16", "f32"]

ROWS, GIVEN, MADE = 512, 384, 1536  # a linear map of MiniLM: some 3 ms on two cores
_TRIALS = 5  # the first warms up, and of the others the quickest counts


@lru_cache(maxsize=1)
def openvino_gains_by_bf16() -> bool:
    """Whether OpenVINO is installed and quicker in bf16; settled once for a process."""
    if not find_spec("openvino"):
        return False
    import openvino

    core = openvino.Core()
    if "BF16" not in set(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")):
        return False
    return seconds_of(openvino_product(core, "bf16")) < seconds_of(openvino_product(core, "f32"))


def seconds_of(product: Callable[[], object]) -> float:
    """Time a call: the quickest of a few, in seconds."""
    spent = []
    for _ in range(_TRIALS):
        began = time.perf_counter()
        product()
        spent.append(time.perf_counter() - began)
    return min(spent[1:])


def openvino_product(core: Any, precision: Precision) -> Callable[[], object]:  # noqa: ANN401 - openvino ships no types
    """Make ready to multiply two matrices in `precision`: ones by halves."""
    import openvino
    from openvino import opset13 as operations

    taken = operations.parameter([ROWS, GIVEN], np.float32)
    weights = operations.constant(np.full((GIVEN, MADE), 0.5, dtype=np.float32))
    product = operations.matmul(taken, weights, transpose_a=False, transpose_b=False)
    model = openvino.Model([product], [taken])
    compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": precision})
    request, rows = compiled.create_infer_request(), np.ones((ROWS, GIVEN), dtype=np.float32)
    return lambda: request.infer([rows])
