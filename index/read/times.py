"""The moment of publication: a date with its time, where the source says in which zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from dateutil import parser, tz

from index.read.dates import from_seconds, read_date

_LONGEST = 100  # characters; no moment is longer
_CLOCK = re.compile(r"\d{1,2}:\d{2}|\d{8}T\d{4}", re.IGNORECASE)
_ZONE = re.compile(
    r"(?:\dZ|[+-]\d{2}:?\d{2}|[+-]\d{2}|\b[A-Z]{2,4})\s*(?:\([^()]*\))?\s*$", re.IGNORECASE
)
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
_NUMBER = re.compile(r"\d{9,13}(?:\.\d+)?")
_MOST_OFFSET = timedelta(hours=15)
# The names of RFC 5322; others mean different zones in different countries.
_ZONES = {"UT": 0, "UTC": 0, "GMT": 0}
_ZONES |= {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}


def read_time(value: object) -> datetime | None:
    """Read a moment with its zone; None where the time or the zone is missing or unknown.

    A number is seconds or milliseconds since 1970.

    >>> read_time("Thu, 21 Sep 2017 10:00:00 EDT").isoformat()
    '2017-09-21T10:00:00-04:00'
    >>> read_time("2017-09-21T10:00:00") is None
    True
    """
    if isinstance(value, datetime):
        return _usable(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return from_seconds(value)
    return _from_text(value.strip()) if isinstance(value, str) and len(value) <= _LONGEST else None


def _from_text(text: str) -> datetime | None:
    """Read a number as such, and all else if it has a time and a zone."""
    if _NUMBER.fullmatch(text):
        return from_seconds(float(text))
    if not _CLOCK.search(text) or not _ZONE.search(text):
        return None
    return _parsed(_REMARK.sub("", text))


def _parsed(text: str) -> datetime | None:
    """Let Python read the usual form, and dateutil any other."""
    try:
        return _usable(datetime.fromisoformat(text))
    except ValueError:
        pass
    try:
        moment = _usable(parser.parse(text, tzinfos=_zone))
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError, ArithmeticError):
        return None  # dateutil lets more than ParserError through on garbage
    # dateutil takes what is missing from today: only a whole date is one
    return moment if moment and moment.date() == read_date(text) else None


def _zone(name: str | None, offset: int | None) -> tz.tzoffset | None:
    """Tell a zone from its offset in seconds, or from its name."""
    hours = _ZONES.get((name or "").upper())
    if offset is None and hours is None:
        return None
    seconds = offset if offset is not None else 3600 * (hours or 0)
    return tz.tzoffset(None, seconds) if abs(seconds) <= _MOST_OFFSET.total_seconds() else None


def _usable(moment: datetime) -> datetime | None:
    """Pass on a moment whose distance from UTC is known and possible, to the second."""
    try:
        offset = moment.utcoffset()
        if offset is None or abs(offset) > _MOST_OFFSET:
            return None
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return datetime.fromisoformat(moment.isoformat(timespec="seconds"))
