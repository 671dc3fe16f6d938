"""A store that may not be written to: readers work, a writer gets one line."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from evals.faults import laws
from evals.faults.children import run
from evals.faults.disks import memory_disk, read_only
from evals.faults.newsroom import marker
from evals.faults.report import Report
from evals.faults.scenes import make_scenes

if TYPE_CHECKING:
    from pathlib import Path


def read_only_store(room: Path, *, seed: int, articles: int = 40) -> Report:
    """Try a disk mounted read-only, and a folder that another user may only read; needs root for both."""
    report = Report(fault="read-only", seed=seed)
    scene = make_scenes(room, seed=seed, articles=articles)[1]
    with memory_disk(room / "disk") as disk:
        store = scene.set_up(disk / "store")
        with read_only(disk):
            _try(report, "mounted read-only", store, scene.folder, as_nobody=False)
        report.add("writable again", laws.whole(store, [scene.old]))
    for path in (room, scene.folder):
        path.chmod(0o755)
    store = scene.set_up(room / "store")
    _try(report, "another user's folder", store, scene.folder, as_nobody=True)
    report.add("another user's folder, whole", laws.whole(store, [scene.old]))
    shutil.rmtree(store)
    return report


def _try(report: Report, case: str, store: Path, folder: Path, *, as_nobody: bool) -> None:
    for arguments in (("search", marker(3)), ("info",), ("info", "--check")):
        outcome = run(*arguments, "--store", store, as_nobody=as_nobody)
        report.add(f"{case}, {' '.join(arguments)}", laws.ended(outcome, 0))
    for flags in ((), ("--rebuild",)):
        outcome = run("index", folder, *flags, "--store", store, as_nobody=as_nobody)
        broken = laws.one_line(outcome, says="cannot write to the store")
        report.add(f"{case}, index {' '.join(flags)}", broken)
