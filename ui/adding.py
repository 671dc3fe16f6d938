"""Add files to the store in a thread of its own, and tell how far it has come."""

from __future__ import annotations

import queue
import time
from threading import Lock, Thread
from typing import TYPE_CHECKING, NamedTuple

from ui.indexing import index_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.settings import Settings
    from ui.indexing import IndexReport

_ONE_AT_A_TIME = Lock()
_STAGES = {
    "bytes": "Reading",
    "split": "Splitting",
    "embed": "Embedding",
    "words": "Indexing words",
}
_EVERY = 0.2  # seconds between two steps that are told


class Step(NamedTuple):
    """How far a stage has come, and the seconds that it has taken so far."""

    stage: str
    done: int
    total: int | None
    seconds: float


class _Told:
    """Puts the steps of named stages into a queue, not too often."""

    def __init__(self) -> None:
        self.steps: queue.Queue[Step | IndexReport | Exception] = queue.Queue()
        self._stage = ""
        self._began = self._last = 0.0

    def show(self, stage: str, done: int, total: int | None) -> None:
        if stage not in _STAGES:
            return
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began, self._last = stage, now, 0.0
        if now - self._last >= _EVERY:
            self._last = now
            self.steps.put(Step(_STAGES[stage], done, total, now - self._began))


def add_files(paths: Sequence[str], settings: Settings) -> Iterator[Step | IndexReport]:
    """Add files to the store of the settings; the report comes last. One at a time: a second one waits.

    Raises:
        InputError: nothing could be read.
        StoreError: the store cannot be added to.
    """
    told = _Told()

    def work() -> None:
        try:
            with _ONE_AT_A_TIME:
                told.steps.put(index_paths(paths, settings, bars=told))
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            told.steps.put(error)

    Thread(target=work, daemon=True, name="dateline-add").start()
    while True:
        step = told.steps.get()
        if isinstance(step, Exception):
            raise step
        yield step
        if not isinstance(step, Step):
            return
