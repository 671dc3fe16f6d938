"""Names that no article knows: what is asked about them, the archive does not tell.

A question about the Tower of Pisa is not answered from an article about another tower. A name that is only spelt
otherwise, or a word made of one ("Turks", "Honduran"), is known; so are titles and days.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rag.words import MONTHS, WEEKDAYS, content_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

UNHEARD = 0.05
"""How likely an answer is right at most: of 17 gold questions for development and fitting that name somebody or
something that stands nowhere, none has an answer in the articles (rule of succession)."""
_ALIKE = 0.8  # of difflib's ratio
_BEGINNING = 4  # letters that a word made of a name shares with it
_SHORTEST = 4  # letters of a name
_MOST = 8  # names looked at: one that no article knows is enough
_LOWER = 0.4  # share of a question's words that are written small, or its capitals say nothing
_KNOWN = re.compile(
    rf"{MONTHS}|{WEEKDAYS}"
    r"|prime|president|chancellor|premier|mayor|governor|king|queen|prince|princess|pope|bishop|lord|lady|dame|minister|secretary"
    r"|senator|judge|justice|captain|general|colonel|major|sergeant|professor|doctor|miss|sister|father|brother|saint"
    r"|parliament|senate|congress|cabinet|government|ministry|department|office|court|council|committee|commission|agency"
    r"|university|college|school|hospital|church|bank|company|group|party|union|league|club|army|navy|force|police"
    r"|north(?:ern)?|south(?:ern)?|east(?:ern)?|west(?:ern)?|central|national|international|federal|royal|supreme|united"
    r"|state|states|republic|kingdom|city|county|province|river|lake|mount|island|street|road|square|christmas|easter|internet|earth",
    re.IGNORECASE,
)


def unheard_names(question: str, unknown: Sequence[str], texts: Iterable[str]) -> list[str]:
    """List the names of a question that no article knows.

    Args:
        question: as asked.
        unknown: its words that stand nowhere in the archive.
        texts: what was found for it: a word there that looks like the name is taken to be it.

    >>> unheard_names("How tall is the tower of Pisa?", ["Pisa"], ["The tower is 34 metres high."])
    ['Pisa']
    >>> unheard_names("Where do the Norlanders live?", ["Norlanders"], ["All of Norland was dark."])
    []
    """
    later = words(question)[1:]
    if sum(word[0].islower() for word in later) < _LOWER * len(later):
        return []
    names = [word for word in later if _is_name(word) and content_stems(word)]
    stand_nowhere = set(unknown)
    unheard = [w for w in names if w in stand_nowhere and not _KNOWN.fullmatch(w)][:_MOST]
    if not unheard:
        return []
    there = {word.casefold() for text in texts for word in words(text) if len(word) >= _SHORTEST}
    return [word for word in unheard if not _is_near(word.casefold(), there)]


def _is_name(word: str) -> bool:
    return len(word) >= _SHORTEST and word[0].isupper() and not word[1:].isupper()


def _is_near(word: str, there: set[str]) -> bool:
    beginning = word[:_BEGINNING]
    return any(other.startswith(beginning) for other in there) or bool(
        get_close_matches(word, there, n=1, cutoff=_ALIKE)
    )
