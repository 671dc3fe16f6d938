"""Who speaks of themselves: “I went down the stairs,” said Ada Roe. Who went down the stairs? Ada Roe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.quote_marks import curly
from rag.speakers import is_attributed, speaker_of
from rag.steps import is_person

if TYPE_CHECKING:
    from rag.types import Reading

_WHO = re.compile(r"\W*(?:who|whom)\b", re.IGNORECASE)
_WHICH = re.compile(r"\W*which\s+(?P<noun>[\w’'-]+)", re.IGNORECASE)
_I = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Ww]e|[Oo]ur|[Uu]s)\b")
_QUOTED = re.compile(r"“[^”]*(?:”|$)|^[^“”]*”")
_NAME = re.compile(r"(?:[A-Z][\w.’'-]+\s*){1,5}")  # "Dr. Ada Roe", be it of a person or not


def speaker_meant(question: str, reading: Reading) -> str | None:
    """Name the speaker where who did something is told in the speaker's own words; None where a name was read.

    Args:
        question: one that asks for a person.
        reading: the sentence that answers, in quotation marks or with a quotation.
    """
    if not _asks_for_person(question) or reading.answer is None:
        return None
    text = curly(reading.passage.article.text)
    sentence = text[reading.start : reading.end]
    quoted = " ".join(found[0] for found in _QUOTED.finditer(sentence))
    read = text[slice(*reading.answer)]
    told_of = not quoted and is_attributed(sentence)  # "the minister said that we must pay"
    if told_of or not _I.search(quoted or sentence) or _NAME.fullmatch(read):
        return None
    return speaker_of(text, reading.start, reading.end)


def _asks_for_person(question: str) -> bool:
    which = _WHICH.match(question)
    return bool(_WHO.match(question)) or (which is not None and is_person(which["noun"]))
