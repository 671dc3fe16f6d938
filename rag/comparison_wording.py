"""The difference of two values, worked out and written in the words of one of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rag.particulars import number_value
from rag.values import unit_size

if TYPE_CHECKING:
    from rag.amounts import Value

_FIGURE = re.compile(r"(?P<sign>[$€£¥])?\s?(?P<figure>\d[\d,]*(?:\.\d+)?)")
_DECIMALS = re.compile(r"\d\.\d")
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALE = re.compile(rf"[\s-]*\b({'|'.join(_SCALES)})\b", re.IGNORECASE)
_WORD = re.compile(r"[\w½]+(?:[’'](?=\w)\w+)*")
_PART = re.compile(r"(?:a|an|half|about|some|and)", re.IGNORECASE)
_SMALLER = {  # whole units of what is less than one
    "kilometre": (1000, "metre"),
    "metre": (100, "centimetre"),
    "tonne": (1000, "kilogram"),
    "kilogram": (1000, "gram"),
    "year": (12, "month"),
    "week": (7, "day"),
    "day": (24, "hour"),
    "hour": (60, "minute"),
    "minute": (60, "second"),
}
_MILLION, _ROUND = 1e6, 1e4
_DIGITS = 4  # behind the point


class Written(NamedTuple):
    """How a value is written: a sign before it, what one of its unit amounts to, the words of the unit."""

    sign: str
    size: float
    unit: str


def less(one: Value, other: Value) -> str | None:
    """Write the difference of two values as the first is written; None where that is not exact, or has no unit.

    >>> from rag.values import values_in
    >>> def told(text): return less(*values_in(text, 0, len(text)))
    >>> told("It takes 50 minutes instead of eight minutes."), told("Nine years became six years.")
    ('42 minutes', '3 years')
    >>> told("It cost 1.9 million pesos, then 1.1 million pesos.")
    '800,000 pesos'
    """
    if one.low != one.high or other.low != other.high or one.dimension in {"day", "clock"}:
        return None
    written = written_unit(one)
    if not written:
        return None
    sign, size, unit = written
    left = abs(one.high - other.high) / size
    if not round(left, _DIGITS):
        return None
    if left < 1 and (_SCALE.match(unit) or not _DECIMALS.search(one.text)):
        left, unit = _in_smaller(left, unit)
    elif left >= _MILLION and not (left % _ROUND or _SCALE.match(unit)):
        left, unit = left / _MILLION, f" million{unit}"  # as people write 5,600,000
    return f"{sign}{_figure(left)}{_singular(unit) if left == 1 else unit}"


def written_unit(value: Value) -> Written | None:
    """Say how a value is written; None of what has no unit, and counts nothing."""
    if found := _FIGURE.search(value.text):
        figure, unit = float(found["figure"].replace(",", "")), value.text[found.end() :]
        if any(number_value(word.lower()) is not None for word in _WORD.findall(unit)):
            return _last_unit(unit)  # "2 hours 10 minutes": in minutes
        unitless = not unit.strip() and not found["sign"] and value.dimension != "count"
        if not figure or unitless:
            return None
        return Written(found["sign"] or "", value.high / figure, unit)
    words = list(_WORD.finditer(value.text))
    numbers = [word for word in words if _counts(word[0])]
    if not numbers:
        return None
    if len(numbers) > 1 and numbers[-1].start() - numbers[0].end() > 1:
        return _last_unit(value.text)  # "three years and two months"
    unit = value.text[numbers[-1].end() :]
    named = _WORD.findall(_SCALE.sub("", unit))
    scale = 1.0
    for word in _SCALE.findall(unit):
        scale *= _SCALES[word.lower()]
    size = (unit_size(named[0]) or 1.0) if named else 1.0
    return Written("", scale * size, unit.rstrip("’'"))


def _counts(word: str) -> bool:
    return number_value(word.lower()) is not None or _PART.fullmatch(word) is not None


def _last_unit(text: str) -> Written | None:
    name = _WORD.findall(text)[-1]
    size = unit_size(name)
    return Written("", size, f" {name}") if size else None


def _in_smaller(left: float, unit: str) -> tuple[float, str]:
    """Write a part of a billion in millions, a part of a year in months."""
    if scale := _SCALE.match(unit):
        name = scale[1].lower()
        smaller = "million" if name in {"billion", "trillion"} else ""
        many = _SCALES[name] / _SCALES.get(smaller, 1.0)
        return left * many, f"{' ' if smaller else ''}{smaller}{unit[scale.end() :]}"
    name = unit.strip().lower().removesuffix("s")
    if name not in _SMALLER:
        return left, unit
    many, smaller = _SMALLER[name]
    return round(left * many, _DIGITS), f" {smaller}s"


def _figure(number: float) -> str:
    rounded = f"{round(number, _DIGITS):,.{_DIGITS}f}"
    return rounded.rstrip("0").rstrip(".")


def _singular(unit: str) -> str:
    name = unit.strip()
    return f" {name[:-1]}" if name.endswith("s") and unit_size(name) else unit
