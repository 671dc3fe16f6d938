"""Steps of an answer as server-sent events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rag.contract import answer_json, citation_json, retrieved_json
from rag.contract_parts import statement_json
from rag.question_trace import plan_json

if TYPE_CHECKING:
    from rag.types import Citation, Event

    Json = dict[str, Any]

MEDIA_TYPE = "text/event-stream"


def server_sent(data: object, *, event: str | None = None) -> bytes:
    r"""Write one server-sent event.

    >>> server_sent({"a": "x\ny"}, event="done")
    b'event: done\ndata: {"a":"x\\ny"}\n\n'
    """
    named = f"event: {event}\n" if event else ""
    written = data if isinstance(data, str) else json.dumps(data, separators=(",", ":"))
    return f"{named}data: {written}\n\n".encode()


class Steps:
    """Lays the steps of one answer out; citations are numbered by first use, as in the answer."""

    def __init__(self) -> None:
        self._numbers: dict[Citation, int] = {}

    def json(self, event: Event) -> Json:
        """Lay a step out: `planned` the plan, `found` the passages, `statement` one sentence, `done` the answer.

        `writing` is empty; a second one takes the statements before it back.
        """
        if event.answer:
            return answer_json(event.answer)
        if event.statement:
            cited = event.statement.citations
            new = [c for c in cited if c not in self._numbers]
            self._numbers |= {c: n for n, c in enumerate(new, start=len(self._numbers) + 1)}
            return {
                **statement_json(event.statement, self._numbers),
                "cited": [citation_json(c, self._numbers[c]) for c in cited],
            }
        if event.stage == "planned" and event.plan:
            return plan_json(event.plan)
        if event.stage == "found":
            return {
                "retrieved": [retrieved_json(hit, n) for n, hit in enumerate(event.evidence, 1)]
            }
        self._numbers.clear()
        return {}
