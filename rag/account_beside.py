"""Another party's figure for the same thing, told in one breath: the police say 1,200, the owner 700.

It stands behind an account, in its sentence or the next ones, and leaves out what it is a figure of: a party, a verb of
saying or reckoning, and a value of the same kind. So the words of the question need not stand beside it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.sentences import sentence_spans
from rag.account import Account
from rag.account_party import party_of
from rag.amounts import compare
from rag.comparison_values import comparable, in_unit_of
from rag.values import placed_values
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.account_party import Party
    from rag.amounts import Placed, Value
    from rag.types import Reading

_CUT = re.compile(
    r"[;:]\s+|,\s+(?:and|but|while|whereas|although)\s+|,\s+|\s+(?:and|but|while|whereas)\s+"
)
_REST = re.compile(
    r"(?:\s+(?:people|of them|in all|altogether|in total|on average|at (?:most|least)|or so|instead|(?:an?|per) (?:day|week|month|year)"
    r"|(?:to be )?(?:enough|appropriate|necessary|sufficient|right|likely|more likely)))?\s*(?:[,;.!?”]|$|\s(?:and|but|while)\s)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;.!?:”]|\s(?:and|but|while)\s")
_SAID_ON = re.compile(  # "the museum said on Tuesday": the day of speaking
    r"\b(?:said|says?|told|reported|claimed|stated|on)\s+(?:(?:on|at)\s+)?$", re.IGNORECASE
)
_OTHER = re.compile(  # another time, a plan, a part
    r"\b(?:(?:last|next|previous) (?:year|month|week)|(?:year|month|week)s? (?:ago|before|earlier)|forecasts?|plan(?:ned)?|guidelines?|limit|average|more|another|further"
    r"|of them|will|this year|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r",\s*$")
_ASKS_PARTY = re.compile(
    r"\b(?:according to|by (?:the|its|his|her|their) (?:own )?(?:count|figures?|estimate|reckoning|account)|(?:in|by) (?:the )?(?:eyes|view|opinion)|(?:does|did|do) (?:the|its) \w+ (?:\w+ )?(?:say|put|give|count"
    r"|reckon|claim|estimate|admit|hold|regard|find))\b",
    re.IGNORECASE,
)
_DAYS = frozenset({"day", "clock"})
_FOLLOWING = 2  # sentences that are looked at
_NEAR, _CUTS = 170, 3  # characters, and clauses, before a value in which its party stands


def told_beside(account: Account, asked: str) -> Iterator[Account]:
    """Find what other parties give for the same thing, in the sentence of an account and in the next ones.

    Args:
        account: whose value the others are of one kind with.
        asked: the question: what somebody wants or offers answers only one that asks for it, and one that asks for the
            figure of one party is told nobody else's.
    """
    text, reading = account.article.text, account.reading
    sentence = text[reading.start : reading.end]
    at = sentence.find(account.value.text)
    if at < 0 or _ASKS_PARTY.search(asked):
        return
    behind = at + len(account.value.text)
    yield from _given(account, asked, reading, [c.end() for c in _CUT.finditer(sentence, behind)])
    for following in _following(reading):
        yield from _given(account, asked, following, [0])


def _given(
    account: Account, asked: str, reading: Reading, begins: Sequence[int]
) -> Iterator[Account]:
    """Read parties and their values out of a sentence; the words before a value begin where a clause may."""
    article = reading.passage.article
    sentence = article.text[reading.start : reading.end]
    known = f"{account.sentence} {asked}"
    for placed in placed_values(sentence, published=article.published):
        value = _like(placed.value, account.value)
        near = [begin for begin in begins if 0 <= placed.start - begin <= _NEAR][-_CUTS:]
        if not value or not near or _is_aside(sentence, placed):
            continue
        parties = (party_of(account, asked, sentence, begin, placed) for begin in reversed(near))
        party = next(filter(None, parties), None)
        if party and _is_of_it(sentence, near[0], placed, party, known):
            yield Account(value=value, reading=reading, speaker=party.name, family=account.family)


def _is_aside(sentence: str, placed: Placed) -> bool:
    """Whether a value is the day on which somebody spoke, or an age between commas."""
    before, behind = sentence[: placed.start], sentence[placed.end :]
    if placed.value.dimension in _DAYS:
        return _SAID_ON.search(before) is not None
    bare = placed.value.dimension == "count" and placed.value.counted is None
    return bare and _AGE.search(before) is not None and behind.startswith(",")


def _is_of_it(sentence: str, begin: int, placed: Placed, party: Party, known: str) -> bool:
    """Whether nothing around a value says that it is of another time or thing than what is known."""
    end = _CLAUSE_END.search(sentence, placed.end)
    rest = sentence[placed.end : end.start() if end else len(sentence)]
    others = {
        found[0].lower() for found in _OTHER.finditer(f"{sentence[begin : placed.start]} {rest}")
    }
    if others - {found[0].lower() for found in _OTHER.finditer(known)}:
        return False
    if party.after or _REST.match(sentence, placed.end):
        return True
    told = all_stems(known) | placed.value.phrase
    return placed.value.counted is not None and not set(content_stems(rest)) - told


def _like(value: Value, like: Value) -> Value | None:
    """Read a value in the unit of another one; None where they are not of one kind, or the same."""
    read = in_unit_of(like, value)
    if read.dimension != like.dimension or compare(read, like) != "different":
        return None
    return read if read.dimension in _DAYS or comparable(read, like) else None


def _following(reading: Reading) -> list[Reading]:
    """Take the sentences behind one, in the same paragraph."""
    text = reading.passage.article.text
    paragraph, _, _ = text[reading.end :].partition("\n\n")
    spans = sentence_spans(paragraph) if paragraph.strip() else []
    return [
        replace(reading, start=reading.end + start, end=reading.end + end, answer=None)
        for start, end in spans[:_FOLLOWING]
    ]
