"""The three ways a store comes to its next generation: made, added to, changed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.faults import laws
from evals.faults.children import index
from evals.faults.laws import Content
from evals.faults.newsroom import write_folder

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A store as it was (None: there was none), a folder to index, and what must be there afterwards."""

    name: str
    before: Path | None
    folder: Path
    old: Content | None
    new: Content
    seconds: float
    operations: int

    def set_up(self, store: Path) -> Path:
        """Put the store at `store` into the state before."""
        shutil.rmtree(store, ignore_errors=True)
        if self.before:
            shutil.copytree(self.before, store)
        return store


def make_scenes(room: Path, *, seed: int, articles: int) -> list[Scene]:
    """Write the folders and run each scene once undisturbed.

    Raises:
        RuntimeError: it does not even work undisturbed.
    """
    older, both = range(articles), range(articles + articles // 2)
    first = write_folder(room / "first", older, seed=seed)
    more = write_folder(room / "more", both, seed=seed)
    changed = write_folder(room / "changed", both, seed=seed, changed=older[::3])
    before = room / "before"
    _undisturbed(first, room / "warm")  # the first of all runs is slower than those to come
    _undisturbed(first, before)
    made = [("first build", first, None), ("add", more, before), ("change", changed, before)]
    return [_scene(name, folder, state, room / "undisturbed") for name, folder, state in made]


def _scene(name: str, folder: Path, before: Path | None, store: Path) -> Scene:
    shutil.rmtree(store, ignore_errors=True)
    if before:
        shutil.copytree(before, store)
    seconds, operations = _undisturbed(folder, store)
    return Scene(
        name=name,
        before=before,
        folder=folder,
        old=Content.of(before) if before else None,
        new=Content.of(store),
        seconds=seconds,
        operations=operations,
    )


def _undisturbed(folder: Path, store: Path) -> tuple[float, int]:
    outcome = index([folder], store)
    if broken := laws.ended(outcome, 0) + laws.tidy(store):
        raise RuntimeError(f"undisturbed, {folder} was not indexed: {broken}")
    return outcome.seconds, outcome.operations
