"""Dates as news feeds write them, read as the calendar date that stands there."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache

from dateutil import parser

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?![\d-])")
_DIGITS = re.compile(r"[+-]?\d+(?:\.\d+)?")
_DOTTED = re.compile(r"\s*\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}\b")
_LEAD = re.compile(
    r"\s*(?:(?:first|last)\s+)?(?:published|updated|posted|modified|date)\b(?:\s+(?:on|at))?[\s:]*",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\([^()]*\)")
_TIME = re.compile(r"[\s,:T]*(?<!\d)\d{1,2}:\d{2}(?!\d).*", re.DOTALL)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s.,/-]{1,3}"
_DAY = r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?[\s.,/-]{1,3}"
_WHOLE = re.compile(  # year, month and day, whichever comes first
    r"(?<!\d)(?:\d{4}([-/.])\s?\d{1,2}\1\s?\d{1,2}|\d{1,2}([-/.])\s?\d{1,2}\2\s?\d{4})(?!\d)"
    rf"|^\s*\d{{8}}(?!\d)|{_DAY}{_MONTH}\d{{4}}(?!\d)|\b{_MONTH}{_DAY}(?:\d{{1,2}}:\S+\s+)?\d{{4}}(?!\d)",
    re.IGNORECASE,
)
_LONGEST = 100  # characters; no date is longer
_COMPACT = 8  # digits: YYYYMMDD
_MILLISECONDS = 1e11  # from here on a number counts milliseconds: as seconds it is the year 5138
_LEAST_SECONDS = 1e8  # 1973: a smaller number is a year, a count or a spreadsheet's day
# What is missing is taken from the default; two that differ in all parts show that it was.
_ONE = datetime(2001, 1, 1)  # noqa: DTZ001 -- the zone is ignored
_OTHER = datetime(2004, 12, 28)  # noqa: DTZ001 -- the zone is ignored


@cache
def _parser() -> parser.parser:
    """Make the parser once."""
    return parser.parser(_FixedCentury())


class _FixedCentury(parser.parserinfo):
    """Two-digit years by the rule of POSIX (69-99 are 19xx), whatever year it is today."""

    def convertyear(self, year: int, century_specified: bool = False) -> int:  # noqa: FBT001, FBT002 -- dateutil's signature
        """Complete a two-digit year."""
        if century_specified or year >= 100:  # noqa: PLR2004 -- two digits end here
            return year
        return year + (1900 if year >= 69 else 2000)  # noqa: PLR2004 -- POSIX


def read_date(value: object) -> date | None:
    """Read the calendar date as written, in any usual form; None when year, month or day is missing.

    A number is seconds or milliseconds since 1970, UTC. The zone of a time is ignored: the date
    stays the one that was printed. `03/04/2021` and `03-04-2021` are month first, as in the United
    States, unless the first number is above 12; `03.04.2021` is day first, as all who write dots do.

    >>> read_date("26-FEB-1987 15:01:01.79"), read_date("2004/2005")
    (datetime.date(1987, 2, 26), None)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    if isinstance(value, str) and len(value) <= _LONGEST:
        return _from_text(value.strip())
    return None


def looks_like_a_date(value: object) -> bool:
    """Whether a year, a month and a day were written, be it a day that there is or not.

    >>> looks_like_a_date("2023-02-31"), looks_like_a_date("31 Feb. 2023"), looks_like_a_date("Sept 2017")
    (True, True, False)
    """
    return isinstance(value, str) and len(value) <= _LONGEST and bool(_WHOLE.search(value))


def from_seconds(value: float) -> datetime | None:
    """Read seconds or milliseconds since 1970."""
    try:
        seconds = float(value)
        if not math.isfinite(seconds) or abs(seconds) < _LEAST_SECONDS:
            return None
        if abs(seconds) >= _MILLISECONDS:
            seconds /= 1000
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _from_number(value: float) -> date | None:
    """Read the day of seconds or milliseconds since 1970, UTC."""
    moment = from_seconds(value)
    return moment.date() if moment else None


def _from_text(text: str) -> date | None:
    """Read the usual form fast, numbers as such, and all else twice with two defaults."""
    if iso := _ISO.match(text):
        try:
            return date.fromisoformat(iso[1])
        except ValueError:
            return None
    if _DIGITS.fullmatch(text) and len(text) != _COMPACT:
        return _from_number(float(text))
    text = _REMARK.sub(" ", _LEAD.sub("", text, count=1) if _LEAD.match(text) else text)
    return _complete(_TIME.sub("", text)) or _complete(text)


@lru_cache(maxsize=4096)
def _complete(text: str) -> date | None:
    """Read a date that has its year, month and day."""
    one, other = _parsed(text, _ONE), _parsed(text, _OTHER)
    return one if one == other else None


def _parsed(text: str, default: datetime) -> date | None:
    """Let dateutil read `text`, missing parts from `default`."""
    try:
        day_first = bool(_DOTTED.match(text))
        return _parser().parse(text, default=default, ignoretz=True, dayfirst=day_first).date()
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError, ArithmeticError):
        return None  # dateutil lets more than ParserError through on garbage
