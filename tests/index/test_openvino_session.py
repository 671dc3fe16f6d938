"""Whether bf16 is used is a matter of how quick it is, not of whether it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import index.openvino_session
from index.openvino_session import runs_bf16

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
    runs_bf16.cache_clear()
    yield
    runs_bf16.cache_clear()


@pytest.mark.parametrize(("seconds", "expected"), [(0.002, True), (0.005, False)])
def test_bf16_is_used_where_it_is_quicker(
    monkeypatch: pytest.MonkeyPatch, seconds: float, *, expected: bool
) -> None:
    monkeypatch.setattr(openvino, "Core", lambda: _Core("BF16", "FP32"))
    took = {"bf16": seconds, "f32": 0.003}
    monkeypatch.setattr(index.openvino_session, "seconds_of", lambda _core, name: took[name])
    assert runs_bf16() is expected


def test_a_processor_that_knows_no_bf16_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openvino, "Core", lambda: _Core("FP32"))
    monkeypatch.setattr(index.openvino_session, "seconds_of", lambda *_: pytest.fail("timed"))
    assert not runs_bf16()


def test_a_multiplication_is_timed_in_either() -> None:
    core = openvino.Core()
    assert min(index.openvino_session.seconds_of(core, name) for name in ("f32", "bf16")) > 0
