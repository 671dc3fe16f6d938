"""What was published when: passages and quotations by date, in periods that fit on a line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from index.types import Article, Retrieved
    from rag.lookup.said import Said

_DAYS, _WEEKS, _MONTHS = (
    45,
    400,
    4000,
)  # the longest spans, in days, that are drawn by day, week and month


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that was published: where its words stand, and whose they are."""

    article: Article
    start: int
    end: int
    speaker: str | None = None
    copies: int = 0

    @property
    def words(self) -> str:
        """The words themselves."""
        return self.article.text[self.start : self.end]


def of_passages(found: Iterable[Retrieved]) -> list[Entry]:
    """List the best passage of every article, the earliest first, those without a date left out."""
    best: dict[str, Entry] = {}
    for hit in found:
        passage = hit.passage
        best.setdefault(
            passage.article.id,
            Entry(
                article=passage.article,
                start=passage.start,
                end=passage.end,
                copies=len(hit.copies),
            ),
        )
    return _dated(best.values())


def of_quotes(said: Iterable[Said]) -> list[Entry]:
    """List what somebody said, the earliest first."""
    return _dated(
        Entry(
            article=one.citation.article,
            start=one.citation.start,
            end=one.citation.end,
            speaker=one.speaker,
            copies=len(one.also_in),
        )
        for one in said
    )


def period_of(day: date, unit: str) -> str:
    """Name the day, week (by its Monday), month or year that a day is in.

    >>> from datetime import date
    >>> period_of(date(2025, 2, 19), "month"), period_of(date(2025, 2, 19), "week")
    ('2025-02', '2025-02-17')
    """
    if unit == "week":
        day -= timedelta(days=day.weekday())
    return day.isoformat()[: {"year": 4, "month": 7}.get(unit, 10)]


def unit_of(days: Sequence[date]) -> str:
    """Choose the unit in which days from first to last fit on a line."""
    span = (max(days) - min(days)).days if days else 0
    limits = ((_DAYS, "day"), (_WEEKS, "week"), (_MONTHS, "month"))
    return next((unit for most, unit in limits if span <= most), "year")


def by_period(days: Sequence[date]) -> list[tuple[str, int]]:
    """Count days per period, empty periods between the first and the last with them."""
    if not days:
        return []
    unit, counts = unit_of(days), Counter[str]()
    day, last = min(days), max(days)
    while day <= last:
        counts[period_of(day, unit)] = 0
        day += timedelta(days=1)
    counts.update(period_of(day, unit) for day in days)
    return sorted(counts.items())


def _dated(entries: Iterable[Entry]) -> list[Entry]:
    dated = [entry for entry in entries if entry.article.published]
    return sorted(dated, key=lambda e: (str(e.article.published), e.article.id, e.start))
