"""The 8-bit graph beside the exact one, and which way is taken."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

import index.quick_session
from index.bert import BertGraph, read_shape, read_weights
from index.embed.minilm import packaged_model
from index.embed.tokens import load_tokenizer, pad
from index.int8_bert import Int8BertGraph
from index.quick_session import quick_session, quickest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.bert import Weights
    from index.quick_session import Session

pytestmark = pytest.mark.slow
TEXTS = [
    "The river rose two metres after heavy rain.",
    "Parliament passed the budget late on Tuesday, by 98 votes to 71.",
    "x",
    "The ferry was held in port while divers looked at its hull. " * 12,
]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(packaged_model() / "model.safetensors")


def _encoder(graph: BertGraph) -> dict[str, str]:
    return {"hidden": graph.encode(read_shape(packaged_model()))}


def _tokens() -> dict[str, np.ndarray]:
    tokenizer = load_tokenizer(packaged_model(), max_tokens=256)
    return pad(tokenizer.encode_batch(TEXTS))


def _means(session: Session, tokens: dict[str, np.ndarray]) -> np.ndarray:
    (hidden,) = session.run(["hidden"], tokens)
    mask = tokens["attention_mask"][:, :, None]
    means = (hidden * mask).sum(axis=1) / mask.sum(axis=1)
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True))


def test_eight_bits_say_nearly_what_float32_says(weights: Weights) -> None:
    tokens = _tokens()
    exact, rounded = BertGraph(weights), Int8BertGraph(weights)
    cosines = (
        _means(exact.session(_encoder(exact)), tokens)
        * _means(rounded.session(_encoder(rounded)), tokens)
    ).sum(axis=1)
    assert cosines.min() > 0.98
    assert cosines.max() < 1 - 1e-6  # it is not the exact graph once more


def test_padding_changes_nothing_but_the_rounding(weights: Weights) -> None:
    rounded = Int8BertGraph(weights)
    session = rounded.session(_encoder(rounded))
    tokens = _tokens()
    short = int(tokens["attention_mask"][0].sum())
    alone = {name: values[:1, :short] for name, values in tokens.items()}
    first = {name: values[:1] for name, values in tokens.items()}
    assert (_means(session, alone) * _means(session, first)).sum() > 0.98


def test_a_process_that_answers_once_reads_in_eight_bits(
    weights: Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        index.quick_session, "openvino_gains_by_bf16", lambda: pytest.fail("not asked")
    )
    (hidden,) = quick_session(weights, _encoder, lasting=False).run(["hidden"], _tokens())
    assert hidden.shape[2] == 384


def test_where_bf16_is_at_hand_both_are_tried(
    weights: Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openvino")
    tried = []
    monkeypatch.setattr(index.quick_session, "openvino_gains_by_bf16", lambda: True)
    monkeypatch.setattr(
        index.quick_session, "quickest", lambda sessions, _: tried.extend(sessions) or sessions[0]
    )
    session = quick_session(weights, _encoder, lasting=True)
    assert (session, len(tried)) == (tried[0], 2)
    tokens = _tokens()
    assert (_means(tried[0], tokens) * _means(tried[1], tokens)).sum(axis=1).min() > 0.98


class _Sleeper:
    """Takes as long as it is told; the first call longer."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.calls = 0

    def run(self, _: Sequence[str], inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        self.calls += 1
        time.sleep(self._seconds * (1 if self.calls > 1 else 20))
        return [inputs["input_ids"].astype(np.float32)]


def test_the_quickest_wins_whatever_its_first_call_takes() -> None:
    slow, quick = _Sleeper(0.02), _Sleeper(0.004)
    assert quickest([slow, quick], ["hidden"]) is quick
    assert quickest([quick, slow], ["hidden"]) is quick
