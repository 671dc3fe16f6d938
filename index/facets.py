"""What filters look at, one number for each article, so that a filter costs no query of the articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from index.types import Filters

_NEVER = 0  # the day of an undated article; day 1 is 1 January of the year 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Arrays int32 (articles,): day as `date.toordinal` counts, number of the outlet, row of the original."""

    days: NDArray[np.int32]
    outlets: NDArray[np.int32]
    origins: NDArray[np.int32]
    outlet_numbers: dict[str | None, int]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str | None, str | None, int]], *, count: int) -> Facets:
        """Gather row, ISO date, outlet in lower case and row of the original of `count` articles.

        Raises:
            IndexError, ValueError, TypeError: a row, a day or an original is none.
        """
        days, outlets, origins = (np.zeros(count, dtype=np.int32) for _ in range(3))
        numbers: dict[str | None, int] = {}
        for row, day, outlet, origin in rows:
            days[row] = _ordinal(day) if day else _NEVER
            outlets[row] = numbers.setdefault(outlet, len(numbers))
            origins[row] = origin
        if count and not 0 <= origins.min() <= origins.max() < count:
            raise ValueError("an original is not among the articles")
        return cls(days=days, outlets=outlets, origins=origins, outlet_numbers=numbers)

    def passing(self, filters: Filters) -> NDArray[np.bool_]:
        """Mark the articles that pass: bool (articles,); an undated one passes no date filter."""
        passing = np.ones(len(self.days), dtype=np.bool_)
        if filters.since or filters.until:
            passing &= self.days != _NEVER
        if filters.since:
            passing &= self.days >= filters.since.toordinal()
        if filters.until:
            passing &= self.days <= filters.until.toordinal()
        if filters.sources:
            asked = [self.outlet_numbers.get(name.casefold(), -1) for name in filters.sources]
            passing &= np.isin(self.outlets, asked)
        if filters.originals:
            passing &= self.origins == np.arange(len(self.origins))
        return passing

    def span(self, filters: Filters) -> tuple[int, date | None, date | None]:
        """Count the articles that pass, and give the first and the last day of those that are dated."""
        passing = self.passing(filters)
        days = self.days[passing & (self.days != _NEVER)]
        if not len(days):
            return int(passing.sum()), None, None
        first, last = (date.fromordinal(int(day)) for day in (days.min(), days.max()))
        return int(passing.sum()), first, last


@lru_cache(maxsize=65_536)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
