"""Many callers at once over a real port: nobody gets another's answer, who hangs up leaves their turn."""

from __future__ import annotations

import time
from functools import partial
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from doorway import FLOOD, Opened

from evals.load import Server, alone, press
from rag.types import Draft, Sentence
from ui.doors.app import Access, make_app
from ui.doors.limits import Limits
from ui.doors.server import listen, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.types import Retrieved
    from rag.types import Plan

QUESTIONS = [
    FLOOD,
    "How high did the river Sile rise?",
    "By how many votes did the budget pass?",
    "Who found a crack in the hull?",
    "How far off the coast is Skell Island?",
    "Who invented the quantum toaster?",
]


def test_everyone_gets_the_answer_to_their_own_question(url: str) -> None:
    server = Server(url)
    load = press(server, alone(server, QUESTIONS), users=10, seconds=60, most=60)
    assert load.mixed_up == []
    assert set(load.statuses) == {200}


def test_who_comes_when_the_queue_is_full_is_told_when_to_come_back(open_archive: Opened) -> None:
    limits = Limits(per_minute=0, at_once=1, waiting=1)
    app = make_app(open_archive(write=partial(_slowly, steps=10)), Access(limits=limits))
    with serving(app, listen("127.0.0.1", 0)) as address:
        load = press(Server(address), {FLOOD: None}, users=6, seconds=0.5, most=None)
    assert load.statuses[503] > 0
    assert set(load.statuses) <= {200, 503}


def _slowly(_: Plan, evidence: Sequence[Retrieved], *, steps: int = 100) -> Draft:
    """Write the first words of an article again and again, a tenth of a second each time."""
    passage = evidence[0].passage

    def sentences() -> Iterator[Sentence]:
        for _ in range(steps):
            time.sleep(0.1)
            yield Sentence(passage.text[:40], (passage,))

    return Draft(sentences=sentences())


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_no_work_is_done_for_who_has_hung_up(open_archive: Opened, accept: str) -> None:
    app = make_app(open_archive(write=_slowly), Access(limits=Limits(per_minute=0, at_once=1)))
    with serving(app, listen("127.0.0.1", 0)) as address:
        caller = HTTPConnection(address.removeprefix("http://"))
        headers = {"Content-Type": "application/json", "Accept": accept}
        caller.request("POST", "/api/ask", f'{{"question": "{FLOOD}"}}', headers)
        _wait_until(address, "dateline_working 1.0")
        caller.close()
        _wait_until(address, "dateline_working 0.0")


def _wait_until(address: str, line: str) -> None:
    """Wait until the metrics say so, for less time than the slow answer takes."""
    end = time.monotonic() + 6
    while time.monotonic() < end:
        with urlopen(f"{address}/metrics") as response:  # noqa: S310 - our own server
            if line in response.read().decode().splitlines():
                return
        time.sleep(0.05)
    pytest.fail(f"the metrics never say {line}")
