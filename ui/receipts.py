"""How an answer was reached, as HTML: what was understood, whose accounts differ, what was searched in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.contract import byline
from rag.contract_parts import corroboration_text, hint_text, said_by, searched_text
from ui.render import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rag.types import Answer, Citation, Conflict, Plan

_RELATIONS = {
    "disagreement": "Accounts differ",
    "update": "This has changed",
    "correction": "This was corrected",
}
_NOTE_CHARS = 300  # of a correction


def understood(plan: Plan) -> str:
    """Say how a question was taken: rewritten, split, with filters read from its words; nothing where as typed."""
    lines = [f"Understood as: {plan.question}"] if plan.rewritten_from else []
    lines += [f"Asks: {part}" for part in plan.queries] if len(plan.parts) > 1 else []
    lines += [f"Read from the question: {hint_text(hint)}" for hint in plan.hints]
    if plan.hints:
        lines.append("Set the dates or outlets below to say it otherwise.")
    return _lines("understood", lines)


def accounts(number: int, answer: Answer) -> str:
    """Show differing accounts, agreeing reports, corrections, and what is left unanswered of answer `number`."""
    numbers = {citation: n for n, citation in enumerate(answer.citations, start=1)}
    shown = "".join(_conflict(number, conflict, numbers) for conflict in answer.conflicts)
    lines = [answer.notice] if answer.notice else []
    if answer.corroboration and not answer.conflicts:
        lines.append(corroboration_text(answer.corroboration))
    for correction in answer.corrections:
        noted = " ".join(correction.citation.quote.split())[:_NOTE_CHARS]
        lines.append(f"{correction.kind} ({byline(correction.citation.article)}): {noted}")
    lines += [f"Not answered: {part}" for part in answer.unanswered]
    return shown + _lines("beside", lines)


def receipts(answer: Answer) -> str:
    """Show what was searched and what came near, of an answer that abstains or leaves a part unanswered."""
    lines = [f"Searched: {searched_text(answer.searched)}"] if answer.searched else []
    if answer.premise and answer.abstained:
        citation = answer.premise.citation
        lines.append(f"“{citation.quote}” ({byline(citation.article)})")
    for miss in answer.near:
        article = miss.citation.article
        lines.append(f"Near: {article.title or 'Untitled'} ({byline(article)}) – {miss.why}")
    return _lines("receipts", lines)


def _conflict(number: int, conflict: Conflict, numbers: Mapping[Citation, int]) -> str:
    sides = "".join(
        f"<li>{text(said_by(side))}: “{text(side.value)}” "
        f'<a class="cite" href="#a{number}-c{numbers[side.citation]}">{numbers[side.citation]}</a></li>'
        for side in conflict.sides
    )
    return f'<div class="conflict"><strong>{_RELATIONS[conflict.relation]}</strong><ul>{sides}</ul></div>'


def _lines(kind: str, lines: list[str]) -> str:
    said = "".join(f"<p>{text(line)}</p>" for line in lines)
    return f'<div class="{kind}">{said}</div>' if said else ""
