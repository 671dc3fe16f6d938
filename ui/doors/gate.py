"""A few requests at a time, the next ones in a bounded queue, all others turned away."""

from __future__ import annotations

import math
import time
from contextlib import asynccontextmanager
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio.to_thread import run_sync

from ui.doors.errors import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator

    from ui.doors.limits import Limits

Item = TypeVar("Item")

_LONGEST_RETRY = 60  # seconds
_FIRST_GUESS = 0.5  # seconds that a request takes, before any was seen
_LEARN = 0.1  # weight of the last request in what one takes


class _End(Enum):
    OF_STEPS = "no more"


class Gate:
    """Lets `limits.at_once` requests work and `limits.waiting` wait; times are in seconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._slots = anyio.Semaphore(limits.at_once)
        self._takes = _FIRST_GUESS
        self.working = 0
        self.waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it.

        Raises:
            Refused: too many wait already (503), or it took too long (503).
        """
        await self._wait()
        self.working += 1
        began = time.monotonic()
        try:
            yield
        finally:
            self.working -= 1
            self._takes += _LEARN * (time.monotonic() - began - self._takes)
            self._slots.release()

    async def _wait(self) -> None:
        try:
            self._slots.acquire_nowait()
        except anyio.WouldBlock:
            pass
        else:
            return
        if self.waiting >= self._limits.waiting:
            raise self._busy("queue_full", "too many requests wait already")
        self.waiting += 1
        try:
            with anyio.fail_after(self._limits.patience):
                await self._slots.acquire()
        except TimeoutError:
            raise self._busy("queue_timeout", "no turn came in time") from None
        finally:
            self.waiting -= 1

    def _busy(self, code: str, why: str) -> Refused:
        """Say when it may be worth coming back: when those who wait now are through."""
        wait = math.ceil((self.waiting + 1) * self._takes / self._limits.at_once)
        after = min(max(wait, 1), _LONGEST_RETRY)
        return Refused(503, f"{why}: try again in {after} s", code=code, retry_after=after)

    async def steps(self, make: Callable[[], Iterator[Item]]) -> AsyncGenerator[Item]:
        """Run a blocking iterator in threads, one step after the other, holding one turn.

        A caller that stops listening stops it after the step that is being done.
        """
        async with self.turn():
            iterator = make()
            try:
                while not isinstance(item := await run_sync(next, iterator, _End.OF_STEPS), _End):
                    yield item
            finally:
                if close := getattr(iterator, "close", None):
                    close()

    async def run(self, work: Callable[[], Item]) -> Item:
        """Run blocking work in a thread, holding one turn."""
        async with self.turn():
            return await run_sync(work)
