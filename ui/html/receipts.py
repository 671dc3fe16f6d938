"""How an answer was reached, as HTML: what was read from the question, whose accounts differ, what was searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.contract import byline
from rag.contract_parts import corroboration_text, filters_json, hint_text, said_by, searched_text
from ui.html.answer import chip
from ui.html.article import opener
from ui.html.escaping import button, count, fold, shortened, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rag.types import Answer, Citation, Conflict, Plan

_RELATIONS = {
    "disagreement": "Accounts differ",
    "update": "This has changed",
    "correction": "This was corrected",
}
_NOTE_CHARS = 300  # of a correction
_PASSAGE_CHARS = 180  # of a passage that was found and not cited
_STAGES = ("plan", "retrieve", "rerank", "read", "verify")


def understood(plan: Plan) -> str:
    """Say how a question was taken: rewritten, or split in parts; nothing where as typed."""
    lines = [f"Understood as: {plan.question}"] if plan.rewritten_from else []
    lines += [f"Asks: {part}" for part in plan.queries] if len(plan.parts) > 1 else []
    return _lines("understood", lines)


def read_filters(number: int, answer: Answer) -> str:
    """Show each filter that was read from the question as a chip that asks again without it."""
    hints = answer.plan.hints
    if not hints:
        return ""
    chips = "".join(
        f'<span class="filter">{text(hint_text(hint))} '
        + button(
            "×", "submit", turn=number, without=hint.field, title=f"Ask again without {hint.words}"
        )
        + "</span>"
        for hint in hints
    )
    change = button(
        "Change", "edit", kind="quiet", turn=number, title="Change the filters and ask again"
    )
    return f'<div class="read"><span>Read from the question:</span> {chips} {change}</div>'


def remaining(answer: Answer, without: str) -> dict[str, Any]:
    """List the filters of an answer less those read as `without` (`dates`, `sources` or `as_of`)."""
    read = filters_json(answer)
    gone = {"dates": ("since", "until"), "sources": ("sources",), "as_of": ("as_of",)}[without]
    return {name: read[name] for name in ("since", "until", "sources", "as_of") if name not in gone}


def conflicts(number: int, answer: Answer) -> str:
    """Show differing accounts side by side."""
    numbers = {citation: n for n, citation in enumerate(answer.citations, start=1)}
    return "".join(_conflict(number, conflict, numbers) for conflict in answer.conflicts)


def beside(answer: Answer) -> str:
    """Show agreeing reports, corrections, and what is left unanswered."""
    lines = [answer.notice] if answer.notice else []
    if answer.corroboration and not answer.conflicts:
        lines.append(f"Told by {corroboration_text(answer.corroboration)}")
    for correction in answer.corrections:
        noted = shortened(correction.citation.quote, _NOTE_CHARS)
        lines.append(f"{correction.kind} ({byline(correction.citation.article)}): {noted}")
    lines += [f"Not answered: {part}" for part in answer.unanswered]
    return _lines("beside", lines)


def receipts(answer: Answer) -> str:
    """Show what was searched and what came near, of an answer that abstains or leaves a part unanswered."""
    lines = [f"<p>Searched: {text(searched_text(answer.searched))}</p>"] if answer.searched else []
    if answer.premise and answer.abstained:
        cited = answer.premise.citation
        lines.append(f"<p>“{text(cited.quote)}” {_open(cited)}</p>")
    for miss in answer.near:
        named = text(miss.citation.article.title or "Untitled")
        lines.append(f"<p>Near: {named} – {text(miss.why)} {_open(miss.citation)}</p>")
    return f'<div class="receipts">{"".join(lines)}</div>' if lines else ""


def cited(number: int, answer: Answer) -> str:
    """List the sources that are cited, each article once, its reprints folded under it."""
    copies = {hit.passage.article.id: hit.copies for hit in answer.evidence}
    first: dict[str, tuple[int, Citation]] = {}
    for n, citation in enumerate(answer.citations, start=1):
        first.setdefault(citation.article.id, (n, citation))
    items = ""
    for n, citation in first.values():
        article = citation.article
        reprints = "".join(f"<li>{text(byline(copy))}</li>" for copy in copies.get(article.id, ()))
        folded = fold(
            count(len(copies.get(article.id, ())), "reprint"),
            f"<ul>{reprints}</ul>" if reprints else "",
        )
        items += f"<li>{chip(f'a{number}', n, citation)} {text(article.title or 'Untitled')}{folded}</li>"
    return f'<ol class="cited" aria-label="Sources">{items}</ol>' if items else ""


def retrieved(answer: Answer) -> str:
    """Fold away the passages that were found and are not cited."""
    used = {citation.article.id for citation in answer.citations}
    others = [h.passage for h in answer.evidence if h.passage.article.id not in used]
    items = "".join(
        f"<li>{opener(found.article.title or 'Untitled', found.article, (found.start, found.end))}"
        f' <span class="byline">{text(byline(found.article))}</span>'
        f'<span class="snippet">{text(shortened(found.text, _PASSAGE_CHARS))}</span></li>'
        for found in others
    )
    return fold(
        f"Also retrieved ({len(others)})", f'<ol class="found">{items}</ol>' if items else ""
    )


def steps(answer: Answer) -> str:
    """Fold away what was done for the answer, with how long each step took."""
    total = answer.timings_ms.get("total", 0.0)
    if not total:
        return ""
    rows = "".join(
        f"<tr><th scope='row'>{stage}</th><td>{answer.timings_ms[stage]:,.1f} ms</td>"
        f"<td><meter min='0' max='{total}' value='{answer.timings_ms[stage]}' aria-label='{stage}'></meter></td></tr>"
        for stage in _STAGES
        if stage in answer.timings_ms
    )
    searched = "".join(f"<p>searched for: {text(query)}</p>" for query in answer.plan.queries)
    written = f"<p>written by: {text(answer.model)}</p>"
    told = f"<table>{rows}</table>{searched}{written}"
    return fold(f"How this was made · {total:,.0f} ms", told, kind="steps")


def _conflict(number: int, conflict: Conflict, numbers: Mapping[Citation, int]) -> str:
    holds = conflict.sides[-1] if conflict.relation != "disagreement" else None
    sides = "".join(
        f'<li class="side"><span class="who">{text(said_by(side))}'
        f"{' <em>now holds</em>' if side is holds else ''}</span>"
        f'<span class="value">“{text(side.value)}”</span> '
        f"{chip(f'a{number}', numbers[side.citation], side.citation)}</li>"
        for side in conflict.sides
    )
    return (
        f'<div class="conflict"><strong>{_RELATIONS[conflict.relation]}</strong>'
        f'<ul class="sides">{sides}</ul></div>'
    )


def _open(citation: Citation) -> str:
    return opener(byline(citation.article), citation.article, (citation.start, citation.end))


def _lines(kind: str, lines: list[str]) -> str:
    said = "".join(f"<p>{text(line)}</p>" for line in lines)
    return f'<div class="{kind}">{said}</div>' if said else ""
