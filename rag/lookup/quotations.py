"""Quotations in a draft, compared word by word with where they come from, and speaker by speaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.lookup.align import find_exact
from rag.lookup.attribution import same_person, speaker_in, utterances
from rag.lookup.tokens import tokenize
from rag.particulars import particulars
from rag.types import Citation

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.lookup.trace import Traced

_MOST_ARTICLES = 5  # that carry a quotation and are asked who said it
_FEWEST_WORDS = 3  # fewer are a word in inverted commas


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A quotation at [start, end) of its sentence: where it comes from, who said it there and who says so here.

    `same_speaker` is None where either does not tell.
    """

    start: int
    end: int
    traced: Traced
    speaker: str | None
    speaker_there: str | None
    same_speaker: bool | None


def quotations(sentence: str, trace: Callable[[str], Traced]) -> tuple[Quoted, ...]:
    """Compare every quotation of three words or more."""
    found = []
    for quote in particulars(sentence):
        words = sentence[quote.start + 1 : quote.end - 1]
        if quote.kind != "quote" or len(words.split()) < _FEWEST_WORDS:
            continue
        traced = trace(words)
        here = speaker_in(sentence)
        there = _speaker_there(traced, here)
        known = bool(here and there and here[0].isupper() and there[0].isupper())
        found.append(
            Quoted(
                start=quote.start + 1,
                end=quote.end - 1,
                traced=traced,
                speaker=here,
                speaker_there=there,
                same_speaker=same_person(str(here), str(there)) if known else None,
            )
        )
    return tuple(found)


def _speaker_there(traced: Traced, here: str | None) -> str | None:
    """Name who says the words where they come from; of several articles, one that agrees with the draft counts."""
    if traced.citation is None:
        return None
    first = speaker_of(traced.citation)
    if here is None or (first and same_person(here, first)):
        return first
    wanted = tokenize(traced.excerpt).trimmed
    for article in traced.also_in[:_MOST_ARTICLES]:
        found = find_exact(wanted, tokenize(article.text))
        if found:
            other = speaker_of(Citation(article=article, start=found.start, end=found.end))
            if other and same_person(here, other):
                return other
    return first


def speaker_of(citation: Citation) -> str | None:
    """Name who says the cited words in their article."""
    return next(
        (
            said.speaker
            for said in utterances(citation.article.text)
            if said.direct and said.start < citation.end and citation.start < said.end
        ),
        None,
    )
