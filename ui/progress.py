"""Progress on stderr: bars with an ETA on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = {
    "bytes": "reading",
    "split": "splitting",
    "embed": "embedding",
    "words": "indexing words",
    "questions": "asking",
    "trace": "tracing",
    "check": "checking",
    "articles": "reading articles",
}
_LINE_EVERY = 5.0  # seconds


class Bars(Protocol):
    """Shows how far each stage has come."""

    def show(self, stage: str, done: int, total: int | None) -> None:
        """Show that `done` of `total` is done; stages without a name are not shown."""
        ...


@contextmanager
def progress_bars() -> Iterator[Bars]:
    """Show progress while the block runs."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (
        TextColumn("{task.description:>15}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Terminal(progress)


class _Terminal:
    """A bar for each stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def show(self, stage: str, done: int, total: int | None) -> None:
        if stage not in _NAMES:
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(_NAMES[stage], total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)


class _Lines:
    """A line now and then, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = 0.0
        self._began: dict[str, tuple[float, int]] = {}
        """When each stage began here, and what was done of it by then: work that is gone on with took no time."""

    def show(self, stage: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if stage not in _NAMES:
            return
        began, before = self._began.setdefault(stage, (now, done))
        if now - max(self._last, began) < _LINE_EVERY or not total:
            return
        self._last = now
        left = (now - began) * (total - done) / max(done - before, 1)
        line = f"{_NAMES[stage]}: {done:,} of {total:,}, about {left:.0f} s left"
        self._console.print(line, highlight=False, soft_wrap=True)
