"""One question's whole path as a JSON document: what was read, searched, found, ranked, written, checked, and when."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from rag.contract import answer_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rag.types import Event, Part, Plan

Json = dict[str, Any]


class Trace:
    """Listens to a stream of events and keeps what happened; `document` is whole after the last one."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self.document: Json = {"events": []}

    def follow(self, events: Iterable[Event]) -> Iterator[Event]:
        """Pass events on as they come, noting each."""
        for event in events:
            self._note(event)
            yield event

    def _note(self, event: Event) -> None:
        told: Json = {"stage": event.stage, "ms": round(1000 * (perf_counter() - self._start), 1)}
        plan = plan_json(event.plan) if event.plan else None
        stepped = event.stage == "writing" and plan != self.document.get("plan")
        if event.stage == "planned" or stepped:
            self.document["plan"] = plan
        if event.stage == "found" or stepped:  # steps find other passages
            told["evidence"] = [
                {"passage": hit.passage.id, "score": round(hit.score, 4), "route": hit.route}
                for hit in event.evidence
            ]
        if event.statement:
            told["statement"] = {
                "text": event.statement.text,
                "support": round(event.statement.support, 4),
                "verdict": event.statement.verdict,
                "cites": [f"{c.article.id}:{c.start}-{c.end}" for c in event.statement.citations],
            }
        if event.answer:
            self.document["answer"] = answer_json(event.answer)
        self.document["events"].append(told)


def plan_json(plan: Plan) -> Json:
    """Lay a plan out: the question as it stands alone, its parts, what was read from its words."""
    return {
        "question": plan.question,
        "rewritten_from": plan.rewritten_from,
        "parts": [_part_json(part) for part in plan.parts],
        "read": [
            {"words": hint.words, "field": hint.field, "strict": hint.strict} for hint in plan.hints
        ],
    }


def _part_json(part: Part) -> Json:
    wanted = part.preferred
    return {
        "text": part.text,
        "sources": list(part.sources),
        "since": wanted.since.isoformat() if wanted.since else None,
        "until": wanted.until.isoformat() if wanted.until else None,
        "articles": list(part.articles),
    }
