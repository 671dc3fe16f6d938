"""The ledger: a line for every run on a test set, so that nobody tunes on it unseen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evals.errors import RunFolderError
from evals.samples import gold_folder

if TYPE_CHECKING:
    from pathlib import Path

    from evals.running.folder import Manifest

LEDGER = "ledger.jsonl"


def ledger_file(runs: Path) -> Path:
    """Name the ledger: beside the question sets in a checkout, beside the runs where dateline is installed."""
    checkout = gold_folder().parents[1] / "pyproject.toml"
    return (gold_folder() if checkout.is_file() else runs) / LEDGER


def enter(file: Path, manifest: Manifest) -> None:
    """Add a run to the ledger.

    Raises:
        RunFolderError: the ledger cannot be written.
    """
    row = {
        "finished": manifest.finished,
        "dataset": manifest.dataset,
        "dataset_sha256": manifest.dataset_sha256,
        "system": manifest.system,
        "questions": manifest.questions,
        "corpus": manifest.corpus["sha256"],
        "code": manifest.code["sha256"],
        "identity": manifest.identity,
        "dirty": list(manifest.dirty),
    }
    try:
        with file.open("a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(row) + "\n")
    except OSError as error:
        raise RunFolderError(f"the ledger {file} cannot be written: {error}") from error
