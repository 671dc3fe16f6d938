"""Sentences as written → statements that point at exact words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.lexical import sentences_of
from rag.types import Citation, Statement
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from index.types import Passage
    from rag.types import Sentence

_MOST_SENTENCES = 3  # of one passage, for one statement


def cite(sentence: Sentence) -> Statement:
    """Point at the sentences of each named passage that the written one rests on.

    A quotation points at itself. Anything else points at the fewest sentences that hold the most of its words; a
    passage that shares no word with it is not cited.
    """
    citations = [c for passage in sentence.sources for c in _narrow(sentence.text, passage)]
    return Statement(text=sentence.text, citations=tuple(dict.fromkeys(citations)))


def _narrow(text: str, passage: Passage) -> list[Citation]:
    """Choose sentences greedily while each adds words that are still missing."""
    article = passage.article
    at = article.text.find(text, passage.start, passage.end)
    if at >= 0:
        return [Citation(article=article, start=at, end=at + len(text))]
    missing = set(content_stems(text))
    stems = {span: all_stems(article.text[slice(*span)]) for span in sentences_of(passage)}
    chosen: list[tuple[int, int]] = []
    while stems and len(chosen) < _MOST_SENTENCES:
        best = max(stems, key=lambda span: len(missing & stems[span]))
        if not (added := missing & stems.pop(best)):
            break
        missing -= added
        chosen.append(best)
    return [Citation(article=article, start=start, end=end) for start, end in sorted(chosen)]
