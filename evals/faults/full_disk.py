"""Index onto a disk that is too small, for every size at which another stage is the one that fails."""

from __future__ import annotations

import shutil
from pathlib import PurePath
from typing import TYPE_CHECKING

from evals.faults import laws
from evals.faults.children import Outcome, index
from evals.faults.disks import LARGE, PAGE, memory_disk, resize, used
from evals.faults.report import Report
from evals.faults.scenes import make_scenes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from evals.faults.scenes import Scene

_FINE = 14  # sizes just below enough, one page apart: the manifest and CURRENT need one each
_STAGES = {
    "articles.sqlite": "articles",
    "vectors.faiss": "vectors",
    "passages.bin": "passages",
    "words": "words",
    "manifest.json": "manifest",
    "CURRENT.new": "CURRENT",
}


def full_disk(room: Path, *, steps: int, seed: int, articles: int = 60) -> Report:
    """Sweep the free space of a memory disk from nothing to enough; raises CalledProcessError if it may not mount."""
    report = Report(fault="full disk", seed=seed, notes={"how": "tmpfs"})
    with memory_disk(room / "disk") as disk:
        for scene in make_scenes(room, seed=seed, articles=articles)[:2]:
            enough = _enough(scene, disk)
            report.notes[f"bytes needed for {scene.name}"] = enough
            for free in _sizes(enough, steps):
                _try(scene, disk, free, report)
    for stage in ("articles", "checkpoint", "vectors", "words", "manifest", "CURRENT"):
        report.demand(f"full at {stage}", "no size made this stage fail")
    return report


def _try(scene: Scene, disk: Path, free: int, report: Report) -> None:
    """Index with so many bytes free, then with enough."""
    outcome, store = _index(scene, disk, free)
    broken = list[str]()
    if outcome.code == 0:
        report.counts["enough"] += 1
    else:
        report.counts[f"full at {_stage(outcome)}"] += 1
        broken += laws.one_line(outcome, says="cannot write to the store")
        broken += laws.whole(store, [scene.old]) if store.exists() else []
        broken += _unfinished(store)
    resize(disk, LARGE)
    broken += laws.ended(index([scene.folder], store), 0)
    broken += laws.same(store, scene.new) + laws.tidy(store)
    report.add(f"{scene.name}, {free} bytes free", broken)


def _index(scene: Scene, disk: Path, free: int) -> tuple[Outcome, Path]:
    resize(disk, LARGE)
    store = scene.set_up(disk / "store")
    resize(disk, used(disk) + free)
    return index([scene.folder], store), store


def _enough(scene: Scene, disk: Path) -> int:
    """Find how many bytes must be free, to the page, by halving."""
    too_few, enough = 0, 64 << 20
    while enough - too_few > PAGE:
        middle = (too_few + enough) // 2 // PAGE * PAGE
        if _index(scene, disk, middle)[0].code:
            too_few = middle
        else:
            enough = middle
        shutil.rmtree(disk / "store", ignore_errors=True)
    return enough


def _sizes(enough: int, steps: int) -> Iterable[int]:
    """Choose sizes: coarse ones from nothing up, fine ones just below enough."""
    coarse = {enough * step // steps // PAGE * PAGE for step in range(steps)}
    return sorted(coarse | {enough - PAGE * pages for pages in range(-1, _FINE)} - {0})


def _unfinished(store: Path) -> list[str]:
    """A failed run leaves no part of a generation behind; what it embedded is kept for the next one."""
    left = [*store.glob("generations/*.part"), *store.glob("CURRENT.new")]
    return [f"left on the full disk: {path.name}" for path in left]


def _stage(outcome: Outcome) -> str:
    """Say what was being written: what was last begun, or SQLite where it says so."""
    if "disk is full" in outcome.errors:
        return "articles"
    last = PurePath(outcome.last)
    return "checkpoint" if "resume" in last.parts else _STAGES.get(last.name, "folders")
