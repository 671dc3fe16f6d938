"""Comparisons of two sentences: what was read in the likeliest, held against what another one gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.comparison_values import (
    DAYS,
    comparable,
    is_greater,
    own_stems,
    placed_in,
    read_value,
    sentence_of,
    share_of,
)
from rag.words import MONTHS, all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.amounts import Value
    from rag.comparison_asked import Comparison
    from rag.types import Reading

    Others = Callable[
        [], Sequence[Reading]
    ]  # what was read for the other side, once that is asked for
    Found = tuple[
        bool, tuple[Reading, ...]
    ]  # whether it is as asked, and the sentences that say so

_EARLIER = re.compile(
    r"\b(?:last (?:year|winter|summer|spring|autumn|month|week|time|season)|(?:a|one|two|three|four|five|ten) (?:years?|months?|weeks?|days?) (?:ago|earlier|before)"
    r"|had been|had (?:said|claimed|asked|put|estimated|reckoned|planned|counted)|originally|at first|first (?:said|estimate|put)|previously|formerly|until now"
    rf"|was to have|were to have|before|the old|its predecessor|used to|in (?:19|20)\d\d|in (?:{MONTHS}))\b",
    re.IGNORECASE,
)
_CLAIMED = re.compile(  # how the other side's value is told after the one that counts
    r"\bhad (?:\w+ly )?(?:asked|claimed|said|wanted|demanded|sought|offered|counted|estimated|reckoned|put|planned|promised|hoped|expected|called|budgeted|been|given|forecast)\b",
    re.IGNORECASE,
)
_GAP = 3  # characters between sentences next to each other
_GIVEN = 0.25  # share of the words of either side that a sentence with its value holds
_ABOUT = (
    0.5  # share of the subject's words that a sentence of another article holds with its headline
)
_LEAST = 0.2  # confidence of what the other side is read from
_READ = 24  # readings looked at


def apart(told: Sequence[Reading], others: Others, asked: Comparison) -> Found | None:
    """Compare the values that were read in two sentences: the likeliest, and one for what it is compared with."""
    mine = [(value, r) for r in told if (value := read_value(r)) and value.dimension not in DAYS]
    if not mine:
        return None
    subject, first = mine[0]
    for base, reading in _bases(mine, others, asked):
        if reading is first or not comparable(subject, base):
            continue
        if asked.of_time and _is_earlier(first, reading):
            return is_greater(asked.how, base, subject), (reading, first)
        return is_greater(asked.how, subject, base), (first, reading)
    return None


def beside_it(
    told: Sequence[Reading], readings: Sequence[Reading], asked: Comparison
) -> Found | None:
    """Compare the value that was read with one that a sentence beside it gives: "They had asked for 85 percent"."""
    mine = [
        (value, r) for r in told[:1] if (value := read_value(r)) and value.dimension not in DAYS
    ]
    for subject, first in mine:
        for other in _neighbours(first, readings):
            held_against = asked.of_time and _EARLIER.search(sentence_of(other))
            if not (held_against or _CLAIMED.search(sentence_of(other))):
                continue
            for base in (value for _, value in placed_in(sentence_of(other), other)):
                if comparable(subject, base):
                    return is_greater(asked.how, subject, base), (first, other)
    return None


def _neighbours(reading: Reading, readings: Sequence[Reading]) -> list[Reading]:
    """List the sentences of the article next to one, the one behind it first."""
    home = reading.passage.article.id
    near = [
        r
        for r in readings
        if r.passage.article.id == home
        and (0 <= r.start - reading.end <= _GAP or 0 <= reading.start - r.end <= _GAP)
    ]
    return sorted(near, key=lambda r: (r.start < reading.start, abs(r.start - reading.start)))


def _bases(
    mine: Sequence[tuple[Value, Reading]], others: Others, asked: Comparison
) -> list[tuple[Value, Reading]]:
    """List the values that the subject may be held against, likeliest first."""
    if asked.of_time:
        first, about = mine[0][1], set(content_stems(asked.subject))
        return [
            (value, r)
            for value, r in mine[1:]
            if r.confidence >= _LEAST
            and (_is_earlier(r, first) or _is_earlier(first, r))
            and (r.passage.article.id == first.passage.article.id or _share(about, r) >= _ABOUT)
        ]
    base = own_stems(asked.base, asked.subject)
    every = [*others(), *(r for _, r in mine[1:])]
    return [
        (value, r)
        for r in every[:_READ]
        if r.confidence >= _LEAST and (value := read_value(r)) and _share(base, r) >= _GIVEN
    ]


def _is_earlier(reading: Reading, than: Reading) -> bool:
    """Whether a sentence tells how things were before another one: by its words, or by its day."""
    one, other = (
        bool(_EARLIER.search(sentence_of(reading))),
        bool(_EARLIER.search(sentence_of(than))),
    )
    if one != other:
        return one
    day, its = reading.passage.article.published, than.passage.article.published
    return bool(day and its and day < its)


def _share(stems: set[str], reading: Reading) -> float:
    held = all_stems(f"{reading.passage.article.title} {sentence_of(reading)}")
    return share_of(stems, held)
