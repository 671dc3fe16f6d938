"""A conversation as HTML: each question, what is said to it, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.contract import answer_text
from rag.contract_parts import byline
from ui.followups import follow_ups
from ui.html import receipts
from ui.html.answer import answer
from ui.html.escaping import button, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.types import Answer, Question
    from ui.turns import Turn

GOOD_REASONS = ("right and complete", "well sourced")
BAD_REASONS = (
    "wrong",
    "incomplete",
    "the source does not say this",
    "outdated",
    "should have been refused",
    "should have been answered",
)
_THUMB = (
    '<svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor"'
    ' stroke-width="2" stroke-linejoin="round"><path d="M7 11v9H3v-9zM7 11l4-8c1.8 0 3 1.2 3 3v3h5.2'
    'c1.3 0 2.2 1.2 1.9 2.4l-1.7 7c-.2.9-1 1.6-2 1.6H7"/></svg>'
)
_WELCOME = (
    "Ask about the news in this archive.",
    "Every sentence of an answer shows the exact words it rests on. What the archive does not hold is refused.",
)


def conversation(turns: Sequence[Turn], *, examples: Sequence[str] = ()) -> str:
    """Show a conversation, or what to do first where it is empty."""
    if turns:
        return "".join(_turn(n, one, len(turns)) for n, one in enumerate(turns, start=1))
    tries = "".join(button(question, "submit", kind="try", ask=question) for question in examples)
    return (
        f'<div class="welcome"><h2>{_WELCOME[0]}</h2><p>{_WELCOME[1]}</p>'
        f'<div class="tries">{tries}</div><p class="hint">Press <kbd>?</kbd> for the keys.</p></div>'
    )


def asked(question: Question) -> str:
    """Show a question and the filters it was asked under."""
    since, until = question.filters.since, question.filters.until
    named = [
        f"from {since}" if since else "",
        f"until {until}" if until else "",
        f"as of {question.as_of}" if question.as_of else "",
        ", ".join(question.filters.sources),
    ]
    under = " · ".join(filter(None, named))
    said = f'<h2 class="asked">{text(question.text)}</h2>'
    return said + (f'<div class="under">{text(under)}</div>' if under else "")


def finished(number: int, turn: Turn) -> str:
    """Show all that is to be said of a finished answer."""
    result = turn.answer
    if result is None:
        return turn.said
    return "".join(
        (
            receipts.understood(result.plan),
            receipts.read_filters(number, result),
            receipts.conflicts(number, result),
            answer(number, result, read=turn.read),
            receipts.beside(result),
            receipts.receipts(result),
            receipts.cited(number, result),
            receipts.retrieved(result),
            receipts.steps(result),
        )
    )


def copied(result: Answer) -> str:
    """Write an answer with its citations as plain text, to be copied."""
    said = answer_text(result) if result.statements else "Not in this archive."
    lines = [result.question.text, "", said, ""]
    for n, citation in enumerate(result.citations, start=1):
        article = citation.article
        place = article.url or article.path or article.id
        named = f"[{n}] {article.title or 'Untitled'}. {byline(article)}. {place}"
        lines += [named, f"    “{' '.join(citation.quote.split())}”"]
    return "\n".join(lines).strip() + "\n"


def _turn(number: int, turn: Turn, of: int) -> str:
    body = finished(number, turn)
    tail = _actions(number, turn) if turn.over else ""
    if turn.answer and number == of:
        tail += _follow_ups(turn.answer)
    return (
        f'<article class="turn {turn.state}" aria-label="Question {number}">'
        f"{asked(turn.question)}{body}{tail}</article>"
    )


def _actions(number: int, turn: Turn) -> str:
    again = button("Ask again", "submit", kind="quiet", turn=number)
    edit = button("Edit", "edit", kind="quiet", turn=number, title="Edit the question")
    if turn.answer is None:
        return f'<div class="actions">{again}{edit}</div>'
    copy = (
        '<button type="button" class="quiet" data-copy="'
        f'{text(copied(turn.answer))}" title="Copy with citations">Copy</button>'
    )
    keep = button(
        "Add to eval set",
        "apply",
        kind="quiet",
        turn=number,
        title="Add this question to the eval set",
    )
    thumbs = _thumb(number, "up", "Good answer", GOOD_REASONS)
    thumbs += _thumb(number, "down", "Bad answer", BAD_REASONS)
    return f'<div class="actions">{copy}{again}{edit}{keep}{thumbs}</div>'


def _thumb(number: int, verdict: str, label: str, reasons: Sequence[str]) -> str:
    options = "".join(
        f'<option value="{text(reason)}">{text(reason)}</option>' for reason in reasons
    )
    send = button("Send", "like", turn=number, verdict=verdict)
    return (
        f'<details class="thumb {verdict}" data-form><summary title="{label}" aria-label="{label}">{_THUMB}</summary>'
        f'<div class="reasons"><label>Why <select name="reason">{options}</select></label>'
        f'<label>Note <input name="note" maxlength="500"></label>{send}</div></details>'
    )


def _follow_ups(result: Answer) -> str:
    asks = "".join(button(q, "submit", kind="try", ask=q) for q in follow_ups(result))
    return (
        f'<div class="next" aria-label="Suggested questions" role="group">{asks}</div>'
        if asks
        else ""
    )
