"""Who gives a figure that stands beside another one: the words between them, and the party's name made fit to be shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rag.speakers import is_body, is_name
from rag.words import all_stems, content_stems, stem

if TYPE_CHECKING:
    from rag.account import Account
    from rag.amounts import Placed

_SAYS = (
    r"say|says|said|speaks? of|spoke of|spoken of|puts?|gives?|gave|counts?|counted|reckons?|reckoned|estimates|estimated|calculates?|calculated|arrives?|arrived|thinks?|expects?"
    r"|insists? on|mentions?|mentioned|maintains?|claims?|claimed|considers?|believes?|assumes?|measured|reports|reported|lists|listed|talks of|talked of|knows? of|knew of|stated"
)
_WISHES = r"wants?|wanted|offers?|offered|demands?|demanded|asks? for|asked for|recommends?|recommended|proposes?|proposed|accepts?|accepted"
_HEDGES = r"(?:(?:only|just|about|some|nearly|around|almost|roughly|close to|at least|at most|up to|(?:no )?(?:more|less|fewer) than|over|even)\s+)?"
_PARTY = (
    r"(?P<party>(?!(?:of|in|on|with|by|after|for|from|at|as|to|which|who|whom|whose|that|it|he|she|they|we|i|this|there|had|has|have|was|were|when|while|if|because|since|before|against|compared|than|including)\b)"
    r"[^.;:“”\"]{2,110}?)"
)
_FIGURE_OF = (  # "puts the loss in production at"
    r"(?P<of>(?:the|its|their|his|an?) (?:\w+ )?(?:number|figure|total|sum|loss|losses|damage|cost|share|rate|toll|weight|length|amount|count|proportion|value|price|size|height|crowd"
    r"|beginning|start|burden|yield)(?: (?:of|in) (?:\w+ )?\w+)?)"
)
_FIGURES = frozenset(stem(word) for word in "number figure total sum count".split())
_AT_FIRST = re.compile(r"\b(?:at first|first|originally|initially)\b", re.IGNORECASE)
_TOLD = re.compile(
    rf"{_PARTY},?\s+(?:(?:had|has|have|would|\w+ly)\s+){{0,2}}(?P<verb>{_SAYS}|{_WISHES})"
    rf"(?:\s+(?:that\s+)?(?:it|them|him|her|there (?:were|are)|it (?:is|was)|this|{_FIGURE_OF}))?"
    rf"(?:\s+(?:at|of|to|on|with|for|as|from))?\s+{_HEDGES}",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"(?P<party>[^.;:,“”\"]{{2,60}}?)\s+(?:(?:at|with|of)\s+)?{_HEDGES}", re.IGNORECASE
)
_NOTHING = re.compile(rf"(?:(?:or|and)\s+)?(?:(?:at|for|of|to|with)\s+)?{_HEDGES}", re.IGNORECASE)
_SAID_AFTER = re.compile(
    r",?\s+(?:according to|in the (?:view|opinion|eyes) of|by(?: the (?:count|estimate|figures?|reckoning) of)?)\s+(?P<party>(?:the|its|his|her|an?|[A-Z])[^.;,:“”\"]{1,60})"
)
_ASKS_WISH = re.compile(
    r"\b(?:should|ought|fair|appropriate|worth|propos\w+|want\w*|demand\w*|offer\w*|suggest\w*|recommend\w*)\b",
    re.IGNORECASE,
)
_IS_WISH = re.compile(_WISHES, re.IGNORECASE)
_OF_ONES_OWN = re.compile(
    r"reports|reported|counts?|counted|lists|listed|measured|gave|gives?", re.IGNORECASE
)
_BY = re.compile(r",?\s+by\s+(?!the (?:count|estimate|figure|reckoning))", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:who|which|that)$", re.IGNORECASE)
_OWN = re.compile(  # a verb that goes on: "the police say 1,200, the owner 700", not "Ruiz won 54 percent, Holm 46"
    rf"\b(?:{_SAYS}|{_WISHES})(?:\s+(?:that|it|them|at|of|to|on|with|for|as|from|in|the|its|their|an?|number|figure|total|sum|loss|losses|cost|crowd|damage|price|about|some|only))*\s*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:but|and|or|though|although|however|meanwhile|yesterday|today|while|whereas|yet|still|then|later)\b,?\s+|on \w+day,?\s+)+",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r",?\s+(?:also|later|further|however|themselves|itself|too|in turn|on the other hand|now|who\b.*|which\b.*|citing\b.*|in an?\s.*|on [A-Z]\w+day.*)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    rf"\b(?:not|never|nobody|no|however|meanwhile|though|according|is|are|was|were|has|have|had|does|did|do|will|would|where|when|that|who|they|we|last|{_SAYS})\b|^\d|[’']s$",
    re.IGNORECASE,
)
_TRIMS = 3


class Party(NamedTuple):
    """A name that can be shown, and whether it stands behind its value."""

    name: str
    after: bool


def party_of(
    account: Account, asked: str, sentence: str, begin: int, placed: Placed
) -> Party | None:
    """Find who gives a value, with nothing else from `begin` to it; not who gave it at first, nor whose it is.

    Args:
        account: of another party, before it.
        asked: the question.
        sentence: where the value stands.
        begin: of the words that lead to it.
        placed: the value.
    """
    words = sentence[begin : placed.start]
    if _AT_FIRST.search(words):
        return None
    if found := _TOLD.fullmatch(words):
        return _telling(found, account, asked, placed)
    if sentence != account.sentence:
        return None
    if _NOTHING.fullmatch(words) and (words.strip() or sentence[:begin].rstrip()[-1:] in ",;:"):
        return _behind(account, sentence, begin, placed)
    named = _ALONE.fullmatch(words)
    goes_on = _OWN.search(sentence[: sentence.find(account.value.text)])
    if named and goes_on and (is_name(named["party"]) or is_body(named["party"])):
        return _named(named["party"], account)
    return None


def _telling(found: re.Match[str], account: Account, asked: str, placed: Placed) -> Party | None:
    """Take who tells a value; not where that is a wish that was not asked for, or of another thing.

    "France reported 120 deaths" tells of France; the union may count those of all.
    """
    party, of = found["party"], found["of"]
    if _IS_WISH.fullmatch(found["verb"]) and not _ASKS_WISH.search(asked):
        return None
    if of and not _is_of_it(of, f"{asked} {account.sentence}"):
        return None
    if _OF_ONES_OWN.fullmatch(found["verb"]) and not (of or is_body(party)):
        return None if placed.value.counted or is_name(party) else _named(party, account)
    return _named(party, account)


def _behind(account: Account, sentence: str, begin: int, placed: Placed) -> Party | None:
    """Take who is named behind a value; "killed 12, the ministry said, four by the army" names nobody who says so."""
    said = _SAID_AFTER.match(sentence, placed.end)
    told = sentence[sentence.find(account.value.text) : begin]
    if not said or (_BY.match(said[0]) and not re.search(r"\bby\b", told)):
        return None
    return _named(said["party"], account, after=True)


def _named(words: str, account: Account, *, after: bool = False) -> Party | None:
    """Leave of a party what names it; None where that is no name, or who speaks already."""
    name = _LEAD.sub("", " ".join(words.split()))
    for _ in range(_TRIMS):
        name = _TRAIL.sub("", name).strip(" ,")
    last = set(content_stems(name)[-1:])
    same = account.speaker and last & set(content_stems(account.speaker)[-1:])
    unnamed = _RELATIVE.search(words.strip()) or _NO_NAME.search(name)
    return None if not last or same or unnamed else Party(name, after)


def _is_of_it(named: str, told: str) -> bool:
    """Whether "the damage" is what is asked about, or was told of; "the number" may be of anything."""
    return bool(set(content_stems(named)) & (_FIGURES | all_stems(told)))
