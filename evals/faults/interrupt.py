"""Stop whole processes of the command line by Ctrl-C, with the real embedder."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from signal import SIGINT
from typing import TYPE_CHECKING

from evals.faults import laws
from evals.faults.children import PATIENCE, Outcome
from evals.faults.newsroom import write_folder
from evals.faults.report import Report
from index import generation
from index.errors import StoreMissingError

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 3.0  # after the lock was taken; longer than most runs


def interrupt(room: Path, *, times: int, seed: int, articles: int = 40) -> Report:
    """Stop `python -m ui index` at a random moment after it locked the store, then let it go on."""
    report = Report(fault="ctrl-c", seed=seed)
    chosen = random.Random(seed)
    folder, store = write_folder(room / "folder", range(articles), seed=seed), room / "store"
    for point in range(times):
        shutil.rmtree(store, ignore_errors=True)
        stopped = _command(folder, store, stop_after=chosen.uniform(0, _SECONDS))
        report.counts[f"exit code {stopped.code}"] += 1
        broken = laws.ended(stopped, 0, 130)
        if stopped.code:
            broken += [] if len(stopped.lines) == 1 else [f"not one line: {stopped.errors[:300]!r}"]
            broken += _none_or_whole(store)
        broken += laws.ended(_command(folder, store), 0) + laws.tidy(store) + _none_or_whole(store)
        report.add(str(point), broken)
    report.demand("exit code 130", "every command ended before Ctrl-C")
    return report


def _none_or_whole(store: Path) -> list[str]:
    try:
        return generation.check(generation.current(store))
    except StoreMissingError:
        return []


def _command(folder: Path, store: Path, *, stop_after: float | None = None) -> Outcome:
    command = [sys.executable, "-m", "ui", "index", str(folder), "--store", str(store)]
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - ourselves
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    if stop_after is not None:
        while not (store / "lock").exists() and process.poll() is None:
            time.sleep(0.005)
        time.sleep(stop_after)
        process.send_signal(SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    return Outcome(code=process.returncode, errors=errors, seconds=time.perf_counter() - begun)
