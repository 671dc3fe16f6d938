"""Who wrote it: author fields and by-lines, taken apart into names."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BY = re.compile(r"\s*by[:\s]\s*", re.IGNORECASE)
_BYLINE = re.compile(r"\s{0,200}+(?:By|BY|by):?[^\S\n]{1,3}(?P<names>[^\n]{3,150})(?:\n|$)")
_BETWEEN = re.compile(r"\s*(?:,\s*and\s|;|&|\band\b|,)\s*")
_AND = re.compile(r"\s*(?:;|&|\band\b)\s*")
_TITLE_OF_HONOUR = re.compile(r"(?:Jr|Sr|II|III|IV|M\.?D|Ph\.?D)\.?$")
_PARTICLES = frozenset("al bin da de del della den der di dos du el la le ter van von y".split())
_NO_NAMES = frozenset(
    "agence associated bureau columnist contributor correspondent desk editor editorial editors news press"
    " report reporter reporters reuters service staff team times writer writers".split()
)
_NAME_WORDS = range(2, 6)


@dataclass(frozen=True, slots=True)
class Byline:
    """The names of a leading by-line, and where it ends in the text."""

    names: tuple[str, ...]
    end: int


def byline(text: str) -> Byline | None:
    r"""Find the by-line that `text` opens with, if it does.

    >>> byline("By Jane Doe and Ole van Dam, Staff Writers\\nRain fell.").names
    ('Jane Doe', 'Ole van Dam')
    """
    found = _BYLINE.match(text)
    if not found:
        return None
    people = re.split(r"\s[|–—]\s|\(", found["names"])[0].strip()
    names = tuple(piece for piece in _BETWEEN.split(people) if _is_name(piece))
    first = _BETWEEN.split(people)[0]
    return Byline(names, found.end()) if names and names[0] == first else None


def split_names(written: str) -> tuple[str, ...]:
    """Take `A, B and C` apart; `Doe, Jane` stays one name.

    >>> split_names("By Jane Doe, John Roe Jr. and Kim Poe")
    ('Jane Doe', 'John Roe Jr.', 'Kim Poe')
    """
    written = _BY.sub("", written, count=1) if _BY.match(written) else written
    parted = ";" in written
    names: list[str] = []
    for group in _AND.split(written):
        pieces = [piece.strip() for piece in group.split(",") if piece.strip()]
        if parted or all(len(piece.split()) == 1 for piece in pieces):
            pieces = [group.strip(" ,")]
        for piece in pieces:
            if names and _TITLE_OF_HONOUR.match(piece):
                names[-1] += f", {piece}"
            elif piece:
                names.append(piece)
    return tuple(names)


def _is_name(piece: str) -> bool:
    """Whether `piece` looks like a person: two to five capitalised words, none of them a role."""
    words = piece.split()
    return (
        len(words) in _NAME_WORDS
        and all(word[0].isupper() or word in _PARTICLES for word in words)
        and not any(
            word.lower().strip(".") in _NO_NAMES or any(c.isdigit() for c in word) for word in words
        )
        and (not piece.endswith((".", "!", "?")) or bool(_TITLE_OF_HONOUR.search(piece)))
    )
