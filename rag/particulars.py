"""The particulars of a text: numbers, money, percentages, dates, names and quotations, in comparable form.

"70 percent" is "70%", "Sept. 16" is "September 16", "two thousand" is "2,000"; "500" is not "5,000".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.currencies import CURRENCY
from rag.words import all_stems, stem, words

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["number", "percent", "money", "date", "name", "quote"]

_UNITS = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    w: 10 * n
    for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "m": 10**6,
    "bn": 10**9,
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_YEAR = r"((?:1[89]|20)\d\d)(?!\w|[.,]\d)"
_DATE = re.compile(
    rf"\b(?:{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?![.,]\d)(?:,?\s+(\d{{4}}))?|(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(\d{{4}}))?"
    rf"|(\d{{4}})-(\d\d)-(\d\d)|{_MONTH},?\s+(?:of\s+)?{_YEAR})(?!\d)"
)
_MONTH_WORD = re.compile(rf"\b{_MONTH}(?!\w)")
_A_YEAR = re.compile(_YEAR)
_LINK = re.compile(r"\s*(?:and|or|to|through|until|[-–/])\s*")
_SPELLED = "|".join([*_UNITS, *_TENS])
_NUMBER = re.compile(
    rf"(?P<currency>[$€£¥])?\s?(?P<figure>\d[\d,]*(?:\.\d+)?|\b(?:{_SPELLED})(?:[\s-](?:{_SPELLED}))?\b)"
    rf"(?P<scales>(?:[\s-]?(?:hundred|thousand|million|billion|trillion|bn|m)\b)*)"
    rf"(?P<percent>\s?%|\s?per\s?cent\b|\spercentage points?)?"
    rf"(?P<money>\s(?:[A-Z][a-z]+\s)?{CURRENCY}\b)?",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"“([^”]{2,})”|\"([^\"]{2,})\"")
_POSSESSIVE = re.compile(r"[’']s?$")
_NAME = re.compile(
    r"(?<![.!?“\"]\s)(?<!^)(?<![\w-])(?:al-|el-)?[A-Z][\w’'-]*[a-z][\w’'-]*(?:\s+(?:(?:al-|el-)?[A-Z][\w’'-]+|[A-Z]\.))*|(?<![\w.])[A-Z]{2,}(?:-\w+)*(?![\w.])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular:
    """One checkable detail: where it stands in the text, and what it amounts to."""

    kind: Kind
    text: str
    start: int
    end: int
    value: tuple[float, ...] | str


def particulars(text: str) -> list[Particular]:
    """Find every particular of `text`, in reading order.

    >>> [(p.kind, p.value) for p in particulars("It cost $2.5 million, or 70 percent, on Sept. 16.")]
    [('money', (2500000.0,)), ('percent', (70.0,)), ('date', (9.0, 16.0, 0.0))]
    >>> [p.value for p in particulars("It rained in June 2022.")]  # month, day, year; 0 was not said
    [(6.0, 0.0, 2022.0)]
    """
    dates = [_date(found) for found in _DATE.finditer(text)]
    taken = [(d.start, d.end) for d in dates]
    numbers = [
        _number(found)
        for found in _NUMBER.finditer(text)
        if not any(a < found.end() and found.start() < b for a, b in taken)
    ]
    quotes = [
        _as(("quote"), found, " ".join((found[1] or found[2]).split()).strip(" ,."))
        for found in _QUOTE.finditer(text)
    ]
    names = [
        _as("name", found, _POSSESSIVE.sub("", found[0]))
        for found in _NAME.finditer(text)
        if not any(a < found.end() and found.start() < b for a, b in taken)
        and found[0].lower() not in _UNITS | _TENS
    ]
    return sorted([*dates, *numbers, *quotes, *names], key=lambda p: (p.start, p.end))


def holds(evidence: str, particular: Particular) -> bool:
    """Whether `evidence` has the particular, in whatever form it writes it."""
    if particular.kind == "quote":
        return _plain(str(particular.value)) in _plain(evidence)
    if particular.kind == "name":
        there = all_stems(evidence)
        return all(stem(word) in there for word in words(str(particular.value)))
    found = particulars(evidence)
    if particular.kind == "date":
        return any(p.kind == "date" and bears_out(p.value, particular.value) for p in found) or (
            _month_stands(evidence, particular.value, found)
        )
    kinds = {particular.kind} if particular.kind != "number" else {"number", "money"}
    if any(p.kind in kinds and p.value == particular.value for p in found):
        return True
    return _A_YEAR.fullmatch(particular.text) is not None and any(
        p.kind == "date" and p.value[2:] == particular.value for p in found
    )


def bears_out(there: tuple[float, ...] | str, wanted: tuple[float, ...] | str) -> bool:
    """Compare (month, day, year), where 0 was not said: a day bears out its month, and a month none of its days.

    >>> bears_out((6, 14, 2022), (6, 0, 2022)), bears_out((6, 0, 2022), (6, 14, 2022))
    (True, False)
    """
    if isinstance(there, str) or isinstance(wanted, str):
        return there == wanted
    month, day, year = wanted
    return (
        there[0] == month and day in {0, there[1]} and (there[2] == year or 0 in {there[2], year})
    )


def number_value(word: str) -> float | None:
    """Read one word as a number, or None if it is none.

    >>> number_value("1,200"), number_value("twelve"), number_value("dozen")
    (1200.0, 12.0, None)
    """
    if word in _UNITS or word in _TENS or re.fullmatch(r"\d[\d,]*(?:\.\d+)?", word):
        return _figure(word)
    return None


def _month_stands(
    evidence: str, wanted: tuple[float, ...] | str, found: Sequence[Particular]
) -> bool:
    """Whether a month is named alone and its year elsewhere: "June" in "(2022)", "June" of "June and July 2022"."""
    if isinstance(wanted, str) or wanted[1]:
        return False
    dates = [p for p in found if p.kind == "date"]
    alone = [
        m
        for m in _MONTH_WORD.finditer(evidence)
        if _number_of(m[1]) == wanted[0] and not any(d.start <= m.start() < d.end for d in dates)
    ]
    if any(p.kind == "number" and p.value == wanted[2:] for p in found):
        return bool(alone)
    return any(
        d.value[1:] == wanted[1:] and _LINK.fullmatch(evidence, m.end(), d.start)
        for m in alone
        for d in dates
    )


def _plain(text: str) -> str:
    """Fold what typesetting changes: space, curly marks, case."""
    folded = text.translate(
        {0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-"}
    )
    return " ".join(folded.split()).casefold()


def _as(kind: Kind, found: re.Match[str], value: tuple[float, ...] | str) -> Particular:
    """Place a find without the space around it, and a name without its possessive ending."""
    whole = found[0].strip()
    text = _POSSESSIVE.sub("", whole) if kind == "name" else whole
    start = found.start() + found[0].index(whole)
    return Particular(kind=kind, text=text, start=start, end=start + len(text), value=value)


def _date(found: re.Match[str]) -> Particular:
    month, day = found[1] or found[5] or found[10], found[2] or found[4] or 0
    year = found[3] or found[6] or found[11] or 0
    if month is None:
        return _as("date", found, (float(found[8]), float(found[9]), float(found[7])))
    return _as("date", found, (_number_of(month), float(day), float(year)))


def _number_of(month: str) -> float:
    return float(_MONTHS.index(month[:3].lower()) + 1)


def _number(found: re.Match[str]) -> Particular:
    value = _figure(found["figure"])
    for scale in re.findall(r"[a-z]+", found["scales"].lower()):
        value *= _SCALES[scale]
    kind: Kind = "number"
    if found["percent"]:
        kind = "percent"
    elif found["currency"] or found["money"]:
        kind = "money"
    return _as(kind, found, (value,))


def _figure(written: str) -> float:
    """Read a figure or a number word."""
    if written[0].isdigit():
        return float(written.replace(",", ""))
    parts = re.split(r"[\s-]", written.lower())
    return float(sum(_UNITS.get(part, _TENS.get(part, 0)) for part in parts))
