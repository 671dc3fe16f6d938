"""Cut an article into passages on sentence ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING

from index.boilerplate import asides, body_end
from index.sentences import sentence_spans

if TYPE_CHECKING:
    from index.sentences import Span
    from index.types import Article, Passage


def split(article: Article, *, max_chars: int) -> list[Passage]:
    """Pack sentences into passages of like size, none above `max_chars`; a longer sentence is cut.

    Returns:
        Passages in reading order, disjoint, covering every visible character before the contact lines save
        the lines that lead elsewhere (`Read more: ...`).
    """
    end = body_end(article.text)
    lines = asides(article.text)
    sentences = [(a, min(b, end)) for a, b in sentence_spans(article.text) if a < end]
    sentences = [span for span in sentences if not _inside(span, lines)]
    if sentences:
        first = len(article.text) - len(article.text.lstrip())
        sentences[0] = (first, sentences[0][1])  # the dateline is read with the first sentence
    passages: list[Span] = []
    for section in _sections(sentences, lines):
        pieces = [piece for span in section for piece in _cut(article.text, span, max_chars)]
        passages += _pack(pieces, max_chars=max_chars)
    return [article.passage(a, b) for a, b in passages]


def _inside(span: Span, lines: list[Span]) -> bool:
    """Whether a sentence lies in one of the lines."""
    place = bisect_right(lines, span[0], key=itemgetter(0)) - 1
    return place >= 0 and span[1] <= lines[place][1]


def _sections(sentences: list[Span], lines: list[Span]) -> list[list[Span]]:
    """Part sentences where a line was left out between them, since a passage is one piece of the text."""
    sections: list[list[Span]] = [[]]
    for span in sentences:
        if last := sections[-1]:
            place = bisect_left(lines, last[-1][1], key=itemgetter(0))
            if place < len(lines) and lines[place][1] <= span[0]:
                sections.append([])
        sections[-1].append(span)
    return sections


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
