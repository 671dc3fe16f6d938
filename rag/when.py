"""The dates that a question names, resolved in code against the reader's today; no model computes a date.

A date in a question is mostly that of an event, and an event is reported on its day and after. So what is read here
is a span of days that articles are preferred from; only "as of" a day closes the archive after it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from dateutil.relativedelta import relativedelta

from rag.currencies import CURRENCY

if TYPE_CHECKING:
    from collections.abc import Callable

Sense = Literal["during", "as_of"]

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "mon tue wed thu fri sat sun".split()
_COUNTS = {
    w: n for n, w in enumerate("one two three four five six seven eight nine ten".split(), 1)
} | {"a": 1, "an": 1, "few": 4, "couple of": 3}
_MONTH = (  # "may" and "march" are verbs, too: `_TYPED` tells where they are none
    r"(?:Mar(?:ch|\.)?|May|(?i:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Apr(?:il|\.)?|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?))"
)
_YEAR = r"(?:1[89]|20)\d\d"
_WEEKDAY = r"(?i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_COUNT = rf"(?i:\d{{1,3}}|{'|'.join(map(re.escape, sorted(_COUNTS, key=len, reverse=True)))})"
_UNIT = r"(?:day|week|month|year)"
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_TYPED = re.compile(
    rf"\b(?:may|march)\b(?=,? (?:of )?{_YEAR}\b| \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}\b)",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"""\b(?:
    (?P<iso>{_YEAR}-\d\d-\d\d)
    |(?P<mdd_m>{_MONTH})\ (?P<mdd_a>\d{{1,2}})(?:\ ?[-–]\ ?|\ (?:to|through)\ )(?P<mdd_b>\d{{1,2}})(?:,?\ (?P<mdd_y>{_YEAR}))
    |(?P<ddm_a>\d{{1,2}})(?:\ ?[-–]\ ?|\ (?:to|through|and)\ )(?P<ddm_b>\d{{1,2}})\ (?P<ddm_m>{_MONTH})(?!\w)(?:,?\ (?P<ddm_y>{_YEAR}))
    |(?P<mdy_m>{_MONTH})\ (?P<mdy_d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|[.,]\d|\ (?:percent|per|people|{CURRENCY}\b))(?:,?\ (?P<mdy_y>{_YEAR}))?
    |(?:the\ )?(?P<dmy_d>\d{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?(?P<dmy_m>{_MONTH})(?!\w)(?:,?\ (?P<dmy_y>{_YEAR}))?
    |(?P<quarter>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth)\ quarter(?:\ of\ (?P<quarter_y>{_YEAR}))?
    |[Qq](?P<q>[1-4])(?:\ (?:of\ )?(?P<q_y>{_YEAR}))?
    |(?P<my_m>{_MONTH}),?\ (?:of\ )?(?P<my_y>{_YEAR})
    |(?P<season_r>[Ll]ast|[Tt]his|[Pp]ast)\ (?P<season_l>spring|summer|autumn|fall|winter)
    |(?P<season>(?i:spring|summer|autumn|fall|winter))\ (?:of\ )?(?P<season_y>{_YEAR})
    |(?P<rel>[Ll]ast|[Tt]his|[Pp]ast|[Pp]revious|[Cc]urrent)\ (?P<rel_what>week|month|year|quarter|{_MONTH}|{_WEEKDAY})
    |(?:[Tt]he\ )?(?:[Ll]ast|[Pp]ast)\ (?P<span_n>{_COUNT})\ (?P<span_u>{_UNIT})s?
    |(?P<ago_n>{_COUNT})\ (?P<ago_u>{_UNIT})s?\ ago
    |(?P<near>today|yesterday|(?<!\w\ )(?:Today(?!\ [Ss]how)|Yesterday))
    |(?P<in>[Ii]n|[Oo]n|[Dd]uring|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]efore|[Aa]fter|[Bb]y|of|[Ff]rom|[Bb]etween|to|and|through)\ (?P<bare>{_YEAR}|{_MONTH}(?!\.?,?\ (?:of\ )?\d)|{_WEEKDAY})
    |(?P<year>{_YEAR})
    )(?![\w-]|,\d|\.\d)""",
    re.VERBOSE,
)
_BETWEEN = re.compile(r"\b(?:between|from)\s+$", re.IGNORECASE)
_LINK = re.compile(r"\s*(?:and|to|until|till|through|[-–])\s*", re.IGNORECASE)
PART_OF = r"(?:(?P<begins>start|beginning)\s+of\s+|(?:end|close|middle)\s+of\s+|early\s+|late\s+|mid[-\s])?"
_AS_OF = re.compile(
    rf"\b(?:as (?:of|at|on)|(?:known|up) (?:by|to|until))\s+(?:the\s+)?{PART_OF}$", re.IGNORECASE
)
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?$", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|following)\s+(?:the\s+)?$", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:before|prior to)\s+(?:the\s+)?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|by|up to)\s+(?:the\s+)?$", re.IGNORECASE)

Days = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Days [since, until], both included, that characters [start, end) of a question name; None is open."""

    start: int
    end: int
    since: date | None
    until: date | None
    sense: Sense = "during"


def read_dates(text: str, *, today: date) -> list[When]:
    """Find the dates that `text` names, in reading order; a day that no calendar has is passed over.

    >>> [(w.since, w.until) for w in read_dates("Who won last October?", today=date(2024, 5, 3))]
    [(datetime.date(2023, 10, 1), datetime.date(2023, 10, 31))]
    """
    found: list[tuple[int, int, Days]] = []
    written = _TYPED.sub(lambda month: month[0].capitalize(), text)
    for match in _DATE.finditer(written):
        start = match.end("in") + 1 if match["in"] else match.start()
        days = _days(match, today)
        if days is not None:
            found.append((start, match.end(), days))
    return _joined(text, found, today)


def _joined(text: str, found: list[tuple[int, int, Days]], today: date) -> list[When]:
    """Join the two ends of a range, and read the word before each."""
    read: list[When] = []
    at = 0
    while at < len(found):
        start, end, days = found[at]
        before = text[:start]
        following = found[at + 1] if at + 1 < len(found) else None
        if following and _BETWEEN.search(before) and _LINK.fullmatch(text[end : following[0]]):
            first, last = _same_year(text[start:end], days, following[2])
            if first[0] <= last[1]:
                read.append(When(start=start, end=following[1], since=first[0], until=last[1]))
                at += 2
                continue
        read.append(_with_word(before, start, end, days, today))
        at += 1
    return read


def _same_year(written: str, first: Days, last: Days) -> tuple[Days, Days]:
    """Give the first end of a range the year of the last where it names none."""
    if not re.search(_YEAR, written):
        years = last[1].year - first[0].year
        if first[0] + relativedelta(years=years) > last[1]:
            years -= 1
        return (first[0] + relativedelta(years=years), first[1] + relativedelta(years=years)), last
    return first, last


def _with_word(before: str, start: int, end: int, days: Days, today: date) -> When:
    since: date | None
    until: date | None
    since, until = first, last = days
    one = timedelta(days=1)
    if as_of := _AS_OF.search(before):
        known = first if as_of["begins"] else last
        return When(start=start, end=end, since=None, until=known, sense="as_of")
    if _SINCE.search(before):
        until = max(today, first)
    elif _AFTER.search(before):
        since, until = last + one, None
    elif _BEFORE.search(before):
        since, until = None, first - one
    elif _UNTIL.search(before):
        since = None
    return When(start=start, end=end, since=since, until=until)


def _days(found: re.Match[str], today: date) -> Days | None:
    """Resolve one date; None where the calendar has no such day."""
    for name, resolve in _RESOLVERS:
        if found[name] is not None:
            try:
                return resolve(found, today)
            except (ValueError, OverflowError):
                return None
    return None


def _day(year: str | None, month: str, day: str, today: date) -> Days:
    number = _MONTHS.index(month[:3].lower()) + 1
    on = date(int(year) if year else today.year, number, int(day))
    if not year and on > today:
        on = date(today.year - 1, number, int(day))
    return on, on


def _days_of_month(found: re.Match[str], form: str, today: date) -> Days:
    """Resolve "May 3 to 5, 2023" (mdd) or "3 to 5 May 2023" (ddm)."""
    year, month = found[f"{form}_y"], found[f"{form}_m"]
    first, last = (_day(year, month, found[f"{form}_{end}"], today)[0] for end in "ab")
    if last < first:
        raise ValueError(f"{first} is after {last}")
    return first, last


def _month(year: int | None, month: str, today: date) -> Days:
    number = _MONTHS.index(month[:3].lower()) + 1
    if year is None:
        year = today.year - (number > today.month)
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def _year(written: str) -> Days:
    return date(int(written), 1, 1), date(int(written), 12, 31)


def _quarter(number: int, year: str | None, today: date) -> Days:
    first = date(int(year) if year else today.year, 3 * number - 2, 1)
    if not year and first > today:
        first -= relativedelta(years=1)
    return first, first + relativedelta(months=3, days=-1)


def _season(name: str, year: int) -> Days:
    first = date(year, _SEASONS[name.lower()], 1)
    return first, first + relativedelta(months=3, days=-1)


def _past_season(found: re.Match[str], today: date) -> Days:
    first, last = _season(found["season_l"], today.year)
    if first > today:
        return first - relativedelta(years=1), last - relativedelta(years=1)
    return first, last


def _relative(found: re.Match[str], today: date) -> Days:
    """Resolve "last week", "this month", "last October", "last Friday"."""
    what, this = found["rel_what"], found["rel"].lower() in {"this", "current"}
    back = 0 if this else 1
    if what == "week":
        first = today - timedelta(days=today.weekday() + 7 * back)
        return first, first + timedelta(days=6)
    if what == "month":
        first = today.replace(day=1) - relativedelta(months=back)
        return first, first + relativedelta(months=1, days=-1)
    if what == "year":
        return _year(str(today.year - back))
    if what == "quarter":
        first = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
        first -= relativedelta(months=3 * back)
        return first, first + relativedelta(months=3, days=-1)
    return (
        _weekday(what, today)
        if what.lower().endswith("day")
        else _past_month(what, today, this=this)
    )


def _past_month(what: str, today: date, *, this: bool) -> Days:
    """Take the latest month of that name; "last May" in May is a year ago."""
    first, last = _month(None, what, today)
    if not this and (first.year, first.month) == (today.year, today.month):
        return _month(today.year - 1, what, today)
    return first, last


def _weekday(name: str, today: date) -> Days:
    """Take the latest day of that name before today."""
    back = (today.weekday() - _DAYS.index(name[:3].lower()) - 1) % 7 + 1
    on = today - timedelta(days=back)
    return on, on


def _back(count: str, unit: str, today: date) -> date:
    number = _COUNTS.get(count.lower()) or int(count)
    return today - relativedelta(**{f"{unit}s": number})  # type: ignore[arg-type]


def _ago(found: re.Match[str], today: date) -> Days:
    """Resolve "three weeks ago": as wide as the unit is coarse."""
    on, unit = _back(found["ago_n"], found["ago_u"], today), found["ago_u"]
    slack = timedelta(days={"day": 0, "week": 3, "month": 15, "year": 182}[unit])
    return on - slack, min(on + slack, today)


def _bare(found: re.Match[str], today: date) -> Days:
    written = found["bare"]
    if written.isdigit():
        return _year(written)
    return (
        _weekday(written, today)
        if written.lower().endswith("day")
        else _month(None, written, today)
    )


def _near(found: re.Match[str], today: date) -> Days:
    on = today - timedelta(days=found["near"].lower() == "yesterday")
    return on, on


_RESOLVERS: tuple[tuple[str, Callable[[re.Match[str], date], Days]], ...] = (
    ("iso", lambda m, _: (date.fromisoformat(m["iso"]),) * 2),
    ("mdd_m", lambda m, today: _days_of_month(m, "mdd", today)),
    ("ddm_m", lambda m, today: _days_of_month(m, "ddm", today)),
    ("mdy_m", lambda m, today: _day(m["mdy_y"], m["mdy_m"], m["mdy_d"], today)),
    ("dmy_m", lambda m, today: _day(m["dmy_y"], m["dmy_m"], m["dmy_d"], today)),
    ("quarter", lambda m, today: _quarter(_ORDINALS[m["quarter"].lower()], m["quarter_y"], today)),
    ("q", lambda m, today: _quarter(int(m["q"]), m["q_y"], today)),
    ("my_m", lambda m, today: _month(int(m["my_y"]), m["my_m"], today)),
    ("season_l", _past_season),
    ("season", lambda m, _: _season(m["season"], int(m["season_y"]))),
    ("rel", _relative),
    ("span_n", lambda m, today: (_back(m["span_n"], m["span_u"], today), today)),
    ("ago_n", _ago),
    ("near", _near),
    ("bare", _bare),
    ("year", lambda m, _: _year(m["year"])),
)
