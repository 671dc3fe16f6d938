"""Another party's figure for the same thing, told in one breath: the police say 1,200, the owner 700.

It stands behind an account, in its sentence or the next one, and leaves out what it is a figure of: a party, a verb of
saying or reckoning, and a value of the same kind. So the words of the question need not stand beside it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from index.sentences import sentence_spans
from rag.account import Account
from rag.amounts import compare
from rag.comparison_values import comparable, in_unit_of
from rag.speakers import bodies_in, is_source
from rag.values import placed_values
from rag.words import all_stems, content_stems, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.amounts import Placed, Value
    from rag.types import Reading

_SAYS = (
    r"say|says|said|speaks? of|spoke of|spoken of|puts?|gives?|gave|counts?|counted|reckons?|estimates|calculates?|calculated|arrives?|arrived|thinks?|expects?"
    r"|insists? on|mentions?|mentioned|maintains?|claims?|claimed|considers?|believes?|assumes?|measured|reports|reported|lists|listed|talks of|talked of|knows? of|knew of|stated"
)
_WISHES = r"wants?|wanted|offers?|offered|demands?|demanded|asks? for|asked for|recommends?|recommended|proposes?|proposed|accepts?|accepted"
_HEDGES = r"(?:(?:only|about|some|nearly|around|almost|roughly|at least|at most|up to|no more than|even)\s+)?"
_PARTY = (
    r"(?:(?:last|this) \w+\s+)?(?P<party>(?!(?:of|in|on|with|by|after|for|from|at|as|to|which|who|whom|whose|that|it|he|she|they|we|i|this|there|had|has|have|was|were|when|while|if|because|since|before)\b)"
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
_PARTY_ALONE = re.compile(
    rf"(?!(?:of|in|on|by|after|from|as|to|which|who|that|it|he|she|they|we|a)\b)(?P<party>[^.;:,“”\"]{{2,60}}?)(?<![’']s)\s+(?:(?:at|with|of|for)\s+)?{_HEDGES}",
    re.IGNORECASE,
)
_NOTHING = re.compile(rf"(?:(?:or|and)\s+)?(?:(?:at|for|of|to|with)\s+)?{_HEDGES}", re.IGNORECASE)
_SAID_AFTER = re.compile(
    r",?\s+(?:according to|in the (?:view|opinion|eyes) of|by(?: the (?:count|estimate|figures?|reckoning) of)?|says?|said)\s+"
    r"(?P<party>(?:the|its|his|her|an?|[A-Z])[^.;,:“”\"]{1,60})"
)
_REST = re.compile(
    r"(?:\s+(?:people|of them|in all|altogether|in total|on average|at (?:most|least)|or so|instead|(?:an?|per) (?:day|week|month|year)|in (?:his|her|its|their) view"
    r"|(?:to be )?(?:enough|appropriate|necessary|sufficient|right|likely|more likely)))?\s*(?:[,;.!?”]|$|\s(?:and|but|while)\s)",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[;:]\s+|,\s+(?:and|but|while|whereas|although)\s+|,\s+|\s+(?:and|but|while|whereas)\s+"
)
_ASKS_WISH = re.compile(
    r"\b(?:should|ought|fair|appropriate|worth|propos\w+|want\w*|demand\w*|offer\w*|suggest\w*|recommend\w*)\b",
    re.IGNORECASE,
)
_IS_WISH = re.compile(_WISHES, re.IGNORECASE)
_IS_SAID = re.compile(rf"\b(?:{_SAYS}|{_WISHES}|according to)\b", re.IGNORECASE)
_FOLLOWING = 2  # sentences that are looked at


def told_beside(account: Account, asked: str) -> Iterator[Account]:
    """Find what other parties give for the same thing, in the sentence of an account and in the next one.

    Args:
        account: whose value the others are of one kind with.
        asked: the question: what somebody wants or offers answers only one that asks for it, and one that names the
            ministry, whose figure an account gives, asks for nobody else's.
    """
    text, reading = account.article.text, account.reading
    sentence = text[reading.start : reading.end]
    at = sentence.find(account.value.text)
    if at < 0 or bodies_in(asked) & bodies_in(sentence):
        return
    told = _IS_SAID.search(sentence) is not None
    behind = at + len(account.value.text)
    for cut in _CUT.finditer(sentence, behind):
        yield from _given(account, asked, reading, cut.end(), alone=told)
    for following in _following(reading):
        yield from _given(account, asked, following, 0, alone=False)


def _given(
    account: Account, asked: str, reading: Reading, begin: int, *, alone: bool
) -> Iterator[Account]:
    """Read a party and its value out of a sentence from `begin` on; `alone`: the verb may have been said before."""
    article = reading.passage.article
    sentence = article.text[reading.start : reading.end]
    for placed in placed_values(sentence, published=article.published):
        value = _like(placed.value, account.value)
        if placed.start < begin or not value:
            continue
        party = _party(account, asked, sentence, begin, placed, alone=alone)
        same = value.counted is not None and placed.value.counted is not None
        if party and (same or party.after or _REST.match(sentence, placed.end)):
            yield Account(value=value, reading=reading, speaker=party.name, family=account.family)


class _Party(NamedTuple):
    name: str
    after: bool
    """Whether it is named behind its value."""


def _party(
    account: Account, asked: str, sentence: str, begin: int, placed: Placed, *, alone: bool
) -> _Party | None:
    """Find who gives a value, with nothing else between `begin` and the value; not who gave it at first."""
    words = sentence[begin : placed.start]
    if _AT_FIRST.search(words):
        return None
    if found := _TOLD.fullmatch(words):
        wished = _IS_WISH.fullmatch(found["verb"]) and not _ASKS_WISH.search(asked)
        other = found["of"] and not _is_of_it(found["of"], f"{asked} {account.sentence}")
        return None if wished or other else _Party(found["party"].strip(), after=False)
    if not alone:
        return None
    if _NOTHING.fullmatch(words) and (words.strip() or sentence[:begin].rstrip()[-1:] in ",;:"):
        said = _SAID_AFTER.match(sentence, placed.end)
        return _Party(said["party"].strip(), after=True) if said else None
    named = _PARTY_ALONE.fullmatch(words)
    known = named and is_source(named["party"])
    return _Party(named["party"].strip(), after=False) if named and known else None


def _is_of_it(named: str, told: str) -> bool:
    """Whether "the damage" is what is asked about, or was told of; "the number" may be of anything."""
    stems = set(content_stems(named))
    return bool(stems & (_FIGURES | all_stems(told)))


def _like(value: Value, like: Value) -> Value | None:
    """Read a value in the unit of another one; None where they are not of one kind, or the same."""
    read = in_unit_of(like, value)
    if read.dimension != like.dimension or compare(read, like) != "different":
        return None
    return read if read.dimension in {"day", "clock"} or comparable(read, like) else None


def _following(reading: Reading) -> list[Reading]:
    """Take the sentences behind one, in the same paragraph."""
    text = reading.passage.article.text
    paragraph, _, _ = text[reading.end :].partition("\n\n")
    spans = sentence_spans(paragraph) if paragraph.strip() else []
    return [
        replace(reading, start=reading.end + start, end=reading.end + end, answer=None)
        for start, end in spans[:_FOLLOWING]
    ]
