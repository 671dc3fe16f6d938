"""The gate: so many at a time, so many in the queue, nobody beyond, and no work for who has hung up."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import anyio
import pytest

from ui.doors.errors import Refused
from ui.doors.gate import Gate
from ui.doors.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_so_many_work_so_many_wait_and_the_next_one_is_turned_away() -> None:
    gate = Gate(Limits(at_once=2, waiting=3))
    release = threading.Event()
    most = 0

    def work() -> None:
        nonlocal most
        most = max(most, gate.working)
        release.wait(10)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(gate.run, work)
            while gate.waiting < 3:  # noqa: ASYNC110 - seen from outside
                await anyio.sleep(0.001)
            assert gate.working == 2
            with pytest.raises(Refused) as refused:
                await gate.run(work)
            assert refused.value.status_code == 503
            assert refused.value.code == "queue_full"
            assert refused.value.headers
            assert int(refused.value.headers["Retry-After"]) >= 1
            release.set()
        assert (gate.working, gate.waiting, most) == (0, 0, 2)
        await gate.run(work)

    anyio.run(main)


def test_who_waits_too_long_is_turned_away_and_leaves_the_queue() -> None:
    gate = Gate(Limits(at_once=1, patience=0.05))
    release = threading.Event()

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(gate.run, lambda: release.wait(10))
            while not gate.working:  # noqa: ASYNC110 - seen from outside
                await anyio.sleep(0.001)
            with pytest.raises(Refused, match="no turn came in time") as refused:
                await gate.run(lambda: None)
            assert refused.value.code == "queue_timeout"
            assert gate.waiting == 0
            release.set()
        assert await gate.run(lambda: 7) == 7

    anyio.run(main)


def test_steps_come_one_by_one_and_stop_when_nobody_listens() -> None:
    gate = Gate(Limits(at_once=1))
    made: list[int] = []
    closed: list[bool] = []

    def numbers() -> Iterator[int]:
        try:
            for number in range(100):
                made.append(number)
                yield number
        finally:
            closed.append(True)

    async def main() -> None:
        steps = gate.steps(numbers)
        assert [await anext(steps), await anext(steps)] == [0, 1]
        assert gate.working == 1
        await steps.aclose()
        assert (made, closed, gate.working) == ([0, 1], [True], 0)
        assert [n async for n in gate.steps(lambda: iter((None, 3)))] == [None, 3]

    anyio.run(main)


def test_what_breaks_gives_its_turn_back() -> None:
    gate = Gate(Limits(at_once=1))

    def broken() -> Iterator[int]:
        yield 1
        raise RuntimeError("broken")

    async def main() -> None:
        with pytest.raises(RuntimeError, match="broken"):
            _ = [n async for n in gate.steps(broken)]
        assert await gate.run(lambda: gate.working) == 1
        assert gate.working == 0

    anyio.run(main)
