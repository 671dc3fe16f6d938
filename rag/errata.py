"""A correction repeats the error before it mends it: which words of an article are the error?

"Our article said that the bridge was 31 metres long. It is 13." must never answer "31 metres".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from index.notes import notes
from index.sentences import sentence_spans

if TYPE_CHECKING:
    from index.notes import Note

_MENDS = {"correction", "clarification"}
_PRINTED = (
    r"(?:articles?|stor(?:y|ies)|reports?|pieces?|posts?|pages?|columns?|editorials?|headlines?|captions?|versions?|"
    r"reviews?|interviews?|graphics?|charts?|tables?|maps?|newsletters?|podcasts?|(?:news)?papers?|we)"
)
_SAID = (
    r"(?:said|stated|gave|reported|claimed|wrote|printed|published|named|called|described|identified|spelled|spelt|"
    r"listed|referred|implied|suggested|attributed|quoted|mis\w{3,})"
)
_WRONGLY = r"\b(?:in(?:correct|accurate)|erroneous|wrong|mistaken)ly\b"
_ERROR = re.compile(rf"\b{_PRINTED}\b[^.;]*?\b{_SAID}\b|{_WRONGLY}", re.IGNORECASE)
_MENDED = re.compile(
    r"[;–—]\s|,\s(?:when|whereas|while|although|but|not\s(?!only)|instead)\b"
    r"|\b(?:in fact|should have|rather than|instead of)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
_ASKED_FOR = re.compile(
    rf"{_WRONGLY}|\b(?:originally|initially|at first|mis(?:stated|reported|printed))\b"
    r"|\bfirst\s+(?:say|said|print|printed|report|reported|give|gave|put)\b"
    r"|\bwhat\s+(?:was|were|is)\s+(?:the\s+|its\s+|their\s+)?(?:errors?|mistakes?|wrong|correct)",
    re.IGNORECASE,
)


class Erratum(NamedTuple):
    """A correction, characters [start, end), and the stretches of it that say what was printed wrongly."""

    start: int
    end: int
    wrong: tuple[tuple[int, int], ...]
    figures: frozenset[str]
    """Figures of those stretches."""


def repeats_error(text: str, answer: tuple[int, int]) -> bool:
    """Whether an answer, characters of `text`, is what a correction in it says was printed wrongly.

    Rules, no model. An error is what follows an article that "said" or "gave" something, up to a word that mends it
    ("; it is", "should have"); and the same figures elsewhere in that correction.

    >>> text = "Correction: Our article said that it was 40 metres long. It is 14, not 40."
    >>> [repeats_error(text, (at, at + 2)) for at in (41, 63, 71)]
    [True, False, True]
    """
    for erratum in errata(text):
        if erratum.start <= answer[0] < erratum.end:
            if any(start <= answer[0] < end for start, end in erratum.wrong):
                return True
            figures = figures_in(text[slice(*answer)])
            return bool(figures) and figures <= erratum.figures
    return False


def figures_in(text: str) -> frozenset[str]:
    """Collect the figures of a text as they are written, "42,000"."""
    return frozenset(_FIGURE.findall(text))


def asks_for_error(question: str) -> bool:
    """Whether a question wants to know what was wrong.

    >>> asks_for_error("What did the paper first say?"), asks_for_error("How long is the crack?")
    (True, False)
    """
    return _ASKED_FOR.search(question) is not None


@lru_cache(maxsize=512)
def errata(text: str) -> tuple[Erratum, ...]:
    """Find what the corrections of a text say was wrong."""
    return tuple(_erratum(text, note) for note in notes_in(text) if note.kind in _MENDS)


@lru_cache(maxsize=512)
def notes_in(text: str) -> list[Note]:
    """Find the notes of a text, once for each text."""
    return notes(text)


def _erratum(text: str, note: Note) -> Erratum:
    wrong = []
    for start, end in sentence_spans(text[note.start : note.end]):
        sentence = text[note.start + start : note.start + end]
        if said := _ERROR.search(sentence):
            mended = _MENDED.search(sentence, said.end())
            stop = mended.start() if mended else len(sentence)
            wrong.append((note.start + start + said.end(), note.start + start + stop))
    figures = (figures_in(text[start:end]) for start, end in wrong)
    return Erratum(note.start, note.end, tuple(wrong), frozenset().union(*figures))
