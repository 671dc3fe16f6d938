"""Readings → Draft, in the articles' own words: nothing here can invent a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.types import Draft, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.types import Passage, Retrieved
    from rag.types import Plan, Reading

    Read = Callable[[str, Sequence[Passage]], list[Reading]]
    Write = Callable[[Plan, Sequence[Retrieved]], Draft]
    Unknown = Callable[[str], list[str]]

_NEAR_BEST = 0.7  # a further sentence is quoted if it is this nearly as likely as the best


class ExtractiveWriter:
    """Quotes the sentences that carry the answer.

    `unknown(question)` lists the words of a question that stand nowhere in the corpus.
    """

    def __init__(
        self, read: Read, unknown: Unknown, *, min_confidence: float, max_statements: int
    ) -> None:
        self._read = read
        self._unknown = unknown
        self._min_confidence = min_confidence
        self._max_statements = max_statements

    def __call__(self, plan: Plan, evidence: Sequence[Retrieved]) -> Draft:
        """Quote the best readings, or refuse where none is likely enough."""
        readings = self._read(plan.question, [hit.passage for hit in evidence])
        best = readings[0].confidence if readings else 0.0
        if best < self._min_confidence:
            missing = self._unknown(plan.question)
            named = f"no article mentions {', '.join(missing)}" if missing else ""
            return Draft(
                sentences=(),
                confidence=best,
                refusal="not_in_corpus" if missing else "insufficient_evidence",
                detail=named or "the nearest passages do not answer the question",
            )
        least = max(self._min_confidence, _NEAR_BEST * best)
        chosen = [r for r in _distinct(readings) if r.confidence >= least][: self._max_statements]
        return Draft(
            sentences=tuple(Sentence(_text(r, r.start, r.end), (_span(r),)) for r in chosen),
            short_answer=_text(chosen[0], *chosen[0].answer) if chosen[0].answer else None,
            confidence=best,
        )


def _text(reading: Reading, start: int, end: int) -> str:
    return reading.passage.article.text[start:end]


def _span(reading: Reading) -> Passage:
    return reading.passage.article.passage(reading.start, reading.end)


def _distinct(readings: Sequence[Reading]) -> list[Reading]:
    """Drop sentences that say word for word what a better one says: reprints."""
    kept: dict[str, Reading] = {}
    for reading in readings:
        words = " ".join(_text(reading, reading.start, reading.end).casefold().split())
        kept.setdefault(words, reading)
    return list(kept.values())
