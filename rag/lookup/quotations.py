"""Quotations in a draft, compared word by word with where they come from, and speaker by speaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.lookup.attribution import same_person, speaker_in, utterances
from rag.particulars import particulars

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.lookup.trace import Traced
    from rag.types import Citation

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
        there = speaker_of(traced.citation) if traced.citation else None
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
