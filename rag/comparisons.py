"""Questions that compare, answered from two values, or from a sentence that compares them itself.

No sentence says "fewer"; it says "71.3 percent, down from 74.0". The answer is worked out from two values that articles
give for one kind of thing, and the sentences that give them are quoted. Without two values nothing is worked out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.amounts import compare
from rag.compared import ANY, FAST, SLOW, bare, is_up
from rag.lexical import coverage
from rag.values import placed_values, values_in
from rag.words import all_stems, content_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rag.amounts import Value
    from rag.compared import Comparison
    from rag.types import Reading

    Found = tuple[
        bool, tuple[Reading, ...]
    ]  # whether it is as asked, and the sentences that say so


_BASE = re.compile(  # subject CUE base
    r"\b(?:from|than|above|below|against|compared (?:with|to)|where|whereas|while|instead of|rather than|not"
    r"|in place of|replac\w+|over|under|exceed\w*|beat|beyond|short of|after)\b",
    re.IGNORECASE,
)
_THEN = re.compile(  # base CUE subject
    r"\b(?:to|became|is now|are now|turned out|in the end|this (?:year|time|month|week))\b",
    re.IGNORECASE,
)
_A_NUMBER = r"(?:[$€£¥]?\d|(?:about|some|nearly|almost)\s|half\b|twice\b|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|an?\s+(?:hundred|thousand|million|dozen|third|quarter|half|year|month|week|day|hour|minute)\b)"
_THAN = re.compile(
    rf"(?<!\bno )(?<!\bnot )\b(?P<how>{ANY})\b(?:\s+[\w’'-]+){{0,4}}?\s+than\s+(?!{_A_NUMBER})(?P<rest>[^.;]{{2,100}})",
    re.IGNORECASE,
)
_ROSE = re.compile(
    r"\b(?:rose|rise[ns]?|grew|grown|climbed|increased|jumped|gained|widened|raised|went up|gone up|up (?:by|from)|\d+ more"
    r"|the (?:most|highest|largest) (?:since|ever))\b",
    re.IGNORECASE,
)
_FELL = re.compile(
    r"\b(?:fell|fallen|falls|dropped|declined|decreased|shrank|shrunk|sank|narrowed|cut|lowered|went down|gone down"
    r"|(?:is |are |was |were )?down (?:by|to|from)|\d+ (?:fewer|less)|the (?:fewest|lowest|smallest) (?:since|ever))\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:last (?:year|winter|summer|spring|autumn|month|week|time|season)|(?:a|one|two|three|four|five|ten) (?:years?|months?|weeks?|days?) (?:ago|earlier|before)"
    r"|had been|had (?:said|claimed|asked|put|estimated|reckoned|planned|counted)|originally|at first|first (?:said|estimate|put)|previously|formerly|until now"
    r"|was to have|were to have|before|the old|its predecessor|used to|in (?:19|20)\d\d|in (?:January|February|March|April|May|June|July|August|September|October|November|December))\b",
    re.IGNORECASE,
)
_MORE_BY = re.compile(
    r"^\s*(?:points?\s+|%\s*)?(?:more|less|fewer|higher|lower|longer|shorter|above|below|over|under|heavier|lighter|dearer|cheaper"
    r"|older|younger|later|earlier|short of|too (?:much|many|little|few))\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LARGE = re.compile(r"\b(?:thousand|(?:m|b|tr)illion)\b", re.IGNORECASE)
_TIMES = {"time", "clock"}
_DAYS = {"day"}
_BETWEEN = 90  # characters between two values that are compared
_READ = 24  # readings looked at
_LIKELY = 8  # of these, the first so many for a sentence that compares
_SAID = 0.3  # share of the question's words that a sentence beyond the quoted ones holds
_GIVEN = 0.25  # share of the words of either side that a sentence with its value holds


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a comparison comes to, and the sentences that give the values, in the order of the question."""

    answer: str
    readings: tuple[Reading, ...]


def weigh_up(
    asked: Comparison,
    weights: Mapping[str, float],
    readings: Sequence[Reading],
    *,
    quoted: Sequence[Reading],
    others: Sequence[Reading] = (),
) -> Weighed | None:
    """Work out what a comparison comes to; None where nothing can be compared.

    Args:
        asked: the comparison.
        weights: stem → weight of the question's words.
        readings: every sentence read, most likely first.
        quoted: those that are quoted anyway; these come first.
        others: every sentence read for what is compared with, where that was asked for by itself.
    """
    near = [r for r in readings[:_READ] if coverage(weights, _sentence(r)) >= _SAID]
    told = list(dict.fromkeys((*quoted, *near)))
    if asked.form == "difference":
        return _difference(told)
    if asked.form == "which":
        return _which(told, asked)
    if found := _direction(told, asked) or _apart(told, others, asked):
        holds, shown = found
        return Weighed(asked.greater if holds else asked.smaller, shown)
    if asked.form == "closed":
        return _which(told, asked)
    return None


def _direction(told: Sequence[Reading], asked: Comparison) -> Found | None:
    """Find a sentence that holds the subject against the base, or says that it rose or fell."""
    speaking = [r for r in told if asked.form == "either" or _holds(asked.base, r)][:_LIKELY]
    for reading in speaking:
        sentence = _sentence(reading)
        if said := _said(sentence, asked):
            return said > 0, (reading,)
        for subject, base in _compared(sentence, reading):
            return _is_greater(asked.how, subject, base), (reading,)
    for reading in speaking[:1]:
        sentence = _sentence(reading)
        rose, fell = _ROSE.search(sentence), _FELL.search(sentence)
        if bool(rose) != bool(fell) and asked.of_time:
            return bool(rose) == is_up(asked.how), (reading,)
    return None


def _said(sentence: str, asked: Comparison) -> int:
    """Read "60 fewer than in June": 1 where it is as asked, -1 where it is the opposite, 0 if nothing is said."""
    found = _THAN.search(sentence)
    if not found:
        return 0
    alike = 1 if is_up(found["how"]) == is_up(asked.how) else -1
    after, before = all_stems(found["rest"]), all_stems(sentence[: found.start()])
    subject, base = _own(asked.subject, asked.base), _own(asked.base, asked.subject)
    turned = len(after & subject) + len(before & base) - len(after & base) - len(before & subject)
    return -alike if turned > 0 else alike


def _own(one: str, other: str) -> set[str]:
    return _names(one) - _names(other)


def _holds(base: str, reading: Reading) -> bool:
    """Whether a sentence speaks of what is compared with, where that is more than "the old one"."""
    named = _names(base)
    return len(named) <= 1 or bool(named & all_stems(_sentence(reading)))


def _compared(sentence: str, reading: Reading) -> Iterator[tuple[Value, Value]]:
    """Find values of a sentence that it holds against each other: (what it tells of, what it was before)."""
    for (at, one), (to, other) in pairwise(_placed(sentence, reading)):
        between = sentence[at + len(one.text) : to]
        if len(between) > _BETWEEN or not _differ(one, other):
            continue
        if _BASE.search(between):
            yield one, other
        elif _THEN.search(between):
            yield other, one


def _apart(told: Sequence[Reading], others: Sequence[Reading], asked: Comparison) -> Found | None:
    """Compare the values that were read in two sentences: the likeliest, and one for what it is compared with."""
    mine = [(value, r) for r in told if (value := _read(r)) and value.dimension not in _DAYS]
    if not mine:
        return None
    subject, first = mine[0]
    for base, reading in _bases(mine, others, asked):
        if reading is first or not _differ(subject, base):
            continue
        if asked.of_time and _is_earlier(first, reading):
            return _is_greater(asked.how, base, subject), (reading, first)
        return _is_greater(asked.how, subject, base), (first, reading)
    return None


def _bases(
    mine: Sequence[tuple[Value, Reading]], others: Sequence[Reading], asked: Comparison
) -> list[tuple[Value, Reading]]:
    """List the values that the subject may be held against, likeliest first."""
    if asked.of_time:
        return [
            (value, r)
            for value, r in mine[1:]
            if _is_earlier(r, mine[0][1]) or _is_earlier(mine[0][1], r)
        ]
    base = _own(asked.base, asked.subject)
    every = [*others, *(r for _, r in mine[1:])]
    return [(value, r) for r in every[:_READ] if (value := _read(r)) and _share(base, r) >= _GIVEN]


def _is_earlier(reading: Reading, than: Reading) -> bool:
    """Whether a sentence tells how things were before another one: by its words, or by its day."""
    one, other = bool(_EARLIER.search(_sentence(reading))), bool(_EARLIER.search(_sentence(than)))
    if one != other:
        return one
    day, its = reading.passage.article.published, than.passage.article.published
    return bool(day and its and day < its)


def _share(stems: set[str], reading: Reading) -> float:
    held = all_stems(f"{reading.passage.article.title} {_sentence(reading)}")
    return len(stems & held) / len(stems) if stems else 0.0


def _read(reading: Reading) -> Value | None:
    """Take the value that was read as the answer of a sentence."""
    if reading.answer is None:
        return None
    sentence, begin = _sentence(reading), reading.start
    start, end = reading.answer[0] - begin, reading.answer[1] - begin
    published = reading.passage.article.published
    for placed in placed_values(sentence, published=published):
        if placed.start < end and start < placed.end:
            return placed.value
    return None


def _difference(told: Sequence[Reading]) -> Weighed | None:
    """Find by how much one value is above or below another: said so ("60 fewer"), or of two held against each other."""
    for reading in told[:_LIKELY]:
        sentence = _sentence(reading)
        for at, value in _placed(sentence, reading):
            if _MORE_BY.match(sentence[at + len(value.text) :]):
                return Weighed(value.text, (reading,))
        for one, other in _compared(sentence, reading):
            if left := _less(one, other) or _less(other, one):
                return Weighed(left, (reading,))
    return None


def _less(one: Value, other: Value) -> str | None:
    """Write the difference of two values as the first is written; None where that is not in figures, or is no unit.

    >>> from rag.values import values_in
    >>> told = "It takes 50 minutes instead of nine minutes."
    >>> _less(*values_in(told, 0, len(told)))
    '41 minutes'
    """
    found = _FIGURE.search(one.text)
    if (
        not found
        or one.low != one.high
        or other.low != other.high
        or one.dimension in _DAYS | _TIMES - {"time"}
    ):
        return None
    written = float(found[0].replace(",", ""))
    if not written or (found[0] == one.text and one.dimension != "count"):
        return None
    left = round(abs(one.high - other.high) * written / one.high, 4) if one.high else 0.0
    return f"{one.text[: found.start()]}{left:,g}{one.text[found.end() :]}" if left else None


def _which(told: Sequence[Reading], asked: Comparison) -> Weighed | None:
    """Find a value for each of two that are named, and say which is the one asked for."""
    names = bare(asked.subject), bare(asked.base)
    mine, theirs = (
        [(value, r) for r in told for value in _values_of(name, other, r)]
        for name, other in (names, names[::-1])
    )
    pairs = [(one, other) for one in mine for other in theirs if _differ(one[0], other[0])]
    if not pairs:
        return None
    # values of one sentence first, then those of the likeliest
    (one, first), (other, second) = min(pairs, key=lambda pair: pair[0][1] is not pair[1][1])
    holds = _is_greater(asked.how, one, other)
    return Weighed(asked.greater if holds else asked.smaller, tuple(dict.fromkeys((first, second))))


def _values_of(name: str, other: str, reading: Reading) -> list[Value]:
    """List the values that a sentence gives for a name, nearest first; not those beyond the other name."""
    sentence = _sentence(reading)
    at, rival = _named(name, sentence), _named(other, sentence)
    source = reading.passage.article.source or ""
    if at is None and rival is None and _names(name) and _names(name) <= all_stems(source):
        at = 0  # the outlet's own figure
    if at is None:
        return []
    values = _placed(sentence, reading)
    after = [v for place, v in values if place >= at and not (rival and at < rival < place)]
    before = [v for place, v in values if place < at and not (rival and place < rival < at)]
    return [*after, *before[::-1]]


def _differ(one: Value, other: Value) -> bool:
    """Whether two values are of one kind and not the same; "31 million euros" and "the 9 million" are of one kind."""
    if {_is_large(one), _is_large(other)} == {True} and "count" in {one.dimension, other.dimension}:
        return _size(one) != _size(other)
    return compare(one, other) == "different"


def _is_large(value: Value) -> bool:
    return value.dimension in {"count", "money"} and bool(_LARGE.search(value.text))


def _named(name: str, sentence: str) -> int | None:
    """Find where a sentence names somebody or something by all the words that carry its meaning."""
    stems = _names(name)
    if not stems or not stems <= all_stems(sentence):
        return None
    last = [word for word in words(name) if content_stems(word)][-1]
    found = re.search(rf"\b{re.escape(last)}", sentence, re.IGNORECASE)
    return found.start() if found else None


def _names(name: str) -> set[str]:
    return set(content_stems(name))


def _placed(sentence: str, reading: Reading) -> list[tuple[int, Value]]:
    """List the values of a sentence with where they stand."""
    placed, begin = [], 0
    for value in values_in(sentence, 0, len(sentence), published=reading.passage.article.published):
        at = sentence.find(value.text, begin)
        if at >= 0:
            placed.append((at, value))
            begin = at + 1
    return placed


def _is_greater(how: str, one: Value, other: Value) -> bool:
    """Whether the first value is `how` beside the second: greater or smaller; whoever is faster takes less time."""
    up = is_up(how)
    if one.dimension in _TIMES and re.fullmatch(rf"{FAST}|{SLOW}", how, re.IGNORECASE):
        up = not up
    return (_size(one) > _size(other)) == up


def _size(value: Value) -> float:
    return value.low or value.high


def _sentence(reading: Reading) -> str:
    return reading.passage.article.text[reading.start : reading.end]
