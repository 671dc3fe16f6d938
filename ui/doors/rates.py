"""How often each caller may come: a bucket of tokens for each, filled at a steady rate."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_CALLERS = 10_000


class Rates:
    """Lets every caller come `per_minute` times a minute, all at once if need be; 0 lets everyone come always."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, caller: str) -> int:
        """Give the whole seconds until `caller` may come; 0: now."""
        if not self._per_minute or (left := self._left(caller)) >= 1:
            return 0
        return math.ceil((1 - left) * 60 / self._per_minute)

    def take(self, caller: str) -> None:
        """Count one coming."""
        left = self._left(caller)
        self._buckets[caller] = max(0.0, left - 1), self._clock()
        self._buckets.move_to_end(caller)
        while len(self._buckets) > _MOST_CALLERS:
            self._buckets.popitem(last=False)  # the one that came longest ago

    def _left(self, caller: str) -> float:
        now = self._clock()
        left, then = self._buckets.get(caller, (float(self._per_minute), now))
        return min(self._per_minute, left + (now - then) * self._per_minute / 60)
