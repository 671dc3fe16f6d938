"""The difference of two values, worked out and written in the words of one of them."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rag.particulars import number_value

if TYPE_CHECKING:
    from rag.amounts import Value

_FIGURE = re.compile(r"(?P<sign>[$€£¥])?\s?(?P<figure>\d[\d,]*(?:\.\d+)?)")
_DECIMALS = re.compile(r"\d\.\d")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SMALLER_SCALE = {"million": "", "thousand": "", "billion": "million", "trillion": "billion"}
_SCALE = re.compile(rf"[\s-]*\b({'|'.join(_SCALES)})\b", re.IGNORECASE)
_HUNDRED = re.compile(r"[\s-]*\bhundred\b", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[’'](?=\w)\w+)*")
_SINGLE = re.compile(r"an?", re.IGNORECASE)
_PART = re.compile(r"½|\b(?:half|quarter)\b", re.IGNORECASE)
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
    """Write the difference of two values as the first is written.

    None where that is not exact, is not to be written in few figures, or has no unit.

    >>> from rag.values import values_in
    >>> def told(text): return less(*values_in(text, 0, len(text)))
    >>> told("It takes 50 minutes instead of eight minutes."), told("Nine years became six years.")
    ('42 minutes', '3 years')
    >>> told("It cost 1.9 million pesos, then 1.1 million pesos.")
    '800,000 pesos'
    >>> told("It was 48 percent, then 36 percent.")
    '12 percentage points'
    """
    if one.low != one.high or other.low != other.high or one.dimension in {"day", "clock"}:
        return None
    written = written_unit(one)
    if not written:
        return None
    left, unit = abs(one.high - other.high) / written.size, written.unit
    if left < 1 and (_SCALE.match(unit) or not _DECIMALS.search(one.text)):
        left, unit = _in_smaller(left, unit)
    elif left >= _MILLION and not (left % _ROUND or _SCALE.match(unit)):
        left, unit = left / _MILLION, f" million{unit}"  # as people write 5,600,000
    told = round(left, _DIGITS)
    if not told or not math.isclose(told, left, rel_tol=1e-6):
        return None
    if one.dimension == "percent":  # two percent less than four are no two percent less
        unit = " percentage point" if told == 1 else " percentage points"
    return f"{written.sign}{_figure(told)}{_as_many(unit, told)}"


def written_unit(value: Value) -> Written | None:
    """Say how a value is written; None of what has no unit, and counts nothing, or is put together of parts."""
    found = _FIGURE.search(value.text)
    ahead = value.text[: found.start()] if found else value.text
    numbers = [word for word in _WORD.finditer(ahead) if number_value(word[0].lower()) is not None]
    if found and not numbers:
        sign, number, end = (
            found["sign"] or "",
            float(found["figure"].replace(",", "")),
            found.end(),
        )
    elif numbers and not found:
        sign, number, end = "", _sum(numbers), numbers[-1].end()
    elif not found and (single := _WORD.match(value.text)) and _SINGLE.fullmatch(single[0]):
        sign, number, end = "", 1.0, single.end()
    else:
        return None
    unit = value.text[end:].rstrip("’'")
    if number and (hundred := _HUNDRED.match(unit)):
        number, unit = number * 100, unit[hundred.end() :]
    parts = _PART.search(unit) or any(
        number_value(word.lower()) is not None for word in _WORD.findall(unit)
    )
    if parts or not number or not value.high:
        return None
    size = value.high / number
    if not (unit.strip() or sign) and (value.dimension != "count" or size != 1.0):
        return None
    return Written(sign, size, unit)


def _sum(numbers: list[re.Match[str]]) -> float:
    """Add up "twenty", "four"; parts that stand apart are none of one number."""
    together = all(later.start() - earlier.end() == 1 for earlier, later in pairwise(numbers))
    return sum(number_value(word[0].lower()) or 0.0 for word in numbers) if together else 0.0


def _in_smaller(left: float, unit: str) -> tuple[float, str]:
    """Write a part of a billion in millions, a part of a year in months."""
    if scale := _SCALE.match(unit):
        name = scale[1].lower()
        smaller = _SMALLER_SCALE[name]
        many = _SCALES[name] / _SCALES.get(smaller, 1.0)
        return left * many, f"{' ' if smaller else ''}{smaller}{unit[scale.end() :]}"
    name = unit.strip().lower().removesuffix("s")
    if name not in _SMALLER:
        return left, unit
    many, smaller = _SMALLER[name]
    return left * many, f" {smaller}s"


def _figure(number: float) -> str:
    return f"{number:,.{_DIGITS}f}".rstrip("0").rstrip(".")


def _as_many(unit: str, number: float) -> str:
    """Write "hours" of one hour as "hour", and the other way round, where that is but an "s"."""
    name = unit.strip().lower()
    if number == 1 and name.removesuffix("s") in _SMALLER:
        return unit.rstrip().removesuffix("s")
    return f"{unit.rstrip()}s" if number != 1 and name in _SMALLER else unit
