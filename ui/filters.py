"""Filters as people type them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from index.types import Filters
from rag.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_filters(since: str, until: str, outlets: Sequence[str] | None = None) -> Filters:
    """Read the filters as typed.

    Raises:
        QuestionError: a date is not one, or the first is after the last.
    """
    first, last = read_date("From", since), read_date("Until", until)
    if first and last and first > last:
        raise QuestionError(f"From ({first}) is after Until ({last}): no article can pass")
    return Filters(since=first, until=last, sources=tuple(outlets or ()))


def read_date(name: str, typed: str | None) -> date | None:
    """Read one date; an empty text is none.

    Raises:
        QuestionError: it is not a date; the message begins with `name`.
    """
    written = (typed or "").strip()
    if not written:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII):
            return date.fromisoformat(written)
    except ValueError:
        pass  # a day that no month has: said below
    raise QuestionError(f"{name}: “{written}” is not a date; write YYYY-MM-DD, like 2024-08-20")
