"""Question → Plan: made stand-alone, its dates and outlets read, its parts told apart."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from index.types import Filters
from rag.errors import QuestionError
from rag.followup import stand_alone
from rag.outlets import read_outlets
from rag.parts import split_parts
from rag.types import Hint, Part, Plan
from rag.when import PART_OF, read_dates
from rag.wording import plainly

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.outlets import Mention
    from rag.referents import Earlier
    from rag.types import Question


def plan(
    question: Question,
    *,
    max_chars: int,
    outlets: Iterable[str] = (),
    earlier: Sequence[Earlier] = (),
    cited: tuple[str, ...] = (),
    read_filters: bool = True,
) -> Plan:
    """Say what to search for, and of which articles.

    Args:
        question: as typed; a filter that it carries is kept, and not read from its words again.
        max_chars: longest question.
        outlets: the outlets of the archive.
        earlier: the conversation so far, oldest turn first.
        cited: ids of the articles that the last answer cited.
        read_filters: whether dates and outlets are read from the words at all.

    Raises:
        QuestionError: it is empty, or longer than `max_chars`.
    """
    typed = _readable(question.text, max_chars=max_chars)
    text = stand_alone(typed, earlier)
    readable = () if question.filters.sources else tuple(outlets)
    mentions = read_outlets(text, readable)
    dated = _date_hints(text, question) if read_filters else []
    hints = [*dated, *_outlet_hints(text, mentions)]
    filters = question.filters
    if question.as_of:
        filters = _until(filters, question.as_of)
    as_of = question.as_of
    for hint in hints:
        if hint.strict and hint.filters.until:
            filters = _until(filters, hint.filters.until)
            as_of = min(as_of or hint.filters.until, hint.filters.until)
    dates = next((hint.filters for hint in hints if hint.field == "dates"), Filters())
    follows = cited if text != typed else ()
    undated = _without_as_of(text, hints)
    parts = tuple(
        Part(
            text=plainly(asked),
            preferred=replace(dates, sources=named),
            sources=named,
            articles=follows,
            today=None if dates != Filters() else as_of,
        )
        for asked, named in split_parts(undated, read_outlets(undated, readable))
    )
    return Plan(
        question=text,
        filters=filters,
        parts=parts,
        hints=tuple(hints),
        rewritten_from=typed if text != typed else None,
    )


def _readable(asked: str, *, max_chars: int) -> str:
    """Take out what no reader sees.

    Raises:
        QuestionError: nothing is left, or too much.
    """
    whole = asked.encode("utf-8", "replace").decode()  # a terminal may hand over half characters
    text = " ".join(whole.split())
    if not any(character.isalnum() for character in text):
        raise QuestionError("the question is empty: ask something in words")
    if len(text) > max_chars:
        raise QuestionError(
            f"the question has {len(text):,} characters; the limit is {max_chars:,} (max_question_chars)"
        )
    return text


def _date_hints(text: str, question: Question) -> list[Hint]:
    """Read the dates, unless the filters say them; "as of" is strict, any other day is preferred."""
    if question.filters.since or question.filters.until:
        return []
    today = question.as_of or date.today()  # noqa: DTZ011 - a calendar day, as the reader sees it
    found = read_dates(text, today=today)
    hints = [
        Hint(
            words=text[when.start : when.end],
            field="as_of",
            filters=Filters(until=when.until),
            strict=True,
        )
        for when in found
        if when.sense == "as_of"
    ]
    during = [when for when in found if when.sense == "during"]
    if during:
        # An event is told on its day and after; of several days all count.
        since = (
            None
            if any(w.since is None for w in during)
            else min(w.since for w in during if w.since)
        )
        until = (
            None
            if any(w.until is None for w in during)
            else max(w.until for w in during if w.until)
        )
        words = ", ".join(text[when.start : when.end] for when in during)
        hints.append(Hint(words=words, field="dates", filters=Filters(since=since, until=until)))
    return hints


def _without_as_of(asked: str, hints: Sequence[Hint]) -> str:
    """Take out "as of 1 May 2023", which says what is known, not what to ask: no article has to speak of it."""
    days = "|".join(re.escape(hint.words) for hint in hints if hint.field == "as_of")
    if not days:
        return asked
    said = rf",?\s*\bas (?:of|at|on)\s+(?:the\s+)?{PART_OF}(?:{days})(?!\w),?"
    left = re.sub(said, " ", asked, flags=re.IGNORECASE)
    left = re.sub(r"\s+([?.!,;])", r"\1", " ".join(left.split())).strip(" ,;")
    return left[:1].upper() + left[1:] if any(c.isalnum() for c in left) else asked


def _outlet_hints(text: str, mentions: Sequence[Mention]) -> list[Hint]:
    if not mentions:
        return []
    named = tuple(dict.fromkeys(mention.outlet for mention in mentions))
    words = ", ".join(dict.fromkeys(text[m.start : m.end] for m in mentions))
    return [Hint(words=words, field="sources", filters=Filters(sources=named))]


def _until(filters: Filters, day: date) -> Filters:
    return replace(filters, until=min(filters.until or day, day))
