"""What an answer amounts to, and whether two of them are the same: amounts, spans of time, lengths, days, clock times.

"35 minutes" and "less than half an hour" differ; "about 1,200" and "1,210" do not; "hours" is more than one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from rag.currencies import CURRENCY
from rag.words import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

Compared = Literal["same", "compatible", "different"]

_MONTHS_DIFFER = 3  # days by which two months, or two quarters, differ in length
_NEAR = 0.05  # share by which an approximate amount may be off
PERSONS = frozenset(
    stem(w)
    for w in "people person persons residents inhabitants men women children victims dead deaths guards soldiers passengers islanders "
    "spectators workers customers volunteers patients evacuees killed injured wounded lives fatalities casualties".split()
)
_AND = re.compile(r"(?:,? and|,)? $")
_BARE = re.compile(
    r"\d\.\d|illion\b"
)  # "9.7", "8 million": said without the unit, the unit was said before
_SCALED = re.compile(r"illion|thousand", re.IGNORECASE)
_TO = re.compile(r"\s*(?:to|–)\s*(?:about |some |nearly |around |roughly |almost )?")
_OLD = re.compile(r"[ -]old\b")  # an age is told in years: who is "14 years and 73 days old" is 14
_CURRENCY = re.compile(rf"[$€£¥]|\b{CURRENCY}\b", re.IGNORECASE)
_FIRST_LETTERS = 4  # which the forms of a name share: krona, kronor
_SAME_MONEY = {
    "$": "doll",
    "€": "euro",
    "£": "poun",
    "¥": "yen",
    "lire": "lira",
    "roub": "rubl",
    "krón": "kron",
    "renm": "yuan",
}
_CARRIED = frozenset({"money", "percent", "magnitude"})
_SUMMED = frozenset({"time", "length", "mass"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An amount in [low, high] of a dimension (`time` in seconds, `day` as ordinals …), and how it was printed.

    `counted` is the stem of what is counted, where the dimension is `count` and it is said.
    """

    dimension: str
    low: float
    high: float
    text: str
    approximate: bool = False
    counted: str | None = None
    phrase: frozenset[str] = frozenset()
    """Stems of the words behind a count, up to the end of what is counted: "138 fire-door certificates"."""


class Placed(NamedTuple):
    """A value and where it stands: characters [start, end) of the text, without "about" before it."""

    start: int
    end: int
    value: Value


def compare(one: Value, other: Value) -> Compared | None:
    """Compare two values; None where they are not of one dimension, or count different things."""
    if one.dimension != other.dimension or not _same_things(one, other):
        return None
    if (one.low, one.high) == (other.low, other.high):
        return "same"
    if _in_other_money(one, other) or (one.dimension == "day" and not _alike_spans(one, other)):
        return None
    if _is_exact(one) and _is_exact(other):
        near = abs(one.low - other.low) <= _NEAR * max(abs(one.low), abs(other.low))
        return "same" if near and (one.approximate or other.approximate) else "different"
    if _is_exact(one) != _is_exact(other):
        inner, outer = (one, other) if _is_exact(one) else (other, one)
        return "compatible" if outer.low <= inner.low <= outer.high else "different"
    return "different"


def _is_exact(value: Value) -> bool:
    return value.low == value.high


def _alike_spans(one: Value, other: Value) -> bool:
    """Whether two spans of days are of one kind: a day is no other account than the month it lies in."""
    return abs((one.high - one.low) - (other.high - other.low)) <= _MONTHS_DIFFER


def _same_things(one: Value, other: Value) -> bool:
    if one.dimension != "count" or one.counted is None or other.counted is None:
        return True
    if one.counted in other.phrase or other.counted in one.phrase:
        return True
    return one.counted == other.counted or {one.counted, other.counted} <= PERSONS


def _in_other_money(one: Value, other: Value) -> bool:
    """Whether two sums are of two currencies: one says nothing about the other."""
    first, second = (_money_of(value.text) for value in (one, other))
    return None not in (first, second) and first != second


def _money_of(text: str) -> str | None:
    """Tell a currency by its sign or the first letters of its name."""
    found = _CURRENCY.search(text)
    name = found[0].casefold()[:_FIRST_LETTERS] if found else None
    return _SAME_MONEY.get(name, name) if name else None


def together(text: str, placed: Sequence[Placed]) -> list[Placed]:
    """Put values together that are one: "one hour and 5 minutes" is no account of 5 minutes."""
    joined: list[Placed] = []
    for found in placed:
        last = joined[-1] if joined else None
        if last and _continues(text, last, found):
            more = 0.0 if _OLD.match(text[found.end :]) else found.value.low
            size = last.value.low + more
            words = last.value.text + text[last.end : found.end]
            value = replace(last.value, low=size, high=size, text=words)
            joined[-1] = Placed(last.start, found.end, value)
        else:
            joined.append(found)
    return joined


def _continues(text: str, last: Placed, found: Placed) -> bool:
    one, other = last.value, found.value
    if one.dimension != other.dimension or one.dimension not in _SUMMED:
        return False
    smaller = _is_exact(one) and _is_exact(other) and other.low < one.low
    return smaller and _AND.fullmatch(text[last.end : found.start]) is not None


def with_units(text: str, placed: Sequence[Placed]) -> list[Placed]:
    """Give a bare amount the unit that was said for another one of the sentence: "31 million euros, not the 9 million".

    The first of two that are bound by "to" has the unit of the second: "from 32 to 34 krons".
    """
    carried = [found for found in placed if found.value.dimension in _CARRIED]
    of_next = {
        one.start: other.value.dimension
        for one, other in pairwise(placed)
        if _is_bound(text, one, other)
    }
    of_others = {
        found.start: dimension
        for found in placed
        if _is_bare(found.value) and (dimension := _nearest(found, carried))
    }
    dimensions = of_others | of_next
    return [
        found._replace(value=replace(found.value, dimension=dimensions[found.start]))
        if found.start in dimensions
        else found
        for found in placed
    ]


def _is_bound(text: str, one: Placed, other: Placed) -> bool:
    """Whether an amount without a unit of its own goes up to another one, of the same order: "32 to 34 krons"."""
    return (
        one.value.dimension == "count"
        and one.value.counted is None
        and other.value.dimension in _CARRIED
        and _SCALED.search(other.value.text) is None
        and _TO.fullmatch(text[one.end : other.start]) is not None
    )


def _is_bare(value: Value) -> bool:
    return value.dimension == "count" and value.counted is None and bool(_BARE.search(value.text))


def _nearest(found: Placed, carried: Sequence[Placed]) -> str | None:
    """Name the dimension of the last amount with a unit, or of the first behind; millions are no per cent."""
    large = _SCALED.search(found.value.text)
    fit = [other for other in carried if other.value.dimension == "money" or not large]
    before = [other for other in fit if other.start < found.start]
    return (before[-1:] or fit)[0].value.dimension if fit else None


def best_match(values: Sequence[Value], like: Value) -> Value | None:
    """Choose the value that can be compared with another one."""
    return next((value for value in values if compare(value, like) is not None), None)
