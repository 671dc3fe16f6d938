"""Values → HTML: pure, no Gradio; every text is escaped, no line break is left, so Markdown leaves it alone."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.contract import byline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.types import Article, Retrieved
    from rag.types import Answer, Citation, Reason, Statement, Verdict

    Span = tuple[int, int]

_VERDICTS: dict[Verdict, tuple[str, str]] = {
    "supported": ("✓", "supported by the words it cites"),
    "partial": ("◐", "only partly supported by the words it cites"),
    "unsupported": ("✗", "not supported by the words it cites"),
    "contradicted": ("⚠\ufe0e", "contradicted by the words it cites"),
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

_WHOLE_CHARS = 12_000  # an article up to this long is shown whole
_BLOCK_CHARS = 2_000  # a paragraph of a longer article is cut into blocks of at most this
_AROUND = 2  # blocks shown before and after a cited one
_QUOTE_CHARS = 300  # of a quote in a tooltip


def text(value: str) -> str:
    """Escape a text so that it shows as it is, in HTML, in an attribute and in Markdown.

    >>> text("<b>&")
    '&lt;b&gt;&amp;'
    """
    return escape(value).replace("\r", "&#13;").replace("\n", "&#10;")


def header(info: Mapping[str, Any]) -> str:
    """Name the tool and what it searches: articles, outlets and span of dates of `info_json`."""
    outlets = sum(1 for name in info["sources"] if name)
    facts = [_count(info["articles"], "article"), _count(outlets, "outlet")]
    if info["first"] and info["last"]:
        facts.append(f"{info['first']} to {info['last']}")
    return f'<header class="top"><h1>dateline</h1><p>{text(" · ".join(facts))}</p></header>'


def notice(message: str) -> str:
    """Say what keeps a question from being asked; an empty message shows nothing."""
    return f'<p class="notice" role="alert">{text(message)}</p>' if message else ""


def block(kind: str, said: str) -> str:
    """Show a text as it is, in a block of the style class `kind`: `asked`, `working`."""
    return f'<div class="{kind}">{text(said)}</div>'


def problem(message: str) -> str:
    """Say that something broke: neither an answer nor a refusal."""
    return f'<div class="problem" role="alert"><strong>No answer: something broke.</strong> {text(message)}</div>'


def partial(number: int, held: Sequence[Statement]) -> str:
    """Show the statements of answer `number` that are there so far."""
    return f'<div class="answer">{_statements(number, held)}</div>'


def answer(number: int, result: Answer, *, read: Sequence[Retrieved]) -> str:
    """Show a finished answer; `read` are the passages that were looked at to make it."""
    facts = f"{looked_at(read)} looked at"
    if result.removed:
        facts += f" · {_count(result.removed, 'sentence')} removed: not supported"
    if result.abstained:
        title, meaning = _REASONS[result.abstain_reason or "insufficient_evidence"]
        detail = f'<p class="detail">{text(result.detail)}</p>' if result.detail else ""
        said = f"<p><strong>{text(title)}</strong></p><p>{text(meaning)}</p>{detail}"
        return f'<div class="refusal">{said}<p class="facts">{text(facts)}</p></div>'
    short = text(result.short_answer or "")
    said = f'<p class="short"><strong>{short}</strong></p>' if short else ""
    said += _statements(number, result.statements)
    word = next(word for least, word in _CONFIDENCES if result.confidence >= least)
    sure = f"Confidence: {word} ({result.confidence:.2f})"
    return f'<div class="answer">{said}<p class="facts">{text(f"{sure} · {facts}")}</p></div>'


def numbered(statements: Sequence[Statement]) -> tuple[Citation, ...]:
    """Number citations as `Answer.citations` does: by first use."""
    return tuple(dict.fromkeys(c for statement in statements for c in statement.citations))


def looked_at(read: Sequence[Retrieved]) -> str:
    """Count passages and the articles they are from."""
    articles = len({hit.passage.article.id for hit in read})
    return f"{_count(len(read), 'passage')} of {_count(articles, 'article')}"


def sources(number: int, citations: Sequence[Citation]) -> str:
    """Show the articles that answer `number` cites, each once, with citation n marked as `a{number}-c{n}`."""
    cited: dict[Article, dict[str, Span]] = {}
    for n, citation in enumerate(citations, start=1):
        spans = cited.setdefault(citation.article, {})
        spans[f"a{number}-c{n}"] = (citation.start, citation.end)
    return "".join(_source(article, spans) for article, spans in cited.items())


def reader(shown: Sequence[str]) -> str:
    """Show the last sources; those of earlier answers wait, hidden, until a chip of theirs is clicked.

    Args:
        shown: what `sources` gave for each answer of the conversation; empty where nothing was cited.
    """
    cited = [(number, html) for number, html in enumerate(shown, start=1) if html]
    if not cited:
        return '<p class="empty">The articles that an answer cites open here.</p>'
    return "".join(
        f'<section class="sources" aria-label="Sources of answer {number}"'
        f"{'' if number == cited[-1][0] else ' hidden'}>{html}</section>"
        for number, html in cited
    )


def article_text(body: str, spans: Mapping[str, Span]) -> str:
    """Show an article's text in paragraphs with each span marked; of a long one what surrounds the spans.

    Args:
        body: the text as stored; what is left out of it is counted and said.
        spans: id → [start, end); they may overlap. A span in several pieces has its id on the first;
            all of them carry it as `data-cite`.
    """
    pieces = []
    blocks = _blocks(body)
    kept = _kept(blocks, spans) if len(body) > _WHOLE_CHARS else set(blocks)
    for shown, run in groupby(blocks, key=kept.__contains__):
        if shown:
            pieces += [f"<p>{_marked(body, block, spans)}</p>" for block in run]
        else:
            hidden = list(run)
            size = _count(hidden[-1][1] - hidden[0][0], "character")
            said = f"… {_count(len(hidden), 'paragraph')} not shown ({size}) …"
            pieces.append(f'<p class="gap">{said}</p>')
    return "".join(pieces)


def safe_url(url: str | None) -> str | None:
    """Let a web address through, and nothing that a browser might run.

    >>> safe_url("javascript:alert(1)")
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def _statements(number: int, statements: Sequence[Statement]) -> str:
    numbers = {citation: n for n, citation in enumerate(numbered(statements), start=1)}
    return "".join(_statement(number, statement, numbers) for statement in statements)


def _statement(number: int, statement: Statement, numbers: Mapping[Citation, int]) -> str:
    glyph, meaning = _VERDICTS[statement.verdict]
    said = text(f"“{statement.text}”" if statement.verbatim else statement.text)
    named = "; ".join(dict.fromkeys(byline(c.article) for c in statement.citations))
    chips = "".join(_chip(number, numbers[c], c) for c in dict.fromkeys(statement.citations))
    return (
        f'<p class="statement {statement.verdict}">'
        f'<span class="verdict" title="{meaning}">{glyph}<span class="heard"> {meaning}:</span></span> '
        f'{said} <span class="byline">{text(named)}</span> {chips}</p>'
    )


def _chip(number: int, n: int, citation: Citation) -> str:
    quote, named = citation.quote, byline(citation.article)
    cut = quote if len(quote) <= _QUOTE_CHARS else quote[: _QUOTE_CHARS - 1] + "…"
    title = text(f"{named}: “{cut}”")
    return f'<a class="cite" href="#a{number}-c{n}" title="{title}">{n}</a>'


def _source(article: Article, spans: Mapping[str, Span]) -> str:
    link = ""
    if url := safe_url(article.url):
        link = f' · <a href="{text(url)}" target="_blank" rel="noopener noreferrer">original</a>'
    return (
        f'<article class="source"><h3>{text(article.title or "Untitled")}</h3>'
        f'<p class="byline">{text(byline(article))}{link}</p>'
        f'<div class="body">{article_text(article.text, spans)}</div></article>'
    )


def _marked(body: str, block: Span, spans: Mapping[str, Span]) -> str:
    """Show the characters of a block, cut where a span begins or ends, one `mark` for each span over a piece."""
    start, end = block
    within = {name: span for name, span in spans.items() if span[0] < end and start < span[1]}
    tail = start + len(body[start:end].rstrip())  # blank lines after it: kept, shown as one gap
    cuts = {start, tail, end, *(at for span in within.values() for at in span if start < at < end)}
    pieces = []
    for left, right in pairwise(sorted(cuts)):
        piece = text(body[left:right])
        if left >= tail:
            piece = f'<span class="end">{piece}</span>'
        for name, (first, last) in within.items():
            if first <= left and right <= last:
                identity = f' id="{name}" tabindex="-1"' if first == left else ""
                piece = f'<mark{identity} data-cite="{name}">{piece}</mark>'
        pieces.append(piece)
    return "".join(pieces)


def _blocks(body: str) -> list[Span]:
    """Cut a text after each blank line (after each line where none is blank), and long paragraphs between words."""
    paragraph_end = r"\n\s*\n" if re.search(r"\n\s*\n", body) else r"\n+"
    ends = [match.end() for match in re.finditer(paragraph_end, body)]
    cuts = [0]
    for end in (*ends, len(body)):
        while len(body) > _WHOLE_CHARS and end - cuts[-1] > _BLOCK_CHARS:
            space = body.rfind(" ", cuts[-1], cuts[-1] + _BLOCK_CHARS)
            cuts.append(space + 1 if space > cuts[-1] else cuts[-1] + _BLOCK_CHARS)
        cuts.append(end)
    return [(start, end) for start, end in pairwise(cuts) if start < end]


def _kept(blocks: Sequence[Span], spans: Mapping[str, Span]) -> set[Span]:
    """Choose the blocks that a span touches, and those around them."""
    kept: set[Span] = set()
    for i, (start, end) in enumerate(blocks):
        if any(first < end and start < last for first, last in spans.values()):
            kept.update(blocks[max(0, i - _AROUND) : i + _AROUND + 1])
    return kept


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
