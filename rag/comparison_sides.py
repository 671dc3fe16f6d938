"""Which of two values is that of the side asked about, where no sentence says itself which is greater.

The clauses that are quoted hold two values of one kind. Whose each is, is told by the words beside it, by what was only
wished, planned or believed, and by the day: who asks "did it cost more than planned?" holds what came later against it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from rag.comparison_values import (
    DAYS,
    comparable,
    in_unit_of,
    is_greater,
    own_stems,
    placed_in,
    sentence_of,
    share_of,
    size,
)
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.amounts import Value
    from rag.comparison_asked import Comparison
    from rag.types import Reading

_CLAIM = (
    r"(?:asked|claimed|sued|wanted|demanded|called\s+for|estimated|reckoned|planned|promised|expected|predicted|budgeted|advised|recommended|offered"
    r"|sought|bid|permitted|allowed|licensed|forecast|announced|supposed|suggested|threatened|intended|hoped|spoken|said|guessed|put|believed"
    r"|thought|calculated|proposed|laid\s+down|required|needed|set\s+aside|earmarked)"
)
_CLAIMED = re.compile(rf"\b{_CLAIM}\b", re.IGNORECASE)
_WISHED = re.compile(
    rf"\b(?:had|has|have|was|were|is|are|been|only)\s+(?:\w+\s+){{0,2}}?{_CLAIM}\b|\b(?:should|would|ought\s+to)\b|(?-i:\bmay\b)"
    r"|\b(?:require|permit|allow|demand|expect|think|believe|reckon|estimate|promise|offer|intend|propose)(?:s|d|ed)?\b"
    r"|\b(?:ask(?:s|ed|ing)\s+for|want(?:s|ed)|seeks|sought|claims|demanded|sued\s+for)\b"
    r"|\b(?:at first|formerly|originally|previously|(?:is|are) to|the old|prosecut(?:ion|ors?) had)\b",
    re.IGNORECASE,
)
_BEGINNING = re.compile(
    r"\b(?:first|original(?:ly)?|initial(?:ly)?|estimated?|planned|earlier)\b", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:it|they|he|she|which)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLAUSE = re.compile(r"[;:]\s|,\s|\s[–—]\s|\s(?:and|while|whereas|but)\s")
_DECISIVE = 0.15  # what speaks for one order rather than the other
_NAMED = 0.3  # the same, of two that are named
_UNLIKE = 0.2  # what it counts against two values that they may not count the same thing
_AS_WELL = 0.1  # by which a pair may fit less than the best and still count
_CARRIED = (
    2  # how unsure it is that two values are of one kind, where one has the unit of the other
)
_OF_LIKE_SIZE = 4  # times that one value may be the other, where "60" is read as 60 million beside "139 million"
_WISH, _DAY = 0.4, 0.8  # what a wish, and a later day, count beside a share of words


class Told(NamedTuple):
    """A value, the clause that gives it, and the sentence."""

    value: Value
    clause: str
    reading: Reading


class Pair(NamedTuple):
    """Two values, what the question asks about and what that is held against, and the sentences that give them."""

    subject: Value
    base: Value
    readings: tuple[Reading, ...]


def sides(told: Sequence[Reading], asked: Comparison) -> Pair | None:
    """Find two values of one kind in the sentences, and which of them is whose; None where that cannot be told."""
    for _, (one, other) in _pairs(told):
        first = _is_subject(one, other, asked)
        if first is not None:
            return _ordered(one, other, first=first)
    return None


def named_sides(told: Sequence[Reading], asked: Comparison) -> Pair | None:
    """Find a value for each of two that are named, be it by part of the name; the other value is the other one's.

    None where values that fit as well say the opposite.
    """
    ranked = [
        (abs(nearer) - _UNLIKE * kind, _ordered(*pair, first=nearer > 0))
        for kind, pair in _pairs(told)
        if abs(nearer := _nearer(*pair, asked)) >= _NAMED
    ]
    most = max((fit for fit, _ in ranked), default=0.0)
    fitting = [pair for fit, pair in ranked if fit >= most - _AS_WELL]
    if len({is_greater(asked.how, pair.subject, pair.base) for pair in fitting}) != 1:
        return None
    return fitting[0]


def _ordered(one: Told, other: Told, *, first: bool) -> Pair:
    mine, its = (one, other) if first else (other, one)
    return Pair(mine.value, its.value, tuple(dict.fromkeys((mine.reading, its.reading))))


def differences(told: Sequence[Reading], asked: Comparison) -> list[Pair]:
    """List the pairs of which a difference can be taken: of two sentences, or of what came and what was wished.

    Those first where words of the question stand beside both values, or beside neither. Others only where one was
    wished for, and the question asks for a wish, or names who wished, or it is somebody named before: "they had asked
    for 85".
    """
    words, claimed = set(content_stems(asked.subject)), _CLAIMED.search(asked.subject)
    first, later = [], []
    for _, (one, other) in _pairs(told):
        mine, its = _is_wished(one, other), _is_wished(other, one)
        named, its_named = (bool(words & _about(*pair)) for pair in ((one, other), (other, one)))
        pair = _ordered(one, other, first=True)
        if named == its_named and (mine != its or one.reading is not other.reading):
            first.append(pair)
        elif mine != its:
            wish, beside = (one, other) if mine else (other, one)
            asks = named if mine else its_named
            if asks or claimed or _PRONOUN.search(_words(wish, beside)):
                later.append(pair)
    return [*first, *later]


def lone_pair(told: Sequence[Reading], asked: Comparison) -> list[Pair]:
    """Give the only two values of one kind in the first of the sentences, if beside each stands what is asked about."""
    found, named = _pairs(told[:1]), set(content_stems(asked.subject))
    if len(found) != 1:
        return []
    one, other = found[0][1]
    both = named & _about(one, other) and named & _about(other, one)
    return [_ordered(one, other, first=True)] if both else []


def _pairs(told: Sequence[Reading]) -> list[tuple[int, tuple[Told, Told]]]:
    """List values of two clauses that can be held against each other, those that surely count the same thing first.

    Of those that may not, the first are of like size: "he weighs 180 kilograms at 13 years, and she 212".
    """
    every = [one for reading in told for one in _values_told(reading)]
    found = [
        (kind, matched)
        for one, other in combinations(every, 2)
        if (one.clause, one.reading) != (other.clause, other.reading)
        for kind, matched in _matched(one, other)
    ]
    return sorted(
        found, key=lambda each: (each[0], _unlike(*each[1]) if each[0] >= _CARRIED else 0)
    )


def _unlike(one: Told, other: Told) -> float:
    """Say how many times one value is the other."""
    sizes = sorted((abs(size(one.value)), abs(size(other.value))))
    return sizes[1] / sizes[0] if sizes[0] else inf


def _matched(one: Told, other: Told) -> Iterator[tuple[int, tuple[Told, Told]]]:
    """Say how surely two values are of one kind (0: surely, 3: hardly), a bare one in the unit of the other."""
    mine, its = one.value, other.value
    if comparable(mine, its):
        same = mine.dimension != "count" or (mine.counted == its.counted and mine.counted)
        yield 0 if same else 1, (one, other)
        return
    first, second = in_unit_of(its, mine), in_unit_of(mine, its)
    if mine.dimension != its.dimension and comparable(first, second):
        yield _CARRIED, (one._replace(value=first), other._replace(value=second))
    elif (first, second) != (mine, its) and comparable(first, second, apart=_OF_LIKE_SIZE):
        yield 3, (one._replace(value=first), other._replace(value=second))
    elif {mine.dimension, its.dimension} == {"count"}:
        bare = [replace(value, counted=None) for value in (mine, its)]
        if comparable(*bare):
            yield 3, (one._replace(value=bare[0]), other._replace(value=bare[1]))


def _values_told(reading: Reading) -> list[Told]:
    sentence = sentence_of(reading)
    edges = [0, *(found.end() for found in _CLAUSE.finditer(sentence)), len(sentence)]
    return [
        Told(
            value,
            sentence[max(e for e in edges if e <= at) : min(e for e in edges if e > at)],
            reading,
        )
        for at, value in placed_in(sentence, reading)
        if value.dimension not in DAYS
    ]


def _is_subject(one: Told, other: Told, asked: Comparison) -> bool | None:
    """Whether the first of two values is what the question asks about, the other what that is held against.

    None where neither words nor a wish nor a day tell it; nor do words alone, of two values of one sentence that says
    nothing of a base that is named.
    """
    wished = _is_wished(other, one) - _is_wished(one, other)
    nearer = _nearer(one, other, asked)
    years = asked.base and _YEAR.search(f"{asked.subject} {asked.base}")
    newer = 0 if nearer and years else _newer(one, other)
    if _BEGINNING.search(asked.subject) and not _BEGINNING.search(asked.base):
        newer = -newer
    if one.reading is other.reading and not (wished or asked.of_time):
        told = _about(one, other) | _about(other, one)
        nearer = nearer if set(content_stems(asked.base)) & told else 0.0
    sure = nearer + _WISH * wished + _DAY * newer
    if abs(sure) < _DECISIVE or not (wished or newer or content_stems(asked.base)):
        return None
    return sure > 0


def _newer(one: Told, other: Told) -> int:
    """Say 1 where the first value was published later, -1 where it was earlier."""
    day, its = one.reading.passage.article.published, other.reading.passage.article.published
    return (day > its) - (day < its) if day and its else 0


def _is_wished(one: Told, other: Told) -> bool:
    """Whether a value is only what was wished, planned, allowed or believed."""
    return bool(_WISHED.search(_words(one, other)))


def _nearer(one: Told, other: Told, asked: Comparison) -> float:
    """Say how much rather the first value stands beside the subject's words, the second beside the base's."""
    subject, base = own_stems(asked.subject, asked.base), own_stems(asked.base, asked.subject)
    here, there = _about(one, other), _about(other, one)
    mine = share_of(subject, here) - share_of(subject, there)
    return mine + share_of(base, there) - share_of(base, here)


def _words(one: Told, other: Told) -> str:
    """Give the clause of a value, or its sentence where the other value stands in another."""
    return one.clause if one.reading is other.reading else sentence_of(one.reading)


def _about(one: Told, other: Told) -> frozenset[str]:
    """Collect what is told beside a value; of two articles their headlines and days, too."""
    article = one.reading.passage.article
    if article.id == other.reading.passage.article.id:
        return all_stems(_words(one, other))
    day = f"{article.published:%Y %B}" if article.published else ""
    return all_stems(f"{article.title} {day} {_words(one, other)}")
