"""Two values in one sentence: which of them does the sentence replace by the other?

"from 41 to 38", "six instead of five", "904 million, above the 640 million approved": rules, no model. They read only
what stands directly before and behind a value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.amounts import compare
from rag.values import placed_values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from rag.amounts import Placed, Value

REVISED = re.compile(
    r"\b(?:revised|raised|rais(?:es|ing)|lowered|corrected|updated|upgraded|downgraded|rose|risen|rises|climbed|now|final(?:ly)?|in the end|so far|latest"
    r"|put back|postponed|instead of|up from|down from|earlier (?:estimate|figure|report)|first (?:estimate|forecast|put|given|planned)|no longer|settle[sd]|turned out"
    r"|originally|initially|at first|well above|has since|measured|not the)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:up|down|rais(?:ed?|es|ing)|lower(?:ed|s|ing)?|cuts?|revis(?:ed?|es|ing)|ris(?:en|es?|ing)|rose|fall(?:en|s|ing)?|fell|drop(?:ped|s)?"
    r"|increas(?:ed?|es|ing)|reduc(?:ed?|es|ing)|chang(?:ed?|es|ing)|grow(?:n|s|ing)?|grew|climb(?:ed|s)?|moved?|postponed|put (?:back|off)|gone|went)\b",
    re.IGNORECASE,
)
_HEDGE = r"(?:about |some |nearly |around |roughly |almost )?"
_FROM = re.compile(rf"\bfrom {_HEDGE}$", re.IGNORECASE)
_TO = re.compile(r"[^.;]{0,40}?\bto\b")
_BEFORE = re.compile(
    rf"\b(?:(?:up|down) from|instead of|rather than|in place of|first (?:put|given|estimated|planned|set|forecast|counted)(?: at| as| for)?"
    rf"|(?:originally|initially|at first)(?: \w+)?(?: at| as| for)?|(?:was|were) to have \w+(?: for)?) {_HEDGE}$",
    re.IGNORECASE,
)
_NOT = re.compile(rf"(?:\b(?:and|but)|,) not {_HEDGE}$", re.IGNORECASE)
_THE = re.compile(rf"\bthe {_HEDGE}$", re.IGNORECASE)
_TOLD = (
    r"(?:announced|reported|forecast|estimated|approved|planned|promised|budgeted|feared|foreseen)"
)
_GIVEN = r"(?:given|put|counted|expected|said|thought)"
_THEN = re.compile(  # "the 640 million approved", "the 8 million it first forecast", "the 6.3 given two days later"
    rf"\s+(?:(?:it|they|he|she|we|that|had|has|been|was|were)\s+)*{_TOLD}\b"
    rf"|\s+(?:[a-z]+\s+){{0,3}}?(?:first|originally|initially|earlier|previously)\s+(?:{_TOLD}|{_GIVEN})\b"
    rf"|\s+(?:[a-z]+\s+)?{_GIVEN} (?:at first|earlier|before|\w+ \w+ (?:earlier|later|before)|in the first|on the (?:first )?day)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"[^,.;]{0,15}?\b(?:(?:last|the previous) (?:year|month|week|winter|spring|summer|autumn|season)"
    r"|(?:an?|the) (?:year|month|week|season) (?:ago|earlier|before))\b",
    re.IGNORECASE,
)


def is_replaced(sentence: str, placed: Placed) -> bool:
    """Whether a sentence tells one of its values as what held before.

    >>> from rag.values import placed_values
    >>> said = "It lowered the toll from 41 to 38."
    >>> [is_replaced(said, placed) for placed in placed_values(said)]
    [True, False]
    """
    before, behind = sentence[: placed.start], sentence[placed.end :]
    if _BEFORE.search(before):
        return True
    if _NOT.search(before) and sentence[placed.start].isdigit():
        return any(
            compare(other.value, placed.value) == "different" and other.start < placed.start
            for other in placed_values(sentence)
        )
    if _FROM.search(before) and _CHANGES.search(before):
        return _TO.match(behind) is not None
    return bool(_THE.search(before) and _THEN.match(behind))


def is_of_before(sentence: str, placed: Placed) -> bool:
    """Whether a value is one of an earlier time, set beside that of now: "1.3 million, against 1.1 million last year".

    It is no account of what is asked, nor was it ever taken for one.
    """
    return _EARLIER.match(sentence[placed.end :]) is not None


def replaced_value(sentence: str, new: Value, *, published: date | None) -> Value | None:
    """Find the value that a sentence tells as the one which held before the new one, if it tells one."""
    for placed in placed_values(sentence, published=published):
        if compare(placed.value, new) == "different" and is_replaced(sentence, placed):
            return placed.value
    return None


def revises(sentence: str, like: Value, *, published: date | None) -> bool:
    """Whether a sentence names a value beside the new one that replaces it: "14.2 million, well above the 8"."""
    placed = placed_values(sentence, published=published)
    told = [(compare(found.value, like), is_replaced(sentence, found)) for found in placed]
    if not {"same", "different"} <= {compared for compared, _ in told}:
        return False
    return ("same", True) in told or REVISED.search(sentence) is not None


def value_like(
    like: Value, placed: Sequence[Placed], sentence: str, said: Callable[[Placed], float]
) -> Value | None:
    """Choose the value of a sentence that is to be compared with `like`.

    One that the sentence replaces is not chosen. Of the rest it is that for which the most speaks, as `said` states; as
    much said of both, one that agrees, except in a sentence that revises it.
    """
    told = [
        found
        for found in placed
        if compare(found.value, like) is not None and not is_of_before(sentence, found)
    ]
    current = [found for found in told if not is_replaced(sentence, found)]
    others = [found for found in current if compare(found.value, like) == "different"]
    agreeing = [found for found in current if found not in others]
    if others and agreeing and REVISED.search(sentence):
        return others[0].value
    rest = [*agreeing, *others]
    return max(rest, key=said).value if rest else None
