"""Whether bf16 is used is a matter of how quick it is, not of whether it is there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from index import bf16
from index.bf16 import openvino_gains_by_bf16, seconds_of
from index.embed import torch_minilm
from index.embed.torch_minilm import torch_gains_by_bf16

if TYPE_CHECKING:
    from collections.abc import Iterator

openvino = pytest.importorskip("openvino")


class _Core:
    def __init__(self, *capabilities: str) -> None:
        self._capabilities = list(capabilities)

    def get_property(self, _device: str, _name: str) -> list[str]:
        return self._capabilities


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    for asked in (openvino_gains_by_bf16, torch_gains_by_bf16):
        asked.cache_clear()
    yield
    for asked in (openvino_gains_by_bf16, torch_gains_by_bf16):
        asked.cache_clear()


@pytest.mark.parametrize(("seconds", "expected"), [(0.002, True), (0.005, False)])
def test_bf16_is_used_where_it_is_quicker(
    monkeypatch: pytest.MonkeyPatch, seconds: float, *, expected: bool
) -> None:
    monkeypatch.setattr(openvino, "Core", lambda: _Core("BF16", "FP32"))
    monkeypatch.setattr(bf16, "openvino_product", lambda _core, precision: precision)
    took = {"bf16": seconds, "f32": 0.003}
    monkeypatch.setattr(bf16, "seconds_of", lambda precision: took[precision])
    assert openvino_gains_by_bf16() is expected


def test_a_processor_that_knows_no_bf16_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openvino, "Core", lambda: _Core("FP32"))
    monkeypatch.setattr(bf16, "seconds_of", lambda _: pytest.fail("timed"))
    assert not openvino_gains_by_bf16()


def test_torch_is_believed_to_be_as_quick_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    monkeypatch.setattr(
        torch_minilm, "seconds_of", lambda product: told.append(seconds_of(product)) or told[-1]
    )
    gains = torch_gains_by_bf16()
    assert len(told) == 2
    assert min(told) > 0
    assert gains is (told[0] < told[1])


def test_openvino_multiplies_in_either() -> None:
    core = openvino.Core()
    for precision in ("bf16", "f32"):
        (product,) = bf16.openvino_product(core, precision)().values()
        assert product.shape == (512, 1536)
        assert product.max() == pytest.approx(0.5 * 384)


def test_the_first_call_does_not_count_and_of_the_others_the_quickest_does() -> None:
    pauses = iter([0.0, 0.03, 0.01, 0.03, 0.03])
    assert 0.01 <= seconds_of(lambda: time.sleep(next(pauses))) < 0.03
