"""The line that opens a news story: where it was written, and for whom (`OSLO, May 3 (AP) – `)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_SHAPE = re.compile(
    rf"""\s{{0,200}}+
    (?P<place>[^\W\d_][^\d\n()–—:;!?"“”]{{1,70}}?)?
    (?:,?[ \xa0](?:{_MONTH}[ ]\d{{1,2}}|\d{{1,2}}[ ]{_MONTH})(?:,?[ ]\d{{4}})?)?
    (?:,?[ \xa0]{{0,3}}(?:\((?P<outlet>[^()\n]{{2,40}})\)|/(?P<wire>[A-Z][\w. ]{{1,38}})/))?
    (?:[^\S\n]{{0,3}}(?:—\s*|–\s+|--+\s*)|[^\S\n]{{1,3}}[-_]\s+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SMALL = re.compile(
    r"\b(?:Mc|Mac|[dD]['’]|[Aa]l-|de|la|le|del|di|da|do|den|der|of|on|the|and)(?=\b|[A-Z])"
)
_MOST_WORDS = 4  # in a place or region
_SHORTEST_PLACE = 3  # letters; US, UK, EU and UN are no datelines
_SHORTEST_CAPITALS = 10  # characters; fewer may be one acronym
_NO_PLACES = frozenset(
    "AFP ANALYSIS BBC BREAKING CIA CNN CORRECTED CORRECTION COVID EDITORIAL EXCLUSIVE EXPLAINER FACTBOX FBI FEATURE"
    " FIFA FOCUS GOP IMF INTERVIEW LIVE NASA NATO NEWS NOTE OPEC OPINION PHOTO PHOTOS REUTERS SPORT TIMELINE UEFA"
    " UNESCO UNICEF UPDATE USA VIDEO WATCH WHO".split()
)
_AGENCIES = frozenset(
    "AFP|ANI|ANSA|AP|Associated Press|BBC|Bloomberg|Bloomberg News|CNN|CNN Business|CP|DPA|dpa|EFE|Interfax|IANS|KUNA"
    "|Kyodo|NPR|PTI|RIA|Reuter|Reuters|TASS|The Associated Press|The Canadian Press|Thomson Reuters Foundation|UPI"
    "|WAM|Xinhua|Yonhap".split("|")
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A place, perhaps an outlet, and `end`: the offset at which the story itself begins."""

    place: str | None
    outlet: str | None
    end: int


def dateline(text: str) -> Dateline | None:
    """Find the dateline that `text` opens with, if there is one.

    A place stands in capitals; in other letters it counts only before a news agency
    (`Washington (CNN) -- `), since `Rain fell - again` is no dateline.

    >>> dateline("PORT ELVANE, Norland (NNA) – Rain fell.")
    Dateline(place='PORT ELVANE, Norland', outlet='NNA', end=29)
    """
    found = _SHAPE.match(text)
    if not found:
        return None
    place = found["place"].strip(" ,\xa0") if found["place"] else None
    outlet = (found["outlet"] or found["wire"] or "").strip() or None
    if not (_is_capital_place(place, outlet) if place else outlet in _AGENCIES):
        return None
    following = text[found.end() : found.end() + 20]
    if outlet is None and len(following) > _SHORTEST_CAPITALS and following.isupper():
        return None  # a headline in capitals
    return Dateline(place, outlet, found.end())


def _is_capital_place(place: str, outlet: str | None) -> bool:
    """Whether `place` reads like `PORT ELVANE, Norland`, or comes with a news agency."""
    first, *regions = [part.strip() for part in re.split(r"[,/]", place)]
    for part in (first, *regions):
        if not part or not part[0].isupper() or len(part.split()) > _MOST_WORDS:
            return False
    if outlet in _AGENCIES:
        return True
    letters = [c for c in _SMALL.sub("", first) if c.isalpha()]
    if not all(c.isupper() for c in letters) or len(letters) < _SHORTEST_PLACE:
        return False
    return outlet is not None or first.split()[0].strip(".") not in _NO_PLACES
