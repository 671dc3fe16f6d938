"""Reads one file and says how it went; gathers what many files gave."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from index.config import IndexConfig
from index.read import read
from index.types import Article

if TYPE_CHECKING:
    from pathlib import Path

MOST_SECONDS = 20.0  # for one input
MOST_MEMORY = 1500  # MB of resident memory, the libraries of all forms included
_AT_THE_EDGE = "could not be read: "  # how `read` reports an exception that no form expected


@dataclass(slots=True)
class Tally:
    """What the inputs of one form gave."""

    inputs: int = 0
    articles: int = 0
    problems: int = 0
    slowest_s: float = 0.0


@dataclass(slots=True)
class Report:
    """What all inputs gave; `escaped` are exceptions that nobody expected, with the input that raised them."""

    forms: dict[str, Tally] = field(default_factory=dict)
    escaped: list[str] = field(default_factory=list)
    slowest: str = ""
    slowest_s: float = 0.0

    def read(self, file: Path, *, form: str, name: str) -> None:
        """Read one file, and count."""
        tally = self.forms.setdefault(form, Tally())
        tally.inputs += 1
        start = time.perf_counter()
        try:
            for item in read([file], config=IndexConfig()):
                if isinstance(item, Article):
                    tally.articles += 1
                    item.text.encode()
                else:
                    tally.problems += 1
                    if item.reason.startswith(_AT_THE_EDGE) or not item.reason.isprintable():
                        self.escaped.append(f"{name}: {item.reason}")
        except Exception as error:  # noqa: BLE001 -- to find these is what this is for
            self.escaped.append(f"{name}: {type(error).__name__}: {error}")
        seconds = time.perf_counter() - start
        tally.slowest_s = max(tally.slowest_s, round(seconds, 3))
        if seconds > self.slowest_s:
            self.slowest_s, self.slowest = round(seconds, 3), name

    @property
    def passed(self) -> bool:
        """Whether no exception got out and no limit was passed."""
        return not self.escaped and self.slowest_s <= MOST_SECONDS and peak_memory() <= MOST_MEMORY

    def as_json(self) -> dict[str, Any]:
        """Write it as a document."""
        forms = {name: asdict(tally) for name, tally in sorted(self.forms.items())}
        return {
            "inputs": sum(tally.inputs for tally in self.forms.values()),
            "articles": sum(tally.articles for tally in self.forms.values()),
            "problems": sum(tally.problems for tally in self.forms.values()),
            "escaped": self.escaped,
            "slowest": self.slowest,
            "slowest_s": self.slowest_s,
            "peak_rss_mb": peak_memory(),
            "limits": {"seconds": MOST_SECONDS, "rss_mb": MOST_MEMORY},
            "passed": self.passed,
            "forms": forms,
        }


def peak_memory() -> int:
    """Tell the most resident memory of this process so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1 << 20 if sys.platform == "darwin" else 1 << 10)
