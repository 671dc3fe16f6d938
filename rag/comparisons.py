"""Questions that compare: "more or fewer than last year?", "is A larger than B?", "which was faster, A or B?".

No sentence says "fewer"; it says "71.3 percent, down from 74.0". The answer is worked out from two values that articles
give for one kind of thing, and the sentences that give them are quoted. Without two values nothing is worked out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from rag.amounts import compare
from rag.lexical import coverage
from rag.values import values_in
from rag.words import all_stems, content_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rag.amounts import Value
    from rag.types import Reading

    Sign = Literal[-1, 1]

_UP = (
    r"more|higher|larger|bigger|greater|longer|older|later|taller|heavier|wider|deeper|dearer|most|highest|largest|"
    r"biggest|greatest|longest|oldest|up|rise|rose|grow|grew|increase|increased|gain"
)
_DOWN = (
    r"fewer|less|lower|smaller|shorter|younger|earlier|cheaper|lighter|narrower|shallower|sooner|fewest|least|lowest|"
    r"smallest|shortest|youngest|cheapest|first|down|fall|fell|shrink|shrank|decrease|decreased|loss"
)
_FAST, _SLOW = r"faster|quicker|fastest|quickest", r"slower|slowest"
_ANY = rf"{_UP}|{_DOWN}|{_FAST}|{_SLOW}"
_EITHER = re.compile(rf"\b(?P<one>{_ANY})\s+or\s+(?P<other>{_ANY})\b", re.IGNORECASE)
_YES_OR_NO = re.compile(
    rf"^\W*(?:do|does|did|is|are|was|were|has|have|had|will|would)\s+(?P<one>.*?)\s*\b(?P<how>{_ANY})\b"
    r".*?\bthan\s+(?P<other>.*?)\s*\?*$",
    re.IGNORECASE,
)
_WHICH = re.compile(
    rf"\b(?P<how>{_ANY})\b.*?[,:–—]\s*(?P<one>[^,?]{{2,60}}?),?\s+or\s+(?P<other>[^,?]{{2,60}}?)\s*\?*$",
    re.IGNORECASE,
)
_BASE = re.compile(  # subject CUE base
    r"\b(?:from|than|above|below|against|compared (?:with|to)|where|whereas|while|instead of|rather than|not"
    r"|in place of|replac\w+|over|under|exceed\w*|beat|beyond|short of|after)\b",
    re.IGNORECASE,
)
_THEN = re.compile(  # base CUE subject
    r"\b(?:to|became|is now|are now|turned out|in the end|this (?:year|time|month|week))\b",
    re.IGNORECASE,
)
_ROSE = re.compile(
    r"\b(?:rose|rise[ns]?|grew|grown|climbed|increased|jumped|gained|went up|gone up|\d+ more"
    r"|the (?:most|highest|largest) (?:since|ever))\b",
    re.IGNORECASE,
)
_FELL = re.compile(
    r"\b(?:fell|fallen|falls|dropped|declined|decreased|shrank|shrunk|sank|went down|gone down|\d+ (?:fewer|less)"
    r"|the (?:fewest|lowest|smallest) (?:since|ever))\b",
    re.IGNORECASE,
)
_LARGE = re.compile(r"\b(?:thousand|(?:m|b|tr)illion)\b", re.IGNORECASE)
_TIMES = {"time", "clock"}
_BETWEEN = 90  # characters between two values that are compared
_READ = 24  # readings looked at
_SAID = 0.3  # share of the question's words that a sentence beyond the quoted ones holds


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a comparison comes to, and the sentences that give the values, in the order of the question."""

    answer: str
    readings: tuple[Reading, ...]


def weigh_up(
    asked: str,
    weights: Mapping[str, float],
    readings: Sequence[Reading],
    *,
    quoted: Sequence[Reading],
) -> Weighed | None:
    """Work out what a question that compares comes to; None where it does not compare, or nothing can be compared.

    Args:
        asked: the question.
        weights: stem → weight of its words.
        readings: every sentence read, most likely first.
        quoted: those that are quoted anyway; these come first.
    """
    near = [r for r in readings[:_READ] if coverage(weights, _sentence(r)) >= _SAID]
    told = list(dict.fromkeys((*quoted, *near)))
    if either := _EITHER.search(asked):
        found = _direction(told, either["one"])
        return found and Weighed(either["one"] if found[0] > 0 else either["other"], (found[1],))
    if which := _WHICH.search(asked):
        return _which(told, which)
    if closed := _YES_OR_NO.search(asked):
        if found := _direction([r for r in told if _holds(closed["other"], r)], closed["how"]):
            return Weighed("yes" if found[0] > 0 else "no", (found[1],))
        if between := _which(told, closed):
            return Weighed(
                "yes" if between.answer == _bare(closed["one"]) else "no", between.readings
            )
    return None


def _holds(base: str, reading: Reading) -> bool:
    """Whether a sentence speaks of what is compared with, where that is more than "the old one"."""
    named = _names(base)
    return len(named) <= 1 or bool(named & all_stems(_sentence(reading)))


def _direction(told: Sequence[Reading], how: str) -> tuple[int, Reading] | None:
    """Say whether the thing asked about is (1) or is not (-1) `how` it is put, and the sentence that says so."""
    for reading in told:
        sentence = _sentence(reading)
        for subject, base in _compared(sentence, reading):
            return _sign(how, subject) * (1 if _size(subject) > _size(base) else -1), reading
    for reading in told[:1]:
        sentence = _sentence(reading)
        rose, fell = _ROSE.search(sentence), _FELL.search(sentence)
        if bool(rose) != bool(fell):
            return _sign(how, None) * (1 if rose else -1), reading
    return None


def _compared(sentence: str, reading: Reading) -> Iterator[tuple[Value, Value]]:
    """Find values of a sentence that it holds against each other: (what it tells of, what it was before)."""
    for (at, one), (to, other) in pairwise(_placed(sentence, reading)):
        between = sentence[at + len(one.text) : to]
        if len(between) > _BETWEEN or not _differ(one, other):
            continue
        if _BASE.search(between):
            yield one, other
        elif _THEN.search(between):
            yield other, one


def _which(told: Sequence[Reading], asked: re.Match[str]) -> Weighed | None:
    """Find a value for each of two that are named, and say which is the one asked for."""
    names = _bare(asked["one"]), _bare(asked["other"])
    mine, theirs = (
        [(value, r) for r in told for value in _values_of(name, other, r)]
        for name, other in (names, names[::-1])
    )
    pairs = [(one, other) for one in mine for other in theirs if _differ(one[0], other[0])]
    if not pairs:
        return None
    # values of one sentence first, then those of the likeliest
    (one, first), (other, second) = min(pairs, key=lambda pair: pair[0][1] is not pair[1][1])
    greater = _sign(asked["how"], one) * (1 if _size(one) > _size(other) else -1) > 0
    return Weighed(names[0] if greater else names[1], tuple(dict.fromkeys((first, second))))


def _values_of(name: str, other: str, reading: Reading) -> list[Value]:
    """List the values that a sentence gives for a name: those after it, then those before, up to the other name."""
    sentence = _sentence(reading)
    at, rival = _named(name, sentence), _named(other, sentence)
    source = reading.passage.article.source or ""
    if at is None and rival is None and _names(name) and _names(name) <= all_stems(source):
        at = 0  # the outlet's own figure
    if at is None:
        return []
    values = _placed(sentence, reading)
    after = [v for place, v in values if place >= at and not (rival and at < rival < place)]
    before = [v for place, v in values if place < at and not (rival and place < rival < at)]
    return [*after, *before[::-1]]


def _differ(one: Value, other: Value) -> bool:
    """Whether two values are of one kind and not the same; "31 million euros" and "the 9 million" are of one kind."""
    if {_is_large(one), _is_large(other)} == {True} and "count" in {one.dimension, other.dimension}:
        return _size(one) != _size(other)
    return compare(one, other) == "different"


def _is_large(value: Value) -> bool:
    return value.dimension in {"count", "money"} and bool(_LARGE.search(value.text))


def _named(name: str, sentence: str) -> int | None:
    """Find where a sentence names somebody or something by all the words that carry its meaning."""
    stems = _names(name)
    if not stems or not stems <= all_stems(sentence):
        return None
    last = [word for word in words(name) if content_stems(word)][-1]
    found = re.search(rf"\b{re.escape(last)}", sentence, re.IGNORECASE)
    return found.start() if found else None


def _names(name: str) -> set[str]:
    return set(content_stems(name))


def _bare(option: str) -> str:
    """Take "was it" words off an option, and its possessive."""
    plain = re.sub(r"^(?:that of|those of|the one of|in|by|at|from|of)\s+", "", option.strip())
    return re.sub(r"(?<=\w)[’']s?$", "", plain)


def _placed(sentence: str, reading: Reading) -> list[tuple[int, Value]]:
    """List the values of a sentence with where they stand."""
    placed, begin = [], 0
    for value in values_in(sentence, 0, len(sentence), published=reading.passage.article.published):
        at = sentence.find(value.text, begin)
        if at >= 0:
            placed.append((at, value))
            begin = at + 1
    return placed


def _sign(how: str, value: Value | None) -> int:
    """1 where a greater value means `how`, -1 where a smaller one does; whoever is faster takes less time."""
    timed = value is not None and value.dimension in _TIMES
    if re.fullmatch(_FAST, how, re.IGNORECASE):
        return -1 if timed else 1
    if re.fullmatch(_SLOW, how, re.IGNORECASE):
        return 1 if timed else -1
    return -1 if re.fullmatch(_DOWN, how, re.IGNORECASE) else 1


def _size(value: Value) -> float:
    return value.low or value.high


def _sentence(reading: Reading) -> str:
    return reading.passage.article.text[reading.start : reading.end]
