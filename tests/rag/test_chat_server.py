"""A chat model over HTTP: a real server speaks the OpenAI protocol, and everything that can go wrong does."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from index.search import Searcher
from rag.compose import compose
from rag.pipeline import Pipeline
from rag.settings import Settings
from rag.types import Answer, Question

pytestmark = pytest.mark.slow

pytest.importorskip("langchain_openai", reason="needs dateline[openai]")

ASKED = "How far is Skell Island off the coast?"
TRUE = "The island is 11 nautical miles off the coast"


class Server(ThreadingHTTPServer):
    """Answers each request by the next line of its script."""

    daemon_threads = True
    script: list[tuple[str, Any]]
    asked: list[dict[str, Any]]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked.append(json.loads(self.rfile.read(length)))
        step = self.server.script.pop(0) if len(self.server.script) > 1 else self.server.script[0]
        getattr(self, step[0])(step[1])

    def status(self, code: int) -> None:
        body = b'{"error": {"message": "slow down", "type": "limit"}}'
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("retry-after-ms", "1")
        self.end_headers()
        self.wfile.write(body)

    def hang(self, seconds: float) -> None:
        time.sleep(seconds)
        self.close_connection = True

    def says(self, pieces: list[str]) -> None:
        self._stream(pieces)
        self._chunk(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def drops(self, pieces: list[str]) -> None:
        self._stream(pieces)
        self.wfile.flush()
        self.close_connection = True

    def garbage(self, _: object) -> None:
        self._head()
        self._chunk(b"data: {not json\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _stream(self, pieces: list[str]) -> None:
        self._head()
        for piece in pieces:
            delta = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
            event = {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "scripted",
            }
            self._chunk(f"data: {json.dumps({**event, 'choices': [delta]})}\n\n".encode())

    def _head(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Handler)
    made.script, made.asked = [], []
    thread = threading.Thread(
        target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{made.server_port}/v1")
    monkeypatch.setenv("OPENAI_API_BASE", f"http://127.0.0.1:{made.server_port}/v1")
    yield made
    made.shutdown()
    made.server_close()


Ask = Callable[..., Answer]


@pytest.fixture
def ask(server: Server, searcher: Searcher) -> Ask:
    def pipeline(timeout: float) -> Pipeline:
        settings = Settings(
            model="openai:scripted", model_timeout=timeout, read_k=1, min_confidence=0.01
        )
        return compose(settings, searcher)

    def ask(*script: tuple[str, Any], timeout: float = 20.0) -> Answer:
        server.script = list(script)
        return pipeline(timeout).answer(Question(ASKED))

    return ask


def quoted_instead(answer: Answer) -> bool:
    return (
        answer.model == "extractive"
        and "quoted instead" in answer.notice
        and bool(answer.statements)
        and all(statement.verbatim for statement in answer.statements)
    )


@pytest.mark.parametrize(
    "pieces",
    [
        [TRUE, " [1]."],
        [TRUE, " [", "1", "]", "."],
        [TRUE, ". [[1]]"],
        [TRUE, "【1】."],
        [TRUE, " 【1†source", "】."],
        [TRUE, " [1, ", "9]."],
        [*(TRUE + " [1].")],
        [TRUE, " [1] ![x](https://evil.example/p.png)."],
    ],
)
def test_a_streamed_answer_is_cited_however_its_marks_are_cut(
    ask: Ask, server: Server, pieces: list[str]
) -> None:
    answer = ask(("says", pieces))
    assert [s.text for s in answer.statements] == [f"{TRUE}."]
    assert answer.citations[0].quote == f"{TRUE}."
    assert answer.model == "openai:scripted"
    assert not answer.notice
    assert 0 < answer.confidence < 1
    assert server.asked[0]["stream"] is True
    assert "nautical" in json.dumps(server.asked[0]["messages"])


def test_a_rate_limit_is_waited_out(ask: Ask, server: Server) -> None:
    answer = ask(("status", 429), ("says", [f"{TRUE} [1]."]))
    assert answer.statements[0].text == f"{TRUE}."
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "step",
    [
        ("status", 429),
        ("status", 500),
        ("status", 401),
        ("drops", [TRUE]),
        ("drops", [f"{TRUE} [1]. The ferry", " was "]),
        ("garbage", None),
    ],
)
def test_where_the_model_fails_the_articles_are_quoted_and_it_is_said(
    ask: Ask, step: tuple[str, Any]
) -> None:
    assert quoted_instead(ask(step))


def test_a_model_that_never_answers_is_given_up(ask: Ask) -> None:
    answer = ask(("hang", 0.6), timeout=0.2)
    assert quoted_instead(answer)
    assert "Timeout" in answer.notice


def test_what_nobody_supports_is_replaced_by_quotations(ask: Ask) -> None:
    answer = ask(("says", ["The island is 400 miles off the coast [1]."]))
    assert quoted_instead(answer)
    assert answer.removed == 0


def test_marks_in_code_are_none(ask: Ask) -> None:
    answer = ask(("says", [f"{TRUE} [1].\n\n```\nrows[1] = 'The ferry sank.'\n```"]))
    assert answer.statements[0].text == f"{TRUE}."
    assert not any("sank" in s.text for s in answer.statements)
