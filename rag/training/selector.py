"""Train the network that chooses among sentences: `python -m rag.training.selector --help`."""

from __future__ import annotations

import json
import random
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import torch
import typer
from torch import nn

from rag.training.batches import in_batches
from rag.training.export import load_weights
from rag.training.loop import Settings, begin_run, train
from rag.training.model import packaged_encoder
from rag.training.selector_lists import Listed
from rag.training.windows import load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer
    from torch import Tensor
    from transformers import BertModel

LISTS = 6  # in a batch
SENTENCES = 5  # of a list that are looked at in one pass
HARDEST = 2  # wrong ones that are looked at in each
BEGINNING = 7  # seed of weights that nothing is known of yet: runs are to begin alike, so that their mean is of use
MAX_TOKENS = 224  # of question and sentence in its place
EPILOG = """Example:

python -m rag.training.selector --lists events.jsonl --lists news.jsonl --begin rag/weights/reader.safetensors
--epochs 1 --learning-rate 1.5e-4
"""
CHECKPOINTS = Path(tempfile.gettempdir()) / "dateline" / "selector"


Lists = Annotated[list[Path], typer.Option(help="files of lists; as often as there are files")]
Epochs = Annotated[int, typer.Option(help="passes over the lists")]
LearningRate = Annotated[float, typer.Option(help="at its highest")]
Seed = Annotated[int, typer.Option(help="of everything drawn by chance")]
Steps = Annotated[int | None, typer.Option(help="shorten the run to so many steps")]
Resume = Annotated[bool, typer.Option(help="go on from the checkpoint in --out")]


class Selector(nn.Module):
    """One logit for a question and a sentence in its place; 0 is that of "none of them answers"."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.choice = nn.Linear(encoder.config.hidden_size, 1)
        nn.init.normal_(self.choice.weight, std=0.02)
        nn.init.zeros_(self.choice.bias)
        self.encoder.embeddings.requires_grad_(requires_grad=False)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Score a batch: logits (batch,)."""
        hidden = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        logits: Tensor = self.choice(hidden[:, 0]).float().squeeze(-1)
        return logits


def list_loss(logits: Tensor, lists: Sequence[Listed]) -> Tensor:
    """Average over lists what the right ones lack of all of the softmax: the sentences of a list, and none of them.

    ListNet's top-one loss (Cao et al. 2007) with a place for "none", as in SQuAD 2.0's readers (Devlin et al. 2019).
    """
    none = logits.new_zeros(1)
    losses = []
    for own, one in zip(torch.split(logits, [len(one.texts) for one in lists]), lists, strict=True):
        right = own[torch.tensor(one.right)] if any(one.right) else none
        losses.append(torch.cat([own, none]).logsumexp(0) - right.logsumexp(0))
    return torch.stack(losses).mean()


def encode(tokenizer: Tokenizer, lists: Sequence[Listed]) -> tuple[Tensor, Tensor, Tensor]:
    """Encode every sentence of every list with its question: ids, types and mask, each (sentences, tokens)."""
    pairs = [(one.question, text) for one in lists for text in one.texts]
    encoded = tokenizer.encode_batch(pairs)
    rows = [(e.ids, e.type_ids, e.attention_mask) for e in encoded]
    ids, types, mask = (torch.tensor(part) for part in zip(*rows, strict=True))
    return ids, types, mask


def pair_tokenizer(folder: Path) -> Tokenizer:
    """Load the packaged tokenizer so that it pads to the longest and cuts the second text."""
    tokenizer = load_tokenizer(folder)
    tokenizer.enable_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    return tokenizer


def read_lists(paths: Sequence[Path]) -> list[Listed]:
    """Read what `rag.training.selector_lists` wrote."""
    return [
        Listed(**json.loads(line))
        for path in paths
        for line in path.read_text("utf-8").splitlines()
    ]


def plan_of(
    lists: Sequence[Listed], settings: Settings, *, sentences: int = SENTENCES
) -> list[list[Listed]]:
    """Lay out every batch of every pass, lists of like length together, each cut to so many sentences."""
    plan = []
    for epoch in range(settings.epochs):
        generator = random.Random(f"{settings.seed}/{epoch}")  # noqa: S311
        plan += in_batches(
            [thinned(one, generator, sentences) for one in lists],
            settings.batch_size,
            generator,
            length=lambda one: max(map(len, one.texts)),
        )
    return plan


def thinned(one: Listed, generator: random.Random, sentences: int = SENTENCES) -> Listed:
    """Leave so many sentences of a list: the likeliest right and wrong ones, and some of the other wrong ones.

    A pass costs what its sentences cost, and the easy wrong ones teach least.
    """
    wrong = [at for at, is_right in enumerate(one.right) if not is_right]
    hardest, others = wrong[:HARDEST], wrong[HARDEST:]
    right = [at for at, is_right in enumerate(one.right) if is_right][: sentences - len(hardest)]
    drawn = min(len(others), sentences - len(right) - len(hardest))
    return one.only(sorted([*right, *hardest, *generator.sample(others, drawn)]))


def main(
    lists: Lists,
    begin: Annotated[
        Path,
        typer.Option(help="shipped weights to begin from: encoder, and heads of the same name"),
    ],
    out: Annotated[Path, typer.Option(help="folder of the checkpoints")] = CHECKPOINTS,
    *,
    epochs: Epochs = 2,
    learning_rate: LearningRate = 1e-4,
    seed: Seed = 7,
    threads: Annotated[int, typer.Option(help="cores to use")] = 2,
    steps: Steps = None,
    resume: Resume = False,
) -> None:
    """Train on lists of sentences."""
    settings = replace(
        Settings(),
        epochs=epochs,
        learning_rate=learning_rate,
        seed=seed,
        batch_size=LISTS,
        max_tokens=MAX_TOKENS,
        threads=threads,
    )
    folder = begin_run(settings, out)
    tokenizer = pair_tokenizer(folder)
    torch.manual_seed(BEGINNING)
    model = Selector(packaged_encoder(folder, settings.dropout))
    load_weights(model, begin, every_head=False)

    def loss(network: nn.Module, batch: Sequence[Listed]) -> Tensor:
        return list_loss(network(*encode(tokenizer, batch)), batch)

    plan = plan_of(read_lists(lists), settings)[:steps]
    train(model, plan, loss, settings, out / "last.pt", resume=resume)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
