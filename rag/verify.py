"""Statements → statements with support: nothing is supported before this."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.speakers import is_attributed, speaker_of
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.check import Check
    from rag.types import Citation, Statement

    Supports = Callable[[str, str], Check]


def verify(statement: Statement, *, check: Supports) -> Statement:
    """Check a statement against the words it cites; one that cites nothing keeps support 0."""
    if not statement.citations:
        return statement
    evidence = "\n".join(citation.quote for citation in statement.citations)
    result = check(statement.text, evidence)
    speaker = next(filter(None, map(_speaker, statement.citations)), None)
    return replace(
        statement,
        support=result.support,
        verdict=result.verdict,
        speaker=speaker,
        attribution_dropped=_drops_attribution(statement, speaker),
    )


def _speaker(citation: Citation) -> str | None:
    return speaker_of(citation.article.text, citation.start, citation.end)


def _drops_attribution(statement: Statement, speaker: str | None) -> bool:
    """Whether a written sentence tells as a fact what every sentence it cites tells as somebody's claim."""
    if statement.verbatim or speaker is None or not all(map(_speaker, statement.citations)):
        return False
    named = set(content_stems(speaker)) & all_stems(statement.text)
    return not (named or is_attributed(statement.text))
