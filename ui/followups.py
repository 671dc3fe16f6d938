"""Questions that may come next, made of an answer's own names and dates, without a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.contract_parts import day_text
from rag.particulars import particulars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.types import Answer

MOST = 3


def follow_ups(answer: Answer) -> tuple[str, ...]:
    """Suggest up to three questions: about differing accounts, those who speak, people named, what came later."""
    asked = answer.question.text.casefold()
    return tuple(dict.fromkeys(q for q in _suggested(answer) if q.casefold() != asked))[:MOST]


def _suggested(answer: Answer) -> Iterator[str]:
    for conflict in answer.conflicts:
        speaker = next((side.speaker for side in conflict.sides if side.speaker), None)
        if speaker:
            yield f"What did {speaker} say about it?"
    for statement in answer.statements:
        if statement.speaker:
            yield f"What else did {statement.speaker} say?"
    for citation in answer.citations[:2]:
        known = answer.question.text.casefold()
        for found in particulars(citation.quote):
            if found.kind == "name" and " " in found.text and found.text.casefold() not in known:
                yield f"What else is reported about {found.text}?"
    latest = max(
        (c.article.published for c in answer.citations if c.article.published), default=None
    )
    if latest:
        yield f"What happened after {day_text(latest)}?"
