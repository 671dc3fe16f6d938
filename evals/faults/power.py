"""What a power cut may take: whatever was not flushed at the moment of the switch.

Nobody pulls a plug here. The order is watched instead: when CURRENT is replaced, every file and folder of the new
generation must have been flushed since it last changed, and CURRENT's own folder right after.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from unittest.mock import patch

from evals.faults.newsroom import article
from evals.faults.report import Report
from index.build import Builder
from index.config import IndexConfig
from index.progress import silent
from index.testing import HashEmbedder
from index.types import Article

if TYPE_CHECKING:
    from pathlib import Path

State = tuple[int, int, int]  # inode, nanoseconds of the last change, bytes


class Watch:
    """Notes what was flushed, and judges when CURRENT is replaced."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.switches = 0
        self.unflushed: list[str] = []
        self._flushed: set[State] = set()
        self._switched = False  # and the switch not flushed yet

    def flushed(self, handle: int) -> None:
        """Be told that a file or folder was flushed."""
        found = os.fstat(handle)
        self._flushed.add((found.st_ino, found.st_mtime_ns, found.st_size))
        if self._switched and found.st_ino == self.store.stat().st_ino:
            self._switched = False

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Be told of an event by the interpreter."""
        if event == "os.rename" and str(arguments[1]) == str(self.store / "CURRENT"):
            self.switches += 1
            self._switched = True
            written = self.store / "CURRENT.new"
            folder = self.store / "generations" / written.read_text("ascii")
            self._judge(written, folder, folder.parent, *folder.rglob("*"))

    def finish(self) -> None:
        """Judge whether the replacement itself was flushed."""
        if self._switched:
            self.unflushed.append("CURRENT was replaced, and its folder not flushed afterwards")

    def _judge(self, *paths: Path) -> None:
        for path in paths:
            found = path.stat()
            if (found.st_ino, found.st_mtime_ns, found.st_size) not in self._flushed:
                self.unflushed.append(f"{path.relative_to(self.store.parent)} was not flushed")


def power(room: Path, *, generations: int, seed: int) -> Report:
    """Build generation after generation and watch the order of flushes; run it in a process of its own."""
    report = Report(fault="power", seed=seed)
    watch = Watch(room / "store")
    flush = os.fsync

    def watched(handle: int) -> None:
        flush(handle)
        watch.flushed(handle)

    sys.addaudithook(watch)
    with patch("os.fsync", watched):
        for number in range(generations):
            _build(watch.store, number, seed)
            watch.finish()
            report.add(f"generation {number}", watch.unflushed)
            watch.unflushed.clear()
    report.counts["switches"] = watch.switches
    report.demand("switches", "CURRENT was never replaced")
    return report


def _build(store: Path, number: int, seed: int) -> None:
    made = article(number, seed=seed)
    embedder = HashEmbedder()
    Builder(
        store=store,
        config=IndexConfig(),
        embedder=embedder,
        choose=lambda _sample, _total: embedder,
        progress=silent,
    ).build([Article(id=made["id"], title=made["title"], text=made["text"])])
