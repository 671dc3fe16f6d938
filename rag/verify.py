"""Statements → statements with support: nothing is supported before this."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.check import Check
    from rag.types import Statement

    Supports = Callable[[str, str], Check]


def verify(statement: Statement, *, check: Supports) -> Statement:
    """Check a statement against the words it cites; one that cites nothing keeps support 0."""
    if not statement.citations:
        return statement
    evidence = "\n".join(citation.quote for citation in statement.citations)
    result = check(statement.text, evidence)
    return replace(statement, support=result.support, verdict=result.verdict)
