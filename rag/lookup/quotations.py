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
    from collections.abc import Callable, Iterator

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
    first = None
    for citation in _carriers(traced):
        speaker = speaker_of(citation)
        if speaker and (here is None or same_person(here, speaker)):
            return speaker
        first = first or speaker
    return first


def _carriers(traced: Traced) -> Iterator[Citation]:
    """Give the words where they come from, and in the first of the other articles that have them."""
    if traced.citation is None:
        return
    yield traced.citation
    wanted = tokenize(traced.excerpt).trimmed
    for article in traced.also_in[:_MOST_ARTICLES]:
        if found := find_exact(wanted, tokenize(article.text)):
            yield Citation(article=article, start=found.start, end=found.end)


def speaker_of(citation: Citation) -> str | None:
    """Name who says the cited words in their article: there, or where it has them again (they were a headline)."""
    text, words = citation.article.text, citation.quote.strip(" ,.")
    said = [one for one in utterances(text) if one.direct]
    there = (one for one in said if one.start < citation.end and citation.start < one.end)
    again = (one for one in said if words in text[one.start : one.end])
    return next((one.speaker for one in (*there, *again)), None)
