"""Cut an article into passages on sentence ends."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from index.boilerplate import body_end
from index.sentences import sentence_spans

if TYPE_CHECKING:
    from index.sentences import Span
    from index.types import Article, Passage


def split(article: Article, *, max_chars: int) -> list[Passage]:
    """Pack sentences into passages of like size, none above `max_chars`; a longer sentence is cut.

    Returns:
        Passages in reading order, disjoint, covering every visible character before the contact lines.
    """
    end = body_end(article.text)
    sentences = [(a, min(b, end)) for a, b in sentence_spans(article.text) if a < end]
    if sentences:
        first = len(article.text) - len(article.text.lstrip())
        sentences[0] = (first, sentences[0][1])  # the dateline is read with the first sentence
    pieces = [piece for span in sentences for piece in _cut(article.text, span, max_chars)]
    return [article.passage(a, b) for a, b in _pack(pieces, max_chars=max_chars)]


def _pack(pieces: list[Span], *, max_chars: int) -> list[Span]:
    """Join neighbours until a passage has its fair share of the article."""
    if not pieces:
        return []
    whole = pieces[-1][1] - pieces[0][0]
    share = whole / ceil(whole / max_chars)
    spans = [pieces[0]]
    for start, end in pieces[1:]:
        first, last = spans[-1]
        if end - first <= max_chars and last - first < share:
            spans[-1] = (first, end)
        else:
            spans.append((start, end))
    return spans


def _cut(text: str, span: Span, max_chars: int) -> list[Span]:
    """Cut a sentence that is longer than a passage, at a space where there is one."""
    start, end = span
    pieces = []
    while end - start > max_chars:
        space = text.rfind(" ", start + max_chars // 2, start + max_chars)
        stop = space if space > start else start + max_chars
        pieces.append((start, stop))
        start = stop + len(text[stop:end]) - len(text[stop:end].lstrip())
    return [*pieces, (start, end)] if start < end else pieces
