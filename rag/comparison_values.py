"""Values that sentences give, and which of them are held against each other."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.amounts import compare
from rag.comparison_wording import written_unit
from rag.comparison_words import FAST, MORE_BY, SLOW, is_up
from rag.values import placed_values, values_in
from rag.words import content_stems, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.amounts import Value
    from rag.types import Reading

_BASE = re.compile(  # subject CUE base
    r"\b(?:from|than|above|below|against|compared (?:with|to)|where|whereas|while|instead of|rather than|not"
    r"|in place of|replac\w+|over|under|exceed\w*|beat|beyond|short of|after)\b",
    re.IGNORECASE,
)
_THEN = re.compile(  # base CUE subject
    r"\b(?:to\s+(?:about\s+|nearly\s+|almost\s+)?$"
    r"|became|is now|are now|turned out|in the end|this (?:year|time|month|week))",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"^[^.;:]{0,25}?,?\s*\b(?:against|instead of|rather than|compared (?:with|to)|(?:down |up )?from)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_NO_THINGS = {
    stem(word) for word in ("before", "ago", "earlier", "previously", "then", "last", "until")
}
_SINGLE = re.compile(r"an?\s", re.IGNORECASE)  # "twelve" beside "a night" are no nights
_LARGE = re.compile(r"\b(?:thousand|(?:m|b|tr)illion)\b", re.IGNORECASE)
_TIMES = {"time", "clock"}
DAYS = {"day"}
_ELSEWHERE = ";"  # what is behind it tells of something else
_BETWEEN = 90  # characters between two values that are compared
_SMALL = 1000  # from here on a number is no "60" beside "139 million"
_APART = 20  # times that the greater of two values of two sentences may be the smaller


def sentence_of(reading: Reading) -> str:
    """Give the words of the sentence that was read."""
    return reading.passage.article.text[reading.start : reading.end]


def placed_in(sentence: str, reading: Reading) -> list[tuple[int, Value]]:
    """List the values of a sentence with where they stand."""
    placed, begin = [], 0
    for value in values_in(sentence, 0, len(sentence), published=reading.passage.article.published):
        at = sentence.find(value.text, begin)
        if at >= 0:
            placed.append((at, value))
            begin = at + 1
    return placed


def read_value(reading: Reading) -> Value | None:
    """Take the value that was read as the answer of a sentence."""
    if reading.answer is None:
        return None
    sentence, begin = sentence_of(reading), reading.start
    start, end = reading.answer[0] - begin, reading.answer[1] - begin
    published = reading.passage.article.published
    for placed in placed_values(sentence, published=published):
        if placed.start < end and start < placed.end:
            return placed.value
    return None


def compared_values(sentence: str, reading: Reading) -> Iterator[tuple[Value, Value]]:
    """Find values of a sentence that it holds against each other: (what it tells of, what it was before).

    A share that says by how much stands between the two: "it cost 904 million, which is 41% above the 640 approved".
    """
    held = [
        (at, value)
        for at, value in placed_in(sentence, reading)
        if value.dimension != "percent" or not MORE_BY.match(sentence[at + len(value.text) :])
    ]
    for (at, one), (to, other) in pairwise(held):
        between = sentence[at + len(one.text) : to]
        if _AGAINST.search(between):
            other = in_unit_of(one, other)  # noqa: PLW2901 - "19 cents, against 31"
        if len(between) > _BETWEEN or _ELSEWHERE in between or not comparable(one, other):
            continue
        if _BASE.search(between):
            yield one, other
        elif _THEN.search(between):
            yield other, one


def in_unit_of(like: Value, bare: Value) -> Value:
    """Read a number without a unit in that of another value: "31" are metres beside "19 metres", or millions.

    >>> told = "It is 19 metres long, against 31 before."
    >>> one, other = values_in(told, 0, len(told))
    >>> in_unit_of(one, other).dimension == one.dimension
    True
    >>> told = "It cost 139 million instead of 60."
    >>> in_unit_of(*values_in(told, 0, len(told))).high
    60000000.0
    """
    counts = bare.counted and bare.counted not in _NO_THINGS
    if bare.dimension != "count" or counts or _SINGLE.match(like.text):
        return bare
    if like.dimension not in {"count", "money"} and _LARGE.search(bare.text):
        return bare
    written = written_unit(like)
    if not written and like.dimension not in {"count", "money"}:
        return bare
    large = _LARGE.search(bare.text) or (_LARGE.search(like.text) and bare.high >= _SMALL)
    scale = written.size if written and not large else 1.0
    read = replace(bare, low=bare.low * scale, high=bare.high * scale)
    if like.dimension == "count":
        return replace(read, counted=like.counted, phrase=like.phrase)
    return replace(read, dimension=like.dimension)


def differ(one: Value, other: Value) -> bool:
    """Whether two values are of one kind and not the same; "31 million euros" and "the 9 million" are of one kind."""
    if {_is_large(one), _is_large(other)} == {True} and "count" in {one.dimension, other.dimension}:
        return size(one) != size(other)
    return compare(one, other) == "different"


def _is_large(value: Value) -> bool:
    return value.dimension in {"count", "money"} and bool(_LARGE.search(value.text))


def comparable(one: Value, other: Value, *, apart: float = _APART) -> bool:
    """Whether two values are of one kind, and not so far apart that they tell of two things."""
    if not differ(one, other):
        return False
    sizes = sorted((abs(size(one)), abs(size(other))))
    return sizes[1] <= apart * sizes[0]


def is_greater(how: str, one: Value, other: Value) -> bool:
    """Whether the first value is `how` beside the second: greater or smaller; whoever is faster takes less time."""
    up = is_up(how)
    if one.dimension in _TIMES and re.fullmatch(rf"{FAST}|{SLOW}", how, re.IGNORECASE):
        up = not up
    return (size(one) > size(other)) == up


def size(value: Value) -> float:
    """Give the number by which a value is compared: the least that it may be, where that is said."""
    return value.low or value.high


def own_stems(one: str, other: str) -> set[str]:
    """List what words of one side of a comparison the other has not."""
    return set(content_stems(one)) - set(content_stems(other))


def share_of(stems: set[str], held: frozenset[str]) -> float:
    """Give the share of `stems` that is held."""
    return len(stems & held) / len(stems) if stems else 0.0
