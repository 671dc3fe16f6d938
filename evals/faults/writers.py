"""Two writers at once, and one that died with the lock in its hand."""

from __future__ import annotations

import random
import shutil
import time
from signal import SIGKILL
from typing import TYPE_CHECKING

from evals.faults import laws
from evals.faults.children import Child, index
from evals.faults.newsroom import write_folder
from evals.faults.report import Report
from index.errors import StoreError
from index.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from evals.faults.children import Outcome

_APART = 0.5  # seconds between their beginnings, in a third of the rounds
_LATER = 5.0  # in another third, where the first has ended even on a busy machine
_PROMPT = 10.0  # seconds: a lock that a dead process held would be waited for longer


def two_writers(room: Path, *, rounds: int, seed: int, articles: int = 20) -> Report:
    """Let two processes index different folders into one store: one wins, nothing is lost."""
    report = Report(fault="two writers", seed=seed)
    chosen = random.Random(seed)
    folders = [
        write_folder(room / "left", range(articles), seed=seed),
        write_folder(room / "right", range(articles, 2 * articles), seed=seed),
    ]
    for number in range(rounds):
        store = room / "store"
        shutil.rmtree(store, ignore_errors=True)
        children = list[Child]()
        for folder in folders:
            children.append(Child("index", folder, "--store", store))
            time.sleep(chosen.choice((0.0, chosen.uniform(0, _APART), _LATER)))
        broken = _judge([child.wait() for child in children], report)
        present = _numbers(store)
        if len(present) not in {articles, 2 * articles}:
            broken.append(f"{len(present)} articles after the race")
        broken += _dead_writer(folders[0], store, chosen, report)
        for folder in folders:
            broken += laws.ended(index([folder], store), 0)
        if _numbers(store) != set(range(2 * articles)):
            broken.append("articles were lost")
        report.add(f"round {number}", broken + laws.tidy(store))
    report.demand("turned away", "the two never met")
    report.demand("in turn", "the second never came after the first")
    report.demand("killed with the lock", "every writer ended before it was killed")
    return report


def _judge(outcomes: list[Outcome], report: Report) -> list[str]:
    """At least one wins; the other wins too, after it, or is turned away with one line."""
    won = [outcome for outcome in outcomes if outcome.code == 0]
    lost = [outcome for outcome in outcomes if outcome.code != 0]
    report.counts["turned away"] += len(lost)
    report.counts["in turn"] += len(won) == len(outcomes)
    broken = [] if won else ["nobody won"]
    for outcome in lost:
        broken += laws.one_line(outcome, says="another process is writing")
    return broken


def _dead_writer(folder: Path, store: Path, chosen: random.Random, report: Report) -> list[str]:
    """A writer is killed; the next one goes on at once."""
    child = Child("index", folder, "--rebuild", "--store", store)
    child.send(SIGKILL, after=chosen.uniform(0.02, 0.1))
    report.counts["killed with the lock"] += child.wait().code == -SIGKILL
    after = index([folder], store)
    broken = laws.ended(after, 0)
    return broken + (["waited for a dead writer"] if after.seconds > _PROMPT else [])


def _numbers(store: Path) -> set[int]:
    """Give the numbers of the articles; none of a store that does not open."""
    try:
        return {int(article.id.removeprefix("made-")) for article in Store.open(store).articles}
    except StoreError:
        return set()
