"""Questions in two steps, comparisons, lists and others, about invented events that no network was trained on.

The questions are in evals/gold/derived.jsonl, each asked of the archive that its event stands in (`python -m
rag.training.threads export` writes these). The rules were made with the half called `seen` in view. Of `fresh`, both
steps of 34 of the 60 questions in two steps were looked at when the confidence of a chain was settled; nobody looked
into its comparisons and lists (docs/experiments.md). `kinds` and `kinds-fresh` hold questions of every kind of
`rag.training.quoted`; the judge of the larger selector is fitted on `kinds`, too, and nobody looked into the other.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evals.evaluate import evaluate
from evals.samples import gold_folder
from evals.sets import question_set
from evals.statistics import bootstrap_mean
from index.progress import silent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from evals.bench.options import Half
    from rag.settings import Settings

    Row = Mapping[str, Any]

_MEASURES = ("answer.f1", "answer.list_f1", "citation.span_precision", "citation.span_recall")


def measure_derived(half: Half, threads: Path, runs: Path, settings: Settings) -> dict[str, Any]:
    """Ask every question of a half; runs that are finished are scored again, not asked.

    Args:
        half: of the questions; two halves of events, twice.
        threads: folder of the stores 0, 1, ...
        runs: where the runs lie.
        settings: how to answer.

    Returns: by slice the number of questions, and shares with 95 % intervals that draw whole events.
    """
    told: list[Row] = []
    for archive, rows in sorted(_by_archive(half).items()):
        runs.mkdir(parents=True, exist_ok=True)
        file = runs / f"{half}-{archive}.jsonl"
        file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
        own = replace(settings, store=threads / str(archive))
        scores = evaluate(question_set(str(file)), own, runs=runs, progress=silent)
        told += scores.rows.values()
    return {name: _figures(rows) for name, rows in _by_slice(told).items()}


def _by_archive(half: Half) -> dict[int, list[dict[str, Any]]]:
    parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in (gold_folder() / "derived.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row.pop("half") == half:
            parts[row.pop("archive")].append(row)
    return parts


def _by_slice(rows: Sequence[Row]) -> dict[str, list[Row]]:
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        kind = "unanswerable" if row["unanswerable"] else "answerable"
        for name in row["slices"]:
            parts[name if name == "unanswerable" else f"{name}, {kind}"].append(row)
    return dict(sorted(parts.items()))


def _figures(rows: Sequence[Row]) -> dict[str, Any]:
    shown: dict[str, Any] = {"questions": len(rows)}
    shown["refused"] = _share(rows, [float(not row["answered"]) for row in rows])
    if rows[0]["unanswerable"]:
        return shown
    shown["right"] = _share(rows, [float(row["right"]) for row in rows])
    for measure in _MEASURES:
        held = [row for row in rows if measure in row["values"]]
        if held:
            shown[measure] = _share(held, [row["values"][measure] for row in held])
    return shown


def _share(rows: Sequence[Row], values: Sequence[float]) -> list[float]:
    sure = bootstrap_mean(values, [row["cluster"] for row in rows])
    return [round(figure, 3) for figure in (sure.value, sure.low, sure.high)]
