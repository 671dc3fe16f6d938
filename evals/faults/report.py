"""What a run of the harness found: counts, and every law that broke."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 20


@dataclass(slots=True, kw_only=True)
class Report:
    """One fault, tried many times."""

    fault: str
    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    notes: dict[str, object] = field(default_factory=dict)
    seconds: float = 0.0
    _begun: float = field(default_factory=time.perf_counter)

    def add(self, case: str, broken: Sequence[str]) -> None:
        """Count one case, and what it broke."""
        self.counts["cases"] += 1
        self.broken += [f"{case}: {law}" for law in broken]

    def demand(self, count: str, why: str) -> None:
        """Break a law if something never happened: a check that could not fail proves nothing."""
        if not self.counts[count]:
            self.broken.append(f"never seen: {count} ({why})")

    def finish(self) -> Report:
        """Stop the clock."""
        self.seconds = time.perf_counter() - self._begun
        return self

    @property
    def as_json(self) -> dict[str, Any]:
        """As it is printed."""
        return {
            "fault": self.fault,
            "seed": self.seed,
            **dict(sorted(self.counts.items())),
            **self.notes,
            "broken": len(self.broken),
            "laws_broken": self.broken[:_SHOWN],
            "seconds": round(self.seconds, 1),
        }
