"""Answers as HTML: statements with their status and citation chips, refusals, what is there so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.contract import byline
from ui.html.escaping import count, short_day, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.types import Retrieved
    from rag.types import Answer, Citation, Reason, Statement

VERDICTS: dict[str, tuple[str, str]] = {
    "supported": ("✓", "supported by the words it cites"),
    "partial": ("≈", "only partly supported by the words it cites"),
    "unsupported": ("?", "not supported by the words it cites"),
    "contradicted": ("✗", "contradicted by the words it cites"),
    "not_in_corpus": ("∅", "nothing in this archive is about it"),
}
_REASONS: dict[Reason, tuple[str, str]] = {
    "not_in_corpus": ("Not in this archive", "No article was found that answers this."),
    "insufficient_evidence": (
        "Not enough to answer",
        "What comes near does not hold up as an answer.",
    ),
    "no_article_passes_filters": (
        "No article passes the filters",
        "Widen the dates or the outlets.",
    ),
    "false_premise": (
        "The question assumes what the articles do not say",
        "See what they say instead.",
    ),
    "empty_store": ("The archive is empty", "Add articles with `dateline index PATH`."),
}
_CONFIDENCES = ((0.8, "high"), (0.6, "fair"), (0.0, "low"))  # least confidence, its word
_QUOTE_CHARS = 400  # of a quote shown over a chip


def partial(number: int, held: Sequence[Statement]) -> str:
    """Show the statements of answer `number` that are there so far."""
    return f'<div class="answer">{_statements(number, held)}</div>'


def answer(number: int, result: Answer, *, read: Sequence[Retrieved]) -> str:
    """Show a finished answer; `read` are the passages that were looked at to make it."""
    if result.abstained:
        return _refusal(result, read)
    short = text(result.short_answer or "")
    said = f'<p class="short"><strong>{short}</strong></p>' if short else ""
    said += _statements(number, result.statements)
    word = next(word for least, word in _CONFIDENCES if result.confidence >= least)
    sure = f"Confidence: {word} ({result.confidence:.2f})"
    return (
        f'<div class="answer">{said}<p class="facts">{text(_facts(result, read, sure))}</p></div>'
    )


def _refusal(result: Answer, read: Sequence[Retrieved]) -> str:
    title, meaning = _REASONS[result.abstain_reason or "insufficient_evidence"]
    detail = f'<p class="detail">{text(result.detail)}</p>' if result.detail else ""
    said = f'<p class="title"><strong>{text(title)}</strong></p><p>{text(meaning)}</p>{detail}'
    return f'<div class="refusal">{said}<p class="facts">{text(_facts(result, read))}</p></div>'


def _facts(result: Answer, read: Sequence[Retrieved], sure: str = "") -> str:
    removed = (
        f"{count(result.removed, 'sentence')} removed: not supported" if result.removed else ""
    )
    return " · ".join(filter(None, (sure, f"{looked_at(read)} looked at" if read else "", removed)))


def numbered(statements: Sequence[Statement]) -> tuple[Citation, ...]:
    """Number citations as `Answer.citations` does: by first use."""
    return tuple(dict.fromkeys(c for statement in statements for c in statement.citations))


def looked_at(read: Sequence[Retrieved]) -> str:
    """Count passages and the articles they are from."""
    articles = len({hit.passage.article.id for hit in read})
    return f"{count(len(read), 'passage')} of {count(articles, 'article')}"


def status(verdict: str) -> str:
    """Show a verdict as a glyph, and say it to those who do not see it."""
    glyph, meaning = VERDICTS[verdict]
    return (
        f'<span class="verdict" title="{meaning}"><span aria-hidden="true">{glyph}</span>'
        f'<span class="heard"> {meaning}:</span></span>'
    )


def chip(prefix: str, n: int, citation: Citation) -> str:
    """Show a citation: its number, outlet and date; its quote is told on hover and focus."""
    article = citation.article
    named = f"{byline(article).rpartition(', ')[0]} · {short_day(article.published)}"
    quote = citation.quote
    cut = quote if len(quote) <= _QUOTE_CHARS else quote[: _QUOTE_CHARS - 1] + "…"
    return (
        f'<a class="cite" href="#{prefix}-c{n}" data-by="{text(byline(article))}" data-quote="{text(cut)}">'
        f'<span class="n">{n}</span> <span class="by">{text(named)}</span></a>'
    )


def _statements(number: int, statements: Sequence[Statement]) -> str:
    numbers = {citation: n for n, citation in enumerate(numbered(statements), start=1)}
    return "".join(_statement(number, statement, numbers) for statement in statements)


def _statement(number: int, statement: Statement, numbers: Mapping[Citation, int]) -> str:
    said = text(f"“{statement.text}”" if statement.verbatim else statement.text)
    if statement.attribution_dropped and statement.speaker:
        said += f' <span class="speaker">(according to {text(statement.speaker)})</span>'
    cited = dict.fromkeys(statement.citations)
    chips = " ".join(chip(f"a{number}", numbers[c], c) for c in cited)
    return (
        f'<p class="statement {statement.verdict}">{status(statement.verdict)} {said} {chips}</p>'
    )
