"""The load script tells a server that mixes answers up from one that does not."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from evals.load import Load, Server, alone, press

if TYPE_CHECKING:
    from collections.abc import Iterator

QUESTIONS = ["Who?", "When?", "Where?"]


class _Replies(BaseHTTPRequestHandler):
    """Answers with the question itself; from the tenth answer on, where told to, with another's or not at all."""

    fault = ""
    asked = count()

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["question"]
        late = next(self.asked) > 10
        if late and self.fault == "mixed":
            asked = QUESTIONS[0]
        status = int(self.fault) if late and self.fault.isdecimal() else 200
        body = json.dumps({"question": asked, "citations": [asked], "timings_ms": {}})
        if self.headers.get("Accept") == "text/event-stream":
            body = f"event: planned\ndata: {{}}\n\nevent: done\ndata: {body}\n\n"
        self._send(status, body)

    def do_GET(self) -> None:
        self._send(200, "process_resident_memory_bytes 1.048576e+06\n")

    def _send(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    replies = type("Replies", (_Replies,), {"fault": request.param, "asked": count()})
    with ThreadingHTTPServer(("127.0.0.1", 0), replies) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        yield Server(f"http://127.0.0.1:{listening.server_address[1]}")
        listening.shutdown()


def pressed(server: Server) -> Load:
    known = alone(server, QUESTIONS)
    return press(server, known, users=4, seconds=30, most=40)


@pytest.mark.parametrize("server", [""], indirect=True)
def test_right_answers_pass(server: Server) -> None:
    load = pressed(server)
    assert load.passed
    told = load.as_json()
    assert told["answers"] >= 40
    assert told["statuses"] == {"200": told["answers"]}
    assert told["memory_mib"] == {"first": 1, "last": 1, "most": 1, "per_1000_answers": 0.0}


@pytest.mark.parametrize("server", ["mixed"], indirect=True)
def test_anothers_answer_is_found(server: Server) -> None:
    load = pressed(server)
    assert load.mixed_up
    assert set(load.mixed_up) <= set(QUESTIONS[1:])
    assert not load.passed


@pytest.mark.parametrize(
    ("server", "passed"), [("500", False), ("503", True), ("429", True)], indirect=["server"]
)
def test_a_clean_refusal_is_no_error_and_all_else_is(server: Server, passed: bool) -> None:
    known = alone(server, QUESTIONS)
    load = press(server, known, users=2, seconds=2, most=None)
    assert load.statuses[200] > 0
    assert load.passed is passed
