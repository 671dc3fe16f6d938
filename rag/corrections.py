"""Corrections that belong to what an answer cites: in the cited article itself, or in another that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errata import notes_in
from rag.types import Citation, Correction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.types import Article, Retrieved

_LEAST_TITLE = 20  # characters; a shorter headline may stand in a text by chance


def find_corrections(
    cited: Iterable[Citation], found: Sequence[Retrieved]
) -> tuple[Correction, ...]:
    """Find the notes that correct, clarify or update a cited article; those of other articles name its headline.

    Args:
        cited: what the answer cites.
        found: the passages found for it: their articles are looked through.
    """
    others = {hit.passage.article.id: hit.passage.article for hit in found}
    told: dict[tuple[str, str, int], Correction] = {}
    for article in {citation.article.id: citation.article for citation in cited}.values():
        for other in {article.id: article, **others}.values():
            for note in notes_in(other.text):
                if other.id == article.id or _names(other.text[note.start : note.end], article):
                    citation = Citation(article=other, start=note.start, end=note.end)
                    key = (article.id, other.id, note.start)
                    told[key] = Correction(of=article, kind=note.kind, citation=citation)
    return tuple(told.values())


def _names(note: str, article: Article) -> bool:
    title = " ".join(article.title.split()).casefold()
    return len(title) >= _LEAST_TITLE and title in " ".join(note.split()).casefold()
