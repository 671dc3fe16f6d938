"""The values that a sentence gives: amounts, spans of time, lengths, days, clock times, as far as they can be compared.

What stands before a number is read with it, "more than" and "about", and what is counted behind it.
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from itertools import takewhile

from rag.amounts import PERSONS, Placed, Value, together, with_units
from rag.particulars import particulars
from rag.when import read_dates
from rag.words import STOP_WORDS, stem

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

_BOUND = re.compile(
    r"(?:\b(?P<no>no|not|never)\s+)?\b(?:well\s+)?(?:(?P<more>more\s+than|over|above|upwards?\s+of)|(?P<less>less\s+than|fewer\s+than|under|below))\s*$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"\bat\s+least\s*$", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:at\s+most|up\s+to|nearly|almost|just\s+short\s+of)\s*$", re.IGNORECASE)
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
    r"[\s-]+(?:(?:more|other|further|new|additional|adult|young|[A-Z][a-z]+)\s+)?(?P<noun>[a-z][\w’'-]*)(?P<more>(?:\s+[a-z][\w’'-]*){0,2})"
)
_MAGNITUDE = re.compile(
    r"\bmagnitude(?: (?:of|at|was|is))?(?: from [\d.]+ to| from)?\s+$", re.IGNORECASE
)
_MEASURES = re.compile(  # before "an hour"; not "90,000 lira a day"
    r"(?:^|\b(?:for|than|about|around|nearly|almost|over|under|within|last(?:ed|s)?|took|takes?|spent|after|in|half|just|only|least|most|every|to|and|another|some|is|was)|[,;:“(–—])\s*$",
    re.IGNORECASE,
)
_NAUTICAL = re.compile(r"[\s-]+nautical[\s-]+miles?\b", re.IGNORECASE)
_NAUTICAL_MILE = 1852.0  # metres
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_VERSIONED = frozenset(("section", "version", "article", "chapter", "figure", "part", "rule"))
_LABELLED = re.compile(
    r"(?<![\w’'-])(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?P<word>[A-Z][a-z]+|No\.) $"
)
_GLUED = re.compile(r"-(?P<noun>[a-z]+)")
_STANDS_FOR = re.compile(
    r"\b(?:the|this|that|each|every|any|no|which|old|older|new|newer|other|another|first|second|third|last|next|earlier|later"
    r"|previous|former|big|bigger|large|larger|small|smaller)\s+$",
    re.IGNORECASE,
)
_HEDGES = frozenset("about some nearly around almost roughly another exactly".split())
_PARTICIPLE = re.compile(r"[a-z]{4}ed$")
_NO_NOUNS = frozenset(
    "of and or to in at on for by from has been be do does did according will would can could may might must were their his her its who that which last this was have had are is per with after the a as "
    "but not it he she they we first last earlier then now once given put forecast each so because until than about when where while there "
    "one two three four five six seven eight nine ten eleven twelve".split()
)


def values_in(text: str, start: int, end: int, *, published: date | None = None) -> list[Value]:
    """List the values that begin in characters [start, end) of a sentence; the words around them are read, too.

    Args:
        text: the sentence.
        start: from here on.
        end: up to here.
        published: the day that "on Friday" is counted from.
    """
    placed = placed_values(text, published=published)
    return [found.value for found in placed if start <= found.start < end]


def placed_values(text: str, *, published: date | None = None) -> list[Placed]:
    """List the values of a sentence with the characters that they take up, in reading order."""
    times = [*_clocks(text), *_days(text, published)]
    amounts = [
        found
        for found in _amounts(text)
        if not any(time.start <= found.start < time.end for time in times)
    ]
    return with_units(
        text, together(text, sorted([*times, *amounts], key=lambda found: found.start))
    )


def _clocks(text: str) -> list[Placed]:
    told = []
    for m in _CLOCK.finditer(text):
        if m["word"]:
            minutes = 720.0 if m["word"].lower() == "noon" else 0.0
        elif m["h24"]:
            minutes = 60.0 * int(m["h24"]) + int(m["m24"])
        else:
            minutes = 60.0 * (int(m["h"]) % 12 + 12 * (m["half"].lower() == "p")) + int(m["m"] or 0)
        about = bool(_ABOUT.search(text[: m.start()]))
        value = Value(dimension="clock", low=minutes, high=minutes, text=m[0], approximate=about)
        told.append(Placed(m.start(), m.end(), value))
    return told


def _days(text: str, published: date | None) -> list[Placed]:
    """Read the days of a sentence; a weekday is the last of that name up to the day of the article."""
    today = min(published or date.max, date.max - timedelta(days=400))  # "next year" is a day, too
    told = []
    for when in read_dates(text, today=today + timedelta(days=1)):
        words = text[when.start : when.end]
        dated = bool(re.search(r"\b(?:1[89]|20)\d\d\b", words))
        if when.since and when.until and when.sense == "during" and (published or dated):
            low, high = float(when.since.toordinal()), float(when.until.toordinal())
            value = Value(dimension="day", low=low, high=high, text=words)
            told.append(Placed(when.start, when.end, value))
    return told


def _amounts(text: str) -> list[Placed]:
    told = [
        (p.start + len(text[p.start : p.end]) - len(text[p.start : p.end].lstrip()), p)
        for p in particulars(text)
        if p.kind in {"number", "percent", "money"} and not _ORDINAL.match(text, p.end)
    ]
    told = [(at, p) for at, p in told if p.kind != "number" or not _names(text, at, p.end)]
    values = [_amount(text, at, p.end, p.kind, p.value) for at, p in told]
    values += [
        _bounded(text, (m.start(), m.end("unit")), *_unit(m["unit"], 1.0))
        for m in _ONE.finditer(text)
        if _MEASURES.search(text[: m.start()])
        and not re.match(r"\s+(?:after|before|later|ago|earlier)\b", text[m.end() :])
    ]
    numbered = [(at, p.end + 12) for at, p in told]
    for m in _VAGUE.finditer(text):
        if not any(a <= m.start("unit") <= b for a, b in numbered):
            dimension, size = _unit(m["unit"], 2.0)
            begin = m.start("few") if m["few"] else m.start("unit")
            words = text[begin : m.end()]
            value = Value(dimension=dimension, low=size, high=math.inf, text=words)
            values.append(Placed(begin, m.end(), value))
    return values


def _amount(text: str, start: int, end: int, kind: str, value: tuple[float, ...] | str) -> Placed:
    """Read one number with what stands around it."""
    number = float(value[0]) if not isinstance(value, str) else math.nan
    if fraction := _FRACTION.match(text, end):
        number += 0.25 if fraction["part"] == "quarter" else 0.5
        end = fraction.end()
    end = start + len(text[start:end].rstrip(","))
    dimension, size, counted, stop = kind, number, "", end
    following = _NOUN.match(text, end)
    if kind == "number" and _MAGNITUDE.search(text[:start]):
        dimension = "magnitude"
    elif kind == "number" and (nautical := _NAUTICAL.match(text, end)):
        dimension, size, stop = "length", number * _NAUTICAL_MILE, nautical.end()
    elif kind == "number":
        dimension = "count"
        if following and stem(following["noun"]) in _UNITS:
            dimension, factor = _UNITS[stem(following["noun"])]
            size, stop = number * factor, following.end("noun")
            if part := _FRACTION.match(text, stop):
                size += factor * (0.25 if part["part"] == "quarter" else 0.5)
                stop = part.end()
        elif following and not text[end : following.start("noun")].strip(" -"):
            counted = following["noun"] + following["more"]
    return _bounded(text, (start, stop), dimension, size, counted)


def _bounded(
    text: str, span: tuple[int, int], dimension: str, size: float, counted: str = ""
) -> Placed:
    """Read "more than", "less than" and "about" before a number."""
    start, stop = span
    before = text[:start]
    bound = _BOUND.search(before)
    words = bound or re.search(
        r"(?:\b(?:about|around|roughly|some|at least|up to|nearly|almost|an estimated|at most)\s+)?$",
        before,
        re.IGNORECASE,
    )
    shown = " ".join(((words[0] if words else "") + text[start:stop]).strip(" ,").split())
    low = high = size
    if _AT_LEAST.search(before) or (bound and bool(bound["more"]) != bool(bound["no"])):
        high = math.inf
    elif bound or (_AT_MOST.search(before) and not _ABOUT.search(before)):
        low = 0.0
    about = bool(_ABOUT.search(before))
    phrase = _phrase(counted)
    value = Value(
        dimension=dimension,
        low=low,
        high=high,
        text=shown,
        approximate=about,
        counted=phrase[0] if phrase else None,
        phrase=frozenset(phrase),
    )
    return Placed(start, stop, value)


def _names(text: str, start: int, end: int) -> bool:
    """Whether a number only names or describes a thing, and counts nothing: "Route 9", "tank No. 4", "60-bed wards", "the old one"."""
    if glued := _GLUED.match(text, end):
        return stem(glued["noun"]) not in _UNITS
    if text[start:end] == "one" and _STANDS_FOR.search(text[:start]):
        return True
    named = _LABELLED.search(text[:start])
    if not named or not text[start].isdigit():
        return False
    if named["word"] == "No.":
        return True
    counts = re.match(r"[\s-]+[a-z]{4}", text[end:]) or re.search(r",\d{3}", text[start:end])
    if "." in text[start:end] and named["word"].casefold() not in _VERSIONED:
        return False  # "Dina Vesel 0.6"
    return not counts and named["word"].casefold() not in _HEDGES | STOP_WORDS


def _unit(word: str, count: float) -> tuple[str, float]:
    dimension, factor = _UNITS[stem(word)]
    return dimension, factor * count


def _phrase(counted: str) -> list[str]:
    """List the stems of the words that name what is counted, up to the first that names nothing."""
    named = takewhile(_may_be_a_noun, counted.lower().split())
    return [stem(word) for word in named]


def _may_be_a_noun(word: str) -> bool:
    """Whether a word may name what is counted; "640 million approved in May" counts nothing, "40 injured" do."""
    return word not in _NO_NOUNS and (not _PARTICIPLE.search(word) or stem(word) in PERSONS)
