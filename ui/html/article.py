"""Articles as HTML: their text with the exact words cited marked, and the reader that they open in."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from rag.contract import byline
from ui.html.escaping import button, count, empty, safe_url, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.types import Article
    from rag.types import Citation

    Span = tuple[int, int]

_WHOLE_CHARS = 12_000  # an article up to this long is shown whole
_BLOCK_CHARS = 2_000  # a paragraph of a longer article is cut into blocks of at most this
_AROUND = 2  # blocks shown before and after a cited one
OPENED = "opened"  # the id of the words of an article that was opened by hand


def sources(number: int, citations: Sequence[Citation]) -> str:
    """Show the articles that answer `number` cites, each once, with citation n marked as `a{number}-c{n}`."""
    cited: dict[Article, dict[str, Span]] = {}
    for n, citation in enumerate(citations, start=1):
        spans = cited.setdefault(citation.article, {})
        spans[f"a{number}-c{n}"] = (citation.start, citation.end)
    return "".join(source(article, spans) for article, spans in cited.items())


def source(article: Article, spans: Mapping[str, Span]) -> str:
    """Show one article with each span marked."""
    link = ""
    if url := safe_url(article.url):
        link = f' · <a href="{text(url)}" target="_blank" rel="noopener noreferrer">original</a>'
    return (
        f'<article class="source"><h3>{text(article.title or "Untitled")}</h3>'
        f'<p class="byline">{text(byline(article))}{link}</p>'
        f'<div class="body">{article_text(article.text, spans)}</div></article>'
    )


def reader(shown: Sequence[str], *, opened: tuple[Article, Span] | None = None) -> str:
    """Show the last sources; those of earlier answers wait, hidden, until a chip of theirs is clicked.

    Args:
        shown: what `sources` gave for each answer of the conversation; empty where nothing was cited.
        opened: an article that was opened by hand and the words to show: it goes before all others.
    """
    cited = [(number, html) for number, html in enumerate(shown, start=1) if html]
    if not cited and opened is None:
        return empty("The articles that an answer cites open here.")
    front = cited[-1][0] if cited and opened is None else 0
    sections = "".join(
        f'<section class="sources" aria-label="Sources of answer {number}"'
        f"{'' if number == front else ' hidden'}>{html}</section>"
        for number, html in cited
    )
    if opened:
        article, span = opened
        sections = (
            f'<section class="sources" aria-label="Opened article" data-open="{text(article.id)}"'
            f' data-start="{span[0]}">'
            f"{source(article, {OPENED: span})}</section>{sections}"
        )
    close = '<button type="button" class="close" data-close aria-label="Close the reader (Esc)">×</button>'
    return f"{close}{sections}"


def opener(label: str, article: Article, span: Span, *, kind: str = "open") -> str:
    """Make a button that opens an article at a span."""
    return button(label, "select", kind=kind, article=article.id, start=span[0], end=span[1])


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
            size = count(hidden[-1][1] - hidden[0][0], "character")
            said = f"… {count(len(hidden), 'paragraph')} not shown ({size}) …"
            pieces.append(f'<p class="gap">{said}</p>')
    return "".join(pieces)


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
