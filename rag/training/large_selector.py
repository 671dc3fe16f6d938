"""Train the larger network that chooses among sentences: `python -m rag.training.large_selector --help`."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import torch
import torch.distributed as together
import typer
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from transformers import MPNetModel

from index.embed.torch_minilm import torch_gains_by_bf16
from rag.training.list_spans import span_loss
from rag.training.loop import Settings, begin_run, train
from rag.training.low_rank import add_low_rank
from rag.training.selector import (
    BEGINNING,
    MAX_TOKENS,
    Epochs,
    LearningRate,
    Lists,
    Resume,
    Seed,
    Steps,
    list_loss,
    plan_of,
    read_lists,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Encoding
    from torch import Tensor

    from rag.training.selector_lists import Listed

LISTS = 12  # in a batch
SENTENCES = 4  # of a list that are looked at in one pass
RANK = 32
HEADS = ("choice", "span")
SPAN_WEIGHT = 0.5  # of what the words of an answer lose, beside the choice
UNTOUCHED = (
    4  # layers, from below, that are not trained: their backward pass is a quarter of a step
)
ALIKE = 8  # rows that are padded to one length
EVEN = 16  # tokens: lengths are rounded up, so that memory is used again
EPILOG = """Example, on two cores (each has a process and half of every batch):

torchrun --nproc-per-node 2 -m rag.training.large_selector --network FOLDER --lists events.jsonl --lists news.jsonl
"""
CHECKPOINTS = Path(tempfile.gettempdir()) / "dateline" / "large_selector"


class LargeSelector(nn.Module):
    """One logit for a question and a sentence in its place; 0 is that of "none of them answers".

    The encoder stays as it is, but for what is added to the linear layers above the first `UNTOUCHED`.
    """

    def __init__(self, encoder: MPNetModel) -> None:
        super().__init__()
        self.encoder = encoder.requires_grad_(requires_grad=False)
        add_low_rank(encoder.encoder.layer[UNTOUCHED:], RANK)
        self.choice = nn.Linear(encoder.config.hidden_size, 1)
        self.span = nn.Linear(encoder.config.hidden_size, 2)
        for head in (self.choice, self.span):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Score a batch: logits (batch,), and of where an answer starts and ends (batch, tokens, 2).

        Rows of like length go together: a third of a batch would be padding.
        """
        lengths, order = mask.sum(dim=1).sort(stable=True)
        logits, spans = [], []
        for rows, longest in zip(
            torch.split(order, ALIKE), torch.split(lengths, ALIKE), strict=True
        ):
            tokens = int(longest[-1]) + -int(longest[-1]) % EVEN
            hidden = self._encode(ids[rows, :tokens], mask[rows, :tokens]).float()
            logits.append(self.choice(hidden[:, 0]).squeeze(-1))
            spans.append(nn.functional.pad(self.span(hidden), (0, 0, 0, ids.shape[1] - tokens)))
        back = order.argsort()
        return torch.cat(logits)[back], torch.cat(spans)[back]

    def _encode(self, ids: Tensor, mask: Tensor) -> Tensor:
        stack = self.encoder.encoder
        with torch.no_grad():
            hidden = self.encoder.embeddings(input_ids=ids)
            masked = (1 - mask)[:, None, None, :].to(hidden.dtype) * -1e4
            places = stack.compute_position_bias(hidden)  # type: ignore[no-untyped-call]
            for layer in stack.layer[:UNTOUCHED]:
                hidden = layer(hidden, masked, places)[0]
        for layer in stack.layer[UNTOUCHED:]:
            hidden = layer(hidden, masked, places)[0]
        encoded: Tensor = hidden
        return encoded


def load_encoder(folder: Path) -> MPNetModel:
    """Load the network in `folder` without dropout, in bf16 where the processor multiplies it."""
    encoder: MPNetModel = MPNetModel.from_pretrained(
        str(folder),
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        dtype=torch.bfloat16 if torch_gains_by_bf16() else torch.float32,
    )
    return encoder


def load_learnt(model: LargeSelector, path: Path) -> None:
    """Load what `rag.training.large_selector_export` shipped; a head that it lacks begins anew.

    Raises:
        ValueError: the file holds something else, or not all of what lies below the heads.
    """
    kept = {
        f"encoder.{name}" if name.startswith("encoder.") else name: tensor.float()
        for name, tensor in load_file(path).items()
    }
    trained = {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    missing = {name for name in trained - kept.keys() if name.startswith("encoder.")}
    if missing or not kept.keys() <= trained:
        raise ValueError(f"{path}: missing {missing}, unexpected {kept.keys() - trained}")
    model.load_state_dict(kept, strict=False)


def large_tokenizer(folder: Path) -> Tokenizer:
    """Load the tokenizer in `folder` so that it pads to the longest and cuts the second text."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    tokenizer.enable_padding(pad_id=1, pad_token="<pad>", pad_to_multiple_of=EVEN)  # noqa: S106
    return tokenizer


def encode(tokenizer: Tokenizer, lists: Sequence[Listed]) -> tuple[Tensor, Tensor, list[Encoding]]:
    """Encode every sentence of every list with its question: ids and mask, each (sentences, tokens), and all of it."""
    encoded = tokenizer.encode_batch([(one.question, text) for one in lists for text in one.texts])
    ids = torch.tensor([each.ids for each in encoded])
    return ids, torch.tensor([each.attention_mask for each in encoded]), encoded


def main(
    network: Annotated[Path, typer.Option(help="folder of all-mpnet-base-v2")],
    lists: Lists,
    out: Annotated[Path, typer.Option(help="folder of the checkpoints")] = CHECKPOINTS,
    *,
    begin: Annotated[Path | None, typer.Option(help="shipped weights to begin from")] = None,
    epochs: Epochs = 1,
    learning_rate: LearningRate = 4e-4,
    seed: Seed = 7,
    steps: Steps = None,
    resume: Resume = False,
) -> None:
    """Train on lists of sentences, one process or several of `torchrun`."""
    rank, processes = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    settings = replace(
        Settings(),
        epochs=epochs,
        learning_rate=learning_rate,
        seed=seed,
        batch_size=LISTS,
        max_tokens=MAX_TOKENS,
        dropout=0.0,
        threads=1 if processes > 1 else Settings().threads,
    )
    own = out if rank == 0 else out / f"process{rank}"
    begin_run(settings, own)
    tokenizer = large_tokenizer(network)
    torch.manual_seed(BEGINNING)
    selector = LargeSelector(load_encoder(network))
    if begin:
        load_learnt(selector, begin)
    model: nn.Module = selector
    if processes > 1:
        together.init_process_group("gloo")
        model = DistributedDataParallel(selector)

    def loss(network: nn.Module, batch: Sequence[Listed]) -> Tensor:
        ids, mask, encoded = encode(tokenizer, batch)
        with torch.autocast("cpu", enabled=False):  # the encoder is in bf16 from end to end
            logits, spans = network(ids, mask)
            return list_loss(logits, batch) + SPAN_WEIGHT * span_loss(spans, encoded, batch)

    plan = plan_of(read_lists(lists), settings, sentences=SENTENCES)
    shared = [batch[rank::processes] for batch in plan if len(batch) == LISTS][:steps]
    train(model, shared, loss, settings, own / "last.pt", resume=resume)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
