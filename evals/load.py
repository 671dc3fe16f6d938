"""Many users at once against a running server: `python -m evals.load http://127.0.0.1:7860 --users 50 --seconds 120`.

Asks every question alone first, then all of them at random from all users at once, and compares: each answer must be
the one that its question got alone, to the last offset. Every other user listens to server-sent events. Prints one JSON
document; the exit code is 1 after a mixed-up answer or any status but 200, 429 and 503. The server must be started
with `--per-minute 0`, since all users come from one address.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

import numpy as np

_SEEDS = "police court minister election health school storm company team museum".split()
_CLEAN = {200, 429, 503}  # a refusal that says when to come back is no error
_TIMEOUT = 120  # seconds
_MEMORY_EVERY = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it is, and the token that opens it."""

    address: str
    token: str | None = None

    def send(
        self, method: str, path: str, body: object = None, *, stream: bool = False
    ) -> tuple[int, str]:
        """Make a request on a connection of its own; status and body come back, status 0 where nobody answered."""
        place = urlsplit(self.address)
        connection = HTTPConnection(place.hostname or "", place.port, timeout=_TIMEOUT)
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if stream:
            headers["Accept"] = "text/event-stream"
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            response = connection.getresponse()
            return response.status, response.read().decode()
        except (OSError, HTTPException) as error:
            return 0, str(error)
        finally:
            connection.close()

    def ask(self, question: str, *, stream: bool = False) -> tuple[int, dict[str, Any] | None]:
        """Ask a question: the status and the answer, None where there is none."""
        status, body = self.send("POST", "/api/ask", {"question": question}, stream=stream)
        if status != 200:  # noqa: PLR2004 - HTTP's
            return status, None
        if stream:
            *_, last = (block for block in body.split("\n\n") if block)
            body = last.partition("data: ")[2]
        answer: dict[str, Any] = json.loads(body)
        return (status, answer) if "question" in answer else (0, None)

    def memory(self) -> int:
        """Read the server's resident memory in bytes."""
        _, body = self.send("GET", "/metrics")
        (line,) = [n for n in body.splitlines() if n.startswith("process_resident_memory_bytes ")]
        return int(float(line.split()[1]))

    def questions(self, count: int) -> list[str]:
        """Make questions of the headlines that a few searches find."""
        found: dict[str, None] = {}
        for seed in _SEEDS:
            asked = {"query": seed, "k": 2 * count // len(_SEEDS)}
            _, body = self.send("POST", "/api/search", asked)
            found |= {hit["title"]: None for hit in json.loads(body)["results"] if hit["title"]}
        return [f"What was reported about {title}?" for title in list(found)[:count]]


@dataclass(slots=True)
class Load:
    """What came back; seconds are those of answers."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    mixed_up: list[str] = field(default_factory=list)
    memory: list[tuple[int, int]] = field(default_factory=list)
    """Answers so far, bytes."""
    lock: Lock = field(default_factory=Lock)

    @property
    def passed(self) -> bool:
        """Whether no answer was mixed up and every refusal was a clean one."""
        return not self.mixed_up and bool(self.seconds) and set(self.statuses) <= _CLEAN

    def note(self, status: int, took: float) -> None:
        """Count a reply."""
        with self.lock:
            self.statuses[status] += 1
            if status == 200:  # noqa: PLR2004 - HTTP's
                self.seconds.append(took)

    def as_json(self) -> dict[str, Any]:
        """Lay it out: seconds, MiB."""
        quantiles = np.quantile(self.seconds or [0.0], [0.5, 0.95, 0.99]).round(2).tolist()
        first, last = self.memory[0][1], self.memory[-1][1]
        answers, sizes = np.array(self.memory, dtype=float).T
        slope = float(np.polyfit(answers, sizes, 1)[0]) if len(set(answers)) > 1 else 0.0
        return {
            "answers": len(self.seconds),
            "statuses": {str(status): n for status, n in sorted(self.statuses.items())},
            "mixed_up": len(self.mixed_up),
            "seconds": dict(zip(("p50", "p95", "p99"), quantiles, strict=True)),
            "memory_mib": {
                "first": first >> 20,
                "last": last >> 20,
                "most": int(sizes.max()) >> 20,
                "per_1000_answers": round(1000 * slope / 2**20, 1),
            },
        }


def alone(server: Server, questions: list[str]) -> dict[str, Any]:
    """Ask each question by itself: what its answer must be."""
    known = {}
    for question in questions:
        _, answer = server.ask(question)
        if answer is None:
            raise SystemExit(f"the server does not answer {question!r} even when it is asked alone")
        known[question] = words_of(answer)
    return known


def words_of(answer: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Leave out of an answer what may differ from time to time."""
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def press(
    server: Server, known: dict[str, Any], *, users: int, seconds: float, most: int | None
) -> Load:
    """Let all users ask at random until the time is over or so many answers have come."""
    load, end = Load(), time.monotonic() + seconds

    def over() -> bool:
        return time.monotonic() > end or (most is not None and len(load.seconds) >= most)

    def user(number: int) -> None:
        chance = Random(number)  # noqa: S311 - no secret
        while not over():
            question = chance.choice(list(known))
            began = time.monotonic()
            status, answer = server.ask(question, stream=number % 2 == 1)
            load.note(status, time.monotonic() - began)
            if answer is not None and words_of(answer) != known[question]:
                load.mixed_up.append(question)
            elif answer is None:
                time.sleep(chance.uniform(0.5, 1.5))

    threads = [Thread(target=user, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        load.memory.append((len(load.seconds), server.memory()))
        time.sleep(_MEMORY_EVERY)
    return load


def main() -> int:
    """Press, print, and say whether all went well."""
    options = argparse.ArgumentParser(prog="python -m evals.load", description=__doc__)
    options.add_argument("address", help="of the server, e.g. http://127.0.0.1:7860")
    options.add_argument("--token", help="an API token")
    options.add_argument("--users", type=int, default=50, help="who ask at the same time")
    options.add_argument("--seconds", type=float, default=120.0, help="how long they go on")
    options.add_argument("--answers", type=int, help="stop after so many answers")
    options.add_argument("--questions", type=Path, help="a file with a question on each line")
    options.add_argument("--count", type=int, default=60, help="questions to make without a file")
    asked = options.parse_args()
    server = Server(asked.address, asked.token)
    written = asked.questions and asked.questions.read_text("utf-8").splitlines()
    questions = written or server.questions(asked.count)
    known = alone(server, questions)
    answered = sum(not answer["abstained"] for answer in known.values())
    load = press(server, known, users=asked.users, seconds=asked.seconds, most=asked.answers)
    told = {"users": asked.users, "questions": len(known), "answered_alone": answered}
    print(json.dumps(told | load.as_json(), indent=1))  # noqa: T201
    return 0 if load.passed else 1


if __name__ == "__main__":
    sys.exit(main())
