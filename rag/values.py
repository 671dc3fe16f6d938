"""What an answer amounts to, so that two answers can be compared: amounts, spans of time, lengths, days, clock times.

"35 minutes" and "less than half an hour" differ; "about 1,200" and "1,210" do not; "hours" is more than one.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from rag.particulars import particulars
from rag.when import read_dates
from rag.words import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

Compared = Literal["same", "compatible", "different"]

_UNITS: dict[str, tuple[str, float]] = {}
for _dimension, _table in {
    "time": "second 1 minute 60 hour 3600 day 86400 night 86400 week 604800 month 2629800 year 31557600 decade 315576000 century 3155760000",
    "length": "millimetre .001 millimeter .001 mm .001 centimetre .01 centimeter .01 cm .01 metre 1 meter 1 kilometre 1000 kilometer 1000 km 1000 "
    "mile 1609.344 foot .3048 feet .3048 yard .9144 inch .0254",
    "mass": "gram .001 kilogram 1 kilo 1 kg 1 tonne 1000 ton 1000 pound .4536",
    "volume": "litre 1 liter 1 gallon 3.785",
    "area": "hectare 10000 acre 4046.86",
}.items():
    _words = _table.split()
    _UNITS |= {
        stem(u): (_dimension, float(s)) for u, s in zip(_words[::2], _words[1::2], strict=True)
    }

_MORE = re.compile(
    r"\b(?:more than|over|at least|above|upwards? of|no fewer than|well over)\s*$", re.IGNORECASE
)
_LESS = re.compile(
    r"\b(?:less than|under|at most|up to|fewer than|below|no more than|nearly|almost|just short of)\s*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|some|approximately|an estimated|close to|nearly|almost|or so)\s*$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?\s?(?P<half>[ap])\.?\s?m\b\.?|\b(?P<h24>\d{1,2}):(?P<m24>\d\d)\b|\b(?P<word>noon|midnight)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?P<few>several|a few|many|a couple of|dozens of|hundreds of|thousands of)?\s*(?P<unit>seconds|minutes|hours|days|nights|weeks|months|years|decades|centuries)\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:an?|one)\s+(?P<unit>second|minute|hour|day|night|week|month|year|decade|century|mile|kilomet(?:re|er)|met(?:re|er))\b",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"\s+and\s+(?:a\s+)?(?P<part>half|quarter)\b|(?P<glued>½)", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_NOUN = re.compile(
    r"[\s-]+(?:(?:more|other|further|new|additional|adult|young|Norland|Vastrian)\s+)?(?P<noun>[a-z][\w’'-]*)"
)
_MAGNITUDE = re.compile(
    r"\bmagnitude(?: (?:of|at|was|is))?(?: from [\d.]+ to| from)?\s+$", re.IGNORECASE
)
_MEASURES = re.compile(  # before "an hour"; not "90,000 lira a day"
    r"(?:^|\b(?:for|than|about|around|nearly|almost|over|under|within|last(?:ed|s)?|took|takes?|spent|after|in|half|just|only|least|most|every|to|and|another|some|is|was)|[,;:“(–—])\s*$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_MONTHS_DIFFER = 3  # days by which two months, or two quarters, differ in length
_NO_NOUNS = frozenset(
    "of and or to in at on for by from were their his her its who that which last this was have had are is per with after the a as".split()
)
_NEAR = 0.05  # share by which an approximate amount may be off
_PERSONS = frozenset(
    stem(w)
    for w in "people person persons residents inhabitants men women children victims dead deaths guards soldiers passengers islanders "
    "spectators workers customers volunteers patients evacuees killed injured wounded lives fatalities casualties".split()
)


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


def compare(one: Value, other: Value) -> Compared | None:
    """Compare two values; None where they are not of one dimension, or count different things."""
    if one.dimension != other.dimension or not _same_things(one, other):
        return None
    if (one.low, one.high) == (other.low, other.high):
        return "same"
    if one.dimension == "day" and not _alike_spans(one, other):
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


def values_in(text: str, start: int, end: int, *, published: date | None = None) -> list[Value]:
    """List the values that begin in characters [start, end) of a sentence; the words around them are read, too.

    Args:
        text: the sentence.
        start: from here on.
        end: up to here.
        published: the day that "on Friday" is counted from.
    """
    found: list[tuple[int, Value]] = [*_clocks(text), *_days(text, published), *_amounts(text)]
    taken = [(at, at + len(v.text)) for at, v in found if v.dimension in {"clock", "day"}]
    kept = [
        (at, value)
        for at, value in found
        if start <= at < end
        and (value.dimension in {"clock", "day"} or not any(a <= at < b for a, b in taken))
    ]
    return [value for _, value in sorted(kept, key=lambda item: item[0])]


def _same_things(one: Value, other: Value) -> bool:
    if one.dimension != "count" or one.counted is None or other.counted is None:
        return True
    return one.counted == other.counted or {one.counted, other.counted} <= _PERSONS


def _clocks(text: str) -> list[tuple[int, Value]]:
    told = []
    for m in _CLOCK.finditer(text):
        if m["word"]:
            minutes = 720.0 if m["word"].lower() == "noon" else 0.0
        elif m["h24"]:
            minutes = 60.0 * int(m["h24"]) + int(m["m24"])
        else:
            minutes = 60.0 * (int(m["h"]) % 12 + 12 * (m["half"].lower() == "p")) + int(m["m"] or 0)
        about = bool(_ABOUT.search(text[: m.start()]))
        told.append(
            (
                m.start(),
                Value(dimension="clock", low=minutes, high=minutes, text=m[0], approximate=about),
            )
        )
    return told


def _days(text: str, published: date | None) -> list[tuple[int, Value]]:
    """Read the days of a sentence; a weekday is the last of that name up to the day of the article."""
    today = published or date.max - timedelta(days=400)
    told = []
    for when in read_dates(text, today=min(today + timedelta(days=1), date.max)):
        words = text[when.start : when.end]
        dated = bool(re.search(r"\b(?:1[89]|20)\d\d\b", words))
        if when.since and when.until and when.sense == "during" and (published or dated):
            low, high = float(when.since.toordinal()), float(when.until.toordinal())
            told.append((when.start, Value(dimension="day", low=low, high=high, text=words)))
    return told


def _amounts(text: str) -> list[tuple[int, Value]]:
    told = [
        (p.start + len(text[p.start : p.end]) - len(text[p.start : p.end].lstrip()), p)
        for p in particulars(text)
        if p.kind in {"number", "percent", "money"} and not _ORDINAL.match(text, p.end)
    ]
    values = [(at, _amount(text, at, p.end, p.kind, p.value)) for at, p in told]
    values += [
        (m.start(), _bounded(text, (m.start(), m.end("unit")), *_unit(m["unit"], 1.0)))
        for m in _ONE.finditer(text)
        if _MEASURES.search(text[: m.start()])
        and not re.match(r"\s+(?:after|before|later|ago|earlier)\b", text[m.end() :])
    ]
    numbered = [(at, p.end + 12) for at, p in told]
    for m in _VAGUE.finditer(text):
        if not any(a <= m.start("unit") <= b for a, b in numbered):
            dimension, size = _unit(m["unit"], 2.0)
            begin = m.start("few") if m["few"] else m.start("unit")
            values.append(
                (
                    begin,
                    Value(dimension=dimension, low=size, high=math.inf, text=text[begin : m.end()]),
                )
            )
    return values


def _amount(text: str, start: int, end: int, kind: str, value: tuple[float, ...] | str) -> Value:
    """Read one number with what stands around it."""
    number = float(value[0]) if not isinstance(value, str) else math.nan
    if fraction := _FRACTION.match(text, end):
        number += 0.25 if fraction["part"] == "quarter" else 0.5
        end = fraction.end()
    end = start + len(text[start:end].rstrip(","))
    dimension, size, counted, stop = kind, number, None, end
    following = _NOUN.match(text, end)
    if kind == "number" and _MAGNITUDE.search(text[:start]):
        dimension = "magnitude"
    elif kind == "number":
        dimension = "count"
        if following and stem(following["noun"]) in _UNITS:
            dimension, factor = _UNITS[stem(following["noun"])]
            size, stop = number * factor, following.end()
            if part := _FRACTION.match(text, stop):
                size += factor * (0.25 if part["part"] == "quarter" else 0.5)
                stop = part.end()
        elif following and not text[end : following.start("noun")].strip(" -"):
            counted = _counted(following["noun"])
    return _bounded(text, (start, stop), dimension, size, counted)


def _bounded(
    text: str, span: tuple[int, int], dimension: str, size: float, counted: str | None = None
) -> Value:
    """Read "more than", "less than" and "about" before a number."""
    start, stop = span
    before = text[:start]
    words = re.search(
        r"(?:\b(?:about|around|roughly|some|more than|over|at least|less than|fewer than|under|up to|nearly|almost|an estimated|at most)\s+)?$",
        before,
        re.IGNORECASE,
    )
    shown = ((words[0] if words else "") + text[start:stop]).strip(" ,")
    low = high = size
    if _MORE.search(before):
        high = math.inf
    elif _LESS.search(before) and not _ABOUT.search(before):
        low = 0.0
    about = bool(_ABOUT.search(before))
    return Value(
        dimension=dimension, low=low, high=high, text=shown, approximate=about, counted=counted
    )


def _unit(word: str, count: float) -> tuple[str, float]:
    dimension, factor = _UNITS[stem(word)]
    return dimension, factor * count


def _counted(noun: str) -> str | None:
    """Name what is counted; words that name nothing give None."""
    plain = noun.lower()
    if plain in _NO_NOUNS:
        return None
    return stem(plain)


def best_match(values: Sequence[Value], like: Value) -> Value | None:
    """Choose the value that can be compared with another one."""
    return next((value for value in values if compare(value, like) is not None), None)
