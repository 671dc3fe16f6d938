"""Does the evidence support the statement? The half of the check that needs no model and explains itself.

Every particular of the statement must stand in the evidence; the rest of its words should; a negation on one side
alone is a contradiction. What it does not see: a claim made of the evidence's own words in another order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.particulars import holds, particulars
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from rag.particulars import Particular
    from rag.types import Verdict

_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nobody|without|cannot|fail(?:ed|s)?\s+to|den(?:y|ies|ied)|refus(?:e|es|ed))\b|n[’']t\b",
    re.IGNORECASE,
)
_PARTIAL = 0.5
_MISSING_COSTS = 0.3  # what is left of the support when a particular is not in the evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What came of a check: support in [0, 1], the verdict, and the particulars that were not found."""

    support: float
    verdict: Verdict
    missing: tuple[Particular, ...] = ()


class ParticularsChecker:
    """Checks by particulars, words and negation; `supported` from `min_support` upwards."""

    def __init__(self, *, min_support: float) -> None:
        self._min_support = min_support

    def __call__(self, statement: str, evidence: str) -> Check:
        """Check `statement` against `evidence`."""
        if _visible(statement) in _visible(evidence):
            return Check(support=1.0, verdict="supported")
        wanted = content_stems(statement)
        covered = len(all_stems(evidence) & set(wanted)) / len(wanted) if wanted else 0.0
        missing = tuple(p for p in particulars(statement) if not holds(evidence, p))
        if (
            bool(_NEGATION.search(statement)) != bool(_NEGATION.search(evidence))
            and covered >= _PARTIAL
        ):
            return Check(support=covered * _MISSING_COSTS, verdict="contradicted", missing=missing)
        if missing:
            clash = any(_clashes(p, evidence) for p in missing) and covered >= _PARTIAL
            verdict: Verdict = "contradicted" if clash else "unsupported"
            return Check(support=covered * _MISSING_COSTS, verdict=verdict, missing=missing)
        if covered >= self._min_support:
            return Check(support=covered, verdict="supported")
        return Check(support=covered, verdict="partial" if covered >= _PARTIAL else "unsupported")


def _clashes(particular: Particular, evidence: str) -> bool:
    """Whether the evidence gives another value of the same kind."""
    numeric = {"number", "percent", "money", "date"}
    kinds = {p.kind for p in particulars(evidence)}
    return particular.kind in numeric and particular.kind in kinds


def _visible(text: str) -> str:
    return " ".join(text.split())
