"""Scores on disk: the summary and every row, so that two runs can be compared question by question."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from evals.errors import RunFolderError
from evals.running.folder import SCORES, read_run
from evals.scoring.score import score_run, shipped_checker
from evals.scoring.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evals.running.folder import Run
    from evals.scoring.rows import Row

Json = dict[str, Any]
_WANTED = "give a run's folder or its scores.json"
_KEPT = (
    "id",
    "cluster",
    "slices",
    "unanswerable",
    "answered",
    "right",
    "confidence",
    "values",
    "cause",
    "unscored",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A summary and the rows it sums up, as scores.json holds them."""

    name: str
    summary: Json
    rows: dict[str, Json]


def score_folder(folder: Path) -> tuple[Run, list[Row], Scores]:
    """Score the run in a folder and write scores.json beside it.

    Raises:
        RunFolderError: there is no finished run in it.
    """
    run = read_run(folder)
    checker = shipped_checker()
    rows = score_run(run, checker)
    summary = summarise(rows, checker, run.manifest, folder=str(folder))
    kept = {
        row.id: {name: value for name, value in asdict(row).items() if name in _KEPT}
        for row in rows
    }
    document = {"summary": summary, "rows": kept}
    part = folder / f"{SCORES}.part"
    part.write_text(json.dumps(document, ensure_ascii=False) + "\n", "utf-8")
    os.replace(part, folder / SCORES)  # noqa: PTH105 - atomic, by its plain name
    return run, rows, Scores(name=str(folder), summary=summary, rows=kept)


def read_scores(path: Path) -> Scores:
    """Read the scores of a run's folder (scoring it anew), or a copy of a scores.json.

    Raises:
        RunFolderError: neither is there, or the file is not one.
    """
    if path.is_dir():
        return score_folder(path)[2]
    try:
        document = json.loads(path.read_text("utf-8"))
        summary, rows = document["summary"], document["rows"]
        sound = all(isinstance(row["values"], dict) for row in rows.values())
        sound = sound and {"corpus", "dataset"} <= set(summary["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunFolderError(f"{path} holds no scores ({error}): {_WANTED}") from error
    if not sound:
        raise RunFolderError(f"{path} holds no scores: {_WANTED}")
    return Scores(name=str(path), summary=summary, rows=rows)


def row_ids(both: Sequence[Scores]) -> list[str]:
    """List the questions that all have, in the order of the first."""
    first, *others = both
    return [name for name in first.rows if all(name in other.rows for other in others)]
