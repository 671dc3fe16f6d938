"""Measure a trained larger selector and ship what it learnt: `python -m rag.training.large_selector_export --help`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import torch
import typer

from rag.large_selector import likeliest, mixture
from rag.selector import load_selector
from rag.spans import read_span
from rag.training.export import save_tensors
from rag.training.large_selector import (
    HEADS,
    RANK,
    LargeSelector,
    encode,
    large_tokenizer,
    load_encoder,
)
from rag.training.list_spans import measure_reading
from rag.training.predict import MAX_ANSWER_TOKENS
from rag.training.selector import MAX_TOKENS, read_lists
from rag.training.selector_export import measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tokenizers import Tokenizer
    from torch import Tensor

    from rag.selector import NetworkSelector
    from rag.training.data import Span
    from rag.training.selector_lists import Listed

EPILOG = """Example:

python -m rag.training.large_selector_export --network FOLDER --checkpoint last.pt --lists held.jsonl
"""
TRAINED_ON = (
    "five runs, one after the other, on other questions of the same sources",
    "news of invented events with questions, our own (rag/training/threads, quoted.jsonl)",
    "our own questions over articles of RealTime QA (rag/training/questions.jsonl)",
    "part of SQuADShifts new_wiki (CC BY 4.0) and of SQuAD 2.0 dev (CC BY-SA 4.0)",
)
_LEARNT = (".down", ".up", *(f"{head}.{part}" for head in HEADS for part in ("weight", "bias")))


def learnt(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Pick what training changed: the thin matrices and the heads, in fp16, under the encoder's own names."""
    return {
        name.removeprefix("module.").removeprefix("encoder."): tensor.to(torch.float16).contiguous()
        for name, tensor in state.items()
        if name.endswith(_LEARNT)
    }


def _measured(
    lists: Sequence[Listed], model: LargeSelector, tokenizer: Tokenizer, packaged: NetworkSelector
) -> dict[str, object]:
    """Measure the packaged selector, this network alone, and both as at work; and how what is chosen then is read."""
    with typer.progressbar(lists, label="looking") as shown:
        looks = [look(model, tokenizer, one) for one in shown]
    alone, read = zip(*looks, strict=True)
    first = [packaged.logits(one.question, one.texts) for one in lists]
    at_work = [
        mixture(logits, {row: own[row] for row in likeliest(logits)})
        for logits, own in zip(first, alone, strict=True)
    ]
    return {
        "packaged": measure(lists, first),
        "alone": measure(lists, alone),
        "at_work": measure(lists, at_work),
        "reading": measure_reading(lists, list(zip(at_work, read, strict=True))),
    }


def look(model: LargeSelector, tokenizer: Tokenizer, one: Listed) -> tuple[list[float], list[Span]]:
    """Score the sentences of a list and read each: logits, and characters of their texts."""
    model.eval()
    ids, mask, encoded = encode(tokenizer, [one])
    with torch.inference_mode():
        logits, spans = model(ids, mask)
    read = [
        read_span(each, place, ends.numpy(), MAX_ANSWER_TOKENS) or place
        for each, place, ends in zip(encoded, one.own, spans, strict=True)
    ]
    return logits.tolist(), read


def main(
    network: Annotated[Path, typer.Option(help="folder of all-mpnet-base-v2")],
    checkpoint: Annotated[Path, typer.Option(help="last.pt of a run")],
    lists: Annotated[
        list[Path], typer.Option(help="lists of questions held apart; as often as there are files")
    ],
    out: Annotated[Path, typer.Option(help="folder of the weights")] = Path("rag/weights"),
) -> None:
    """Measure on lists that had no part in training; write large_selector.safetensors and large_selector.json."""
    state = torch.load(checkpoint, weights_only=True)["model"]
    model = LargeSelector(load_encoder(network))
    model.load_state_dict({name.removeprefix("module."): tensor for name, tensor in state.items()})
    tokenizer = large_tokenizer(network)
    save_tensors(learnt(state), out / "large_selector.safetensors")
    packaged = load_selector()
    card = {
        "max_tokens": MAX_TOKENS,
        "max_answer_tokens": MAX_ANSWER_TOKENS,
        "rank": RANK,
        "settings": json.loads(checkpoint.with_name("settings.json").read_text("utf-8")),
        "trained_on": TRAINED_ON,
        "metrics": {
            path.stem: _measured(read_lists([path]), model, tokenizer, packaged) for path in lists
        },
    }
    (out / "large_selector.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    typer.echo(json.dumps(card, indent=1))


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
