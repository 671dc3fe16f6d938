"""Kill the indexer at random moments, and before each kind of change to the file system."""

from __future__ import annotations

import random
from signal import SIGINT, SIGKILL
from typing import TYPE_CHECKING

from evals.faults import laws
from evals.faults.children import Child, Outcome, index
from evals.faults.report import Report
from evals.faults.scenes import make_scenes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from evals.faults.scenes import Scene

_AGAIN = 0.25  # share of points at which the run that should mend is killed too
_LATE = 1.05  # of the measured duration: some kills come just after the end


def kill(room: Path, *, points: int, interrupts: int, seed: int, articles: int = 60) -> Report:
    """Kill `points` runs with SIGKILL and stop `interrupts` more with Ctrl-C.

    One kill in three comes at a moment uniform over the run's duration. The others come right before one of the run's
    changes to the file system (open to write, rename, remove, mkdir), no change twice before each had its turn: so the
    microseconds of the switch get their share.
    """
    report = Report(fault="kill", seed=seed)
    chosen = random.Random(seed)
    scenes = make_scenes(room, seed=seed, articles=articles)
    changes = _changes(scenes, chosen)
    for point in range(points):
        scene, operation = (scenes[point % 9 // 3], None) if point % 3 == 0 else next(changes)
        store = scene.set_up(room / "store")
        broken = list[str]()
        for before in (operation, None) if chosen.random() < _AGAIN else (operation,):
            outcome = _killed(scene, store, chosen, before)
            report.counts["killed" if outcome.code == -SIGKILL else "ended before the kill"] += 1
            broken += laws.ended(outcome, 0, -SIGKILL)
            broken += laws.whole(store, [scene.old, scene.new])
        report.counts[_state(store, scene)] += 1
        report.add(f"{scene.name} {point}", broken + _mended(scene, store))
    for point in range(interrupts):
        scene = scenes[point % len(scenes)]
        broken = _interrupted(scene, scene.set_up(room / "store"), chosen, report)
        report.add(f"Ctrl-C {point}", broken)
    report.demand("killed", "every run ended before it was killed")
    report.demand("old content afterwards", "no kill came before the switch")
    report.notes["milliseconds"] = {s.name: round(1000 * s.seconds) for s in scenes}
    report.notes["operations"] = {s.name: s.operations for s in scenes}
    return report


def _changes(scenes: Sequence[Scene], chosen: random.Random) -> Iterator[tuple[Scene, int]]:
    """Give every change to the file system of every scene, in random order, without end."""
    every = [(scene, number + 1) for scene in scenes for number in range(scene.operations)]
    while True:
        yield from chosen.sample(every, len(every))


def _killed(scene: Scene, store: Path, chosen: random.Random, operation: int | None) -> Outcome:
    """Run, and kill it before that change to the file system; None: at a random moment."""
    if operation is not None:
        return index([scene.folder], store, dies_before=operation)
    child = Child("index", scene.folder, "--store", store)
    child.send(SIGKILL, after=chosen.uniform(0, scene.seconds * _LATE))
    return child.wait()


def _interrupted(scene: Scene, store: Path, chosen: random.Random, report: Report) -> list[str]:
    child = Child("index", scene.folder, "--store", store)
    child.send(SIGINT, after=chosen.uniform(0, scene.seconds))
    outcome = child.wait()
    report.counts["interrupted" if outcome.code == 130 else "ended before Ctrl-C"] += 1  # noqa: PLR2004 - 128 + SIGINT
    broken = laws.ended(outcome, 0, 130) + laws.whole(store, [scene.old, scene.new])
    if outcome.code and not (len(outcome.lines) == 1 and "stopped" in outcome.errors):
        broken.append(f"not one line: {outcome.errors[:300]!r}")
    return broken + _mended(scene, store)


def _mended(scene: Scene, store: Path) -> list[str]:
    """Run again: it completes, with the content of an undisturbed run, and leaves nothing behind."""
    broken = laws.ended(index([scene.folder], store), 0)
    return broken + laws.same(store, scene.new) + laws.tidy(store)


def _state(store: Path, scene: Scene) -> str:
    """Say what a kill left."""
    return f"{'old' if laws.whole(store, [scene.new]) else 'new'} content afterwards"
