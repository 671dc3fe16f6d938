"""Does the evidence support the statement? First the rules that explain themselves, then a network where there is one.

Which half decides when: docs/checker.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.sentences import sentence_spans
from rag.alterations import differences
from rag.particulars import bears_out, holds, particulars
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.particulars import Particular
    from rag.support import Support
    from rag.types import Verdict

    Judge = Callable[[Sequence[tuple[str, str]]], list[Support]]

_PARTIAL = 0.5
_MISSING_COSTS = 0.3  # what is left of the support when a particular is not in the evidence
_SAME_STATEMENT = (
    0.6  # share of words in common from which a sentence is taken for the statement's source
)
_NEAR_COPY = 0.9
_CONTRADICTED = 0.5  # P(the evidence says otherwise) from which the network's word is taken
_ENDED = re.compile(r"[.!?:…”\"’')\]–—-]\s*$|^\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What came of a check: support in [0, 1], the verdict, the particulars not found, and what decided."""

    support: float
    verdict: Verdict
    missing: tuple[Particular, ...] = ()
    reason: str = ""


class StatementChecker:
    """Checks statements against evidence; `supported` from `min_support` upwards.

    `judge` decides where the rules have nothing to say; without one, the share of words in common does.
    """

    def __init__(self, *, min_support: float, judge: Judge | None = None) -> None:
        self._min_support = min_support
        self._judge = judge

    def __call__(self, statement: str, evidence: str) -> Check:
        """Check `statement` against `evidence`."""
        if _stands_in(_visible(statement), _visible(evidence)):
            return Check(support=1.0, verdict="supported", reason="verbatim")
        covered = coverage(statement, evidence)
        said = particulars(statement)
        missing = tuple(p for p in said if not holds(evidence, p))
        if missing:
            clash = any(_clashes(p, said, evidence) for p in missing) and covered >= _PARTIAL
            verdict: Verdict = "contradicted" if clash else "unsupported"
            names = ", ".join(p.text for p in missing)
            return Check(
                support=covered * _MISSING_COSTS,
                verdict=verdict,
                missing=missing,
                reason=f"not in the evidence: {names}",
            )
        near, source = closest(statement, evidence)
        if near >= _SAME_STATEMENT:
            altered = set(differences(statement, source))
            if particular := altered - {"hedge", "word"}:
                kinds = ", ".join(sorted(particular))
                return Check(
                    support=near * _MISSING_COSTS,
                    verdict="contradicted",
                    reason=f"the source has another {kinds}",
                )
            if "hedge" in altered:
                return Check(
                    support=_PARTIAL, verdict="partial", reason="the source is less certain"
                )
            if near >= _NEAR_COPY and not altered:
                return Check(
                    support=near, verdict="supported", reason="the source's words, little changed"
                )
        return self._weighed(statement, evidence, covered)

    def _weighed(self, statement: str, evidence: str, covered: float) -> Check:
        """Decide by the network, or by the words in common."""
        support, reason = covered, "words in common"
        if self._judge is not None:
            (judged,) = self._judge([(statement, evidence)])
            support, reason = judged.supported, "the network"
            if judged.contradicted >= _CONTRADICTED:
                return Check(support=support, verdict="contradicted", reason=reason)
        if support >= self._min_support:
            return Check(support=support, verdict="supported", reason=reason)
        half = support >= _PARTIAL or (self._judge is not None and covered >= self._min_support)
        return Check(support=support, verdict="partial" if half else "unsupported", reason=reason)


def coverage(statement: str, evidence: str) -> float:
    """Share of the statement's content words that stand in the evidence, in [0, 1]."""
    wanted = content_stems(statement)
    return len(all_stems(evidence) & set(wanted)) / len(wanted) if wanted else 0.0


def closest(statement: str, evidence: str) -> tuple[float, str]:
    """Find the sentence of the evidence that has most words of the statement, the shortest such: (share, sentence)."""
    sentences = [evidence[start:end] for start, end in sentence_spans(evidence)] or [evidence]
    source = max(sentences, key=lambda one: (coverage(statement, one), -len(one)))
    return coverage(statement, source), source


def _clashes(particular: Particular, said: Sequence[Particular], evidence: str) -> bool:
    """Whether the evidence gives another value of the same kind: one that the statement does not give, too."""
    numeric = {"number", "percent", "money", "date"}
    same = {p.value for p in said if p.kind == particular.kind}
    others = {p.value for p in particulars(evidence) if p.kind == particular.kind}
    if particular.kind == "date":  # a month is no other date than a day of it, only a vaguer one
        others = {other for other in others if not bears_out(particular.value, other)}
    return particular.kind in numeric and bool(others - same)


def _stands_in(statement: str, evidence: str) -> bool:
    """Whether whole sentences of the evidence are the statement: part of a sentence may say something else."""
    at = evidence.find(statement) if statement else -1
    if at < 0:
        return False
    after = evidence[at + len(statement) :]
    whole = bool(_ENDED.search(statement)) or not after.strip()
    return whole and bool(_ENDED.search(evidence[:at]))


def _visible(text: str) -> str:
    return " ".join(text.split())
