"""Which of two values is that of the side asked about, where no sentence says itself which is greater.

The clauses that are quoted hold two values of one kind. Whose each is, is told by the words beside it, by what was only
wished, planned or believed, and by the day: who asks "did it cost more than planned?" holds what came later against it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from rag.comparison_values import (
    DAYS,
    comparable,
    in_unit_of,
    placed_in,
    sentence_of,
)
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.amounts import Value
    from rag.comparison_asked import Comparison
    from rag.types import Reading

_CLAIM = (
    r"(?:ask|claim|want|demand|call|estimat|reckon|plan|promis|expect|predict|budget|advis|recommend|offer|sought|seek|bid"
    r"|permit|allow|limit|requir|need|licens|forecast|announc|suppos|suggest|threaten|intend|hop|spoken|speak|said|given"
    r"|guess|put|believ|think|thought|calculat|propos|laid)\w*"
)
_WISHED = re.compile(
    rf"\b(?:had|has|have|was|were|is|are|been|should|could|only)\s+(?:\w+\s+){{0,2}}?{_CLAIM}\b"
    r"|\b(?:require|permit|allow|demand|need|expect|think|believe|reckon|estimate|promise|offer|want|intend|propose)(?:s|ed)?\b"
    r"|\bat first\b|\bformer(?:ly)?\b|\boriginally\b|\bpreviously\b|\b(?:is|are) to\b|\bshould\b|\bwould\b|\bought to\b"
    r"|\bmay\b|\bthe old\b|\bprosecut(?:ion|ors?) had\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:]\s|,\s|\s[–—]\s|\s(?:and|while|whereas|but)\s")
_DECISIVE = 0.15  # what speaks for one order rather than the other
_NAMED = 0.3  # the same, of two that are named
_UNLIKE = 0.2  # what it counts against two values that they may not count the same thing
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
    for one, other in pairs_of(told):
        first = _is_subject(one, other, asked)
        if first is not None:
            mine, its = (one, other) if first else (other, one)
            return Pair(mine.value, its.value, tuple(dict.fromkeys((mine.reading, its.reading))))
    return None


def named_sides(told: Sequence[Reading], asked: Comparison) -> Pair | None:
    """Find a value for each of two that are named, be it by part of the name; the other value is the other one's."""
    ranked = [
        (abs(nearer) - _UNLIKE * kind, nearer, pair)
        for kind, pair in _pairs(told)
        if abs(nearer := _nearer(*pair, asked)) >= _NAMED
    ]
    if not ranked:
        return None
    _, nearer, (one, other) = max(ranked, key=lambda each: each[0])
    mine, its = (one, other) if nearer > 0 else (other, one)
    return Pair(mine.value, its.value, tuple(dict.fromkeys((mine.reading, its.reading))))


def differences(told: Sequence[Reading]) -> list[tuple[Told, Told]]:
    """List the pairs of which a difference can be taken: of one sentence only what came, and what was wished."""
    return [
        (one, other)
        for one, other in pairs_of(told)
        if one.reading is not other.reading or _is_wished(one, other) != _is_wished(other, one)
    ]


def pairs_of(told: Sequence[Reading]) -> list[tuple[Told, Told]]:
    """List values of two clauses that can be held against each other, those that surely count the same thing first."""
    return [pair for _, pair in sorted(_pairs(told), key=lambda each: each[0])]


def _pairs(told: Sequence[Reading]) -> list[tuple[int, tuple[Told, Told]]]:
    every = [one for reading in told for one in _values_told(reading)]
    return [
        (kind, matched)
        for one, other in combinations(every, 2)
        if (one.clause, one.reading) != (other.clause, other.reading)
        for kind, matched in _matched(one, other)
    ]


def _matched(one: Told, other: Told) -> Iterator[tuple[int, tuple[Told, Told]]]:
    """Say how surely two values are of one kind (0: surely), a bare one in the unit of the other."""
    mine, its = one.value, other.value
    if comparable(mine, its):
        same = mine.dimension != "count" or (mine.counted == its.counted and mine.counted)
        yield 0 if same else 1, (one, other)
        return
    first, second = in_unit_of(its, mine), in_unit_of(mine, its)
    if mine.dimension != its.dimension and comparable(first, second):
        yield 1, (one._replace(value=first), other._replace(value=second))
    elif {mine.dimension, its.dimension} == {"count"}:
        bare = [replace(value, counted=None) for value in (mine, its)]
        if comparable(*bare):
            yield 2, (one._replace(value=bare[0]), other._replace(value=bare[1]))


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

    What no side is named for must be wished or old: two values of one sentence may tell of two things.
    """
    wished = _is_wished(other, one) - _is_wished(one, other)
    day, its = one.reading.passage.article.published, other.reading.passage.article.published
    newer = (day > its) - (day < its) if day and its else 0
    nearer = _nearer(one, other, asked)
    sure = nearer + _WISH * wished + _DAY * newer
    if abs(sure) < _DECISIVE or not (wished or newer or content_stems(asked.base)):
        return None
    return sure > 0


def _is_wished(one: Told, other: Told) -> bool:
    """Whether a value is only what was wished, planned, allowed or believed."""
    return bool(_WISHED.search(_words(one, other)))


def _nearer(one: Told, other: Told, asked: Comparison) -> float:
    """Say how much rather the first value stands beside the subject's words, the second beside the base's."""
    subject = set(content_stems(asked.subject)) - set(content_stems(asked.base))
    base = set(content_stems(asked.base)) - set(content_stems(asked.subject))
    here, there = _about(one, other), _about(other, one)
    mine = _share(subject, here) - _share(subject, there)
    return mine + _share(base, there) - _share(base, here)


def _share(stems: set[str], held: frozenset[str]) -> float:
    return len(stems & held) / len(stems) if stems else 0.0


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
