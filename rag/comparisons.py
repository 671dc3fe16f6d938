"""Questions that compare, answered from two values, or from a sentence that compares them itself.

No sentence says "fewer"; it says "71.3 percent, down from 74.0". The answer is worked out from two values that articles
give for one kind of thing, and the sentences that give them are quoted. Without two values nothing is worked out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from rag.comparison_apart import apart, beside_it
from rag.comparison_asked import bare
from rag.comparison_sides import Pair, differences, lone_pair, named_sides, sides
from rag.comparison_values import (
    DAYS,
    comparable,
    compared_values,
    differ,
    in_unit_of,
    is_greater,
    own_stems,
    placed_in,
    sentence_of,
)
from rag.comparison_wording import less
from rag.comparison_words import A_NUMBER, COMPARATIVES, FAST, MORE_BY, SLOW, is_up, of_time
from rag.lexical import coverage
from rag.words import all_stems, content_stems, words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from rag.amounts import Value
    from rag.comparison_apart import Others
    from rag.comparison_asked import Comparison
    from rag.types import Reading

    Found = tuple[
        bool, tuple[Reading, ...]
    ]  # whether it is as asked, and the sentences that say so


_THAN = re.compile(
    rf"(?<!\bno )(?<!\bnot )\b(?P<how>{COMPARATIVES})\b(?:\s+(?!(?:{COMPARATIVES}|than)\b)[\w’'-]+){{0,4}}\s+than\s+(?!{A_NUMBER}|ever\b)(?P<rest>[^.;]{{2,100}})",
    re.IGNORECASE,
)
_PACE = re.compile(rf"{FAST}|{SLOW}", re.IGNORECASE)
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
_BY = r"\s+(?:\w+\s+){0,2}?by\s+(?:(?:about|some|nearly|almost|another|a\s+further|only|just)\s+)?$"
_WENT_BY = re.compile(
    rf"\b(?:rises?|rose|risen|grows?|grew|grown|climbed|increased?|jumped|widened|up|falls?|fell|fallen|dropped|declined|decreased|shrank|shrunk|sank|narrowed|down){_BY}",
    re.IGNORECASE,
)
_CHANGED_BY = re.compile(
    rf"\b(?:raised|extended|exceed(?:s|ed)?|miss(?:es|ed)|overr(?:an|un|uns)|overshot|cut|lowered|reduced|short|behind|ahead){_BY}",
    re.IGNORECASE,
)
_TURNED = re.compile(r"\b(?:los(?:t|es?|ing)|beaten|defeated|trail(?:s|ed|ing)?)\b", re.IGNORECASE)
_PART_OF = re.compile(r"\s*(?:\w+\s+)?(?:out\s+)?of\s", re.IGNORECASE)
_CALENDAR = re.compile(
    r"\d|^(?:januari|februari|march|april|may|june|juli|august|septemb|octob|novemb|decemb|year|month)"
)
_READ = 24  # readings looked at
_LIKELY = 4  # of these, the first so many for a sentence that compares
_SUREST = 2  # and for one that two values are taken from
_SIDES = 3  # sentences that two values of one kind are looked for in
_SAID = 0.3  # share of the question's words that a sentence beyond the quoted ones holds


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
    others: Others = tuple,
) -> Weighed | None:
    """Work out what a comparison comes to; None where nothing can be compared.

    Args:
        asked: the comparison.
        weights: stem → weight of the question's words.
        readings: every sentence read, most likely first.
        quoted: those that are quoted anyway; these come first.
        others: reads for what is compared with, asked for by itself; called only where no sentence compares.
    """
    near = [r for r in readings[:_READ] if coverage(weights, sentence_of(r)) >= _SAID]
    told = list(dict.fromkeys((*quoted, *near)))
    shown = quoted[:_SIDES]
    if asked.form == "difference":
        return _difference(told, shown, asked)
    if asked.form == "which":
        named = _found_in(named_sides(shown, asked), asked)
        return _which(told, asked) or (_of_found(named, asked) if named else None)
    found = (
        _direction(told, asked)
        or (None if asked.of_time else apart(told, others, asked))
        or _found_in(sides(shown, asked), asked)
        or apart(told, others, asked)
        or beside_it(told, readings, asked)
    )
    if found:
        return _of_found(found, asked)
    return _which(told, asked) if asked.form == "closed" else None


def _of_found(found: Found, asked: Comparison) -> Weighed:
    holds, shown = found
    return Weighed(asked.greater if holds else asked.smaller, shown)


def _found_in(pair: Pair | None, asked: Comparison) -> Found | None:
    return pair and (is_greater(asked.how, pair.subject, pair.base), pair.readings)


def _direction(told: Sequence[Reading], asked: Comparison) -> Found | None:
    """Find a sentence that holds the subject against the base, or says that it rose or fell."""
    speaking = [r for r in told if asked.form == "either" or _holds(asked.base, r)][:_LIKELY]
    for reading in speaking:
        sentence = sentence_of(reading)
        if said := _said(sentence, asked):
            return said > 0, (reading,)
        for subject, base in compared_values(sentence, reading):
            return is_greater(asked.how, subject, base), (reading,)
    for reading in speaking[:1]:
        sentence = sentence_of(reading)
        rose, fell = _ROSE.search(sentence), _FELL.search(sentence)
        if bool(rose) != bool(fell) and asked.of_time:
            return bool(rose) == is_up(asked.how), (reading,)
    return None


def _said(sentence: str, asked: Comparison) -> int:
    """Read "60 fewer than in June": 1 where it is as asked, -1 where it is the opposite, 0 if nothing is said."""
    found = _THAN.search(sentence)
    if not found:
        return 0
    if bool(_PACE.fullmatch(found["how"])) != bool(_PACE.fullmatch(asked.how)):
        return 0  # who takes longer is slower, whose queue is longer is not
    alike = 1 if is_up(found["how"]) == is_up(asked.how) else -1
    after, before = all_stems(found["rest"]), all_stems(sentence[: found.start()])
    subject, base = own_stems(asked.subject, asked.base), own_stems(asked.base, asked.subject)
    subject = {stem for stem in subject if not _CALENDAR.search(stem)}
    if after & subject and before & base:
        return -alike  # told the other way round
    meant = after & base or (asked.of_time and of_time(found["rest"]))
    return alike if meant else 0


def _holds(base: str, reading: Reading) -> bool:
    """Whether a sentence speaks of what is compared with, where that is more than "the old one"."""
    named = _names(base)
    return len(named) <= 1 or bool(named & all_stems(sentence_of(reading)))


def _difference(
    told: Sequence[Reading], shown: Sequence[Reading], asked: Comparison
) -> Weighed | None:
    """Find by how much one value is above or below another: said so ("60 fewer"), or of two held against each other.

    Values of two sentences are taken from those that are shown, the other ones from any that are told.
    """
    named = content_stems(asked.subject)
    for reading in told[:_LIKELY]:
        if said := _differences_said(reading, named):
            meant = max(said, key=lambda value: len(set(named) & all_stems(value.text)))
            return Weighed(meant.text, (reading,))
    pairs = [
        Pair(one, other, (reading,))
        for reading in told[:_SUREST]
        for one, other in compared_values(sentence_of(reading), reading)
    ]
    pairs = sorted((*pairs, *differences(shown, asked)), key=lambda p: not _counts(p, named))
    for pair in (*pairs, *lone_pair(shown, asked)):
        if left := less(pair.subject, pair.base) or less(pair.base, pair.subject):
            return Weighed(left, pair.readings)
    return None


def _differences_said(reading: Reading, named: Collection[str]) -> list[Value]:
    """List what a sentence says to be a difference: "60 fewer", "extended by 90,000 cars"; not "led by 3 directors"."""
    sentence = sentence_of(reading)
    return [
        value
        for at, value in placed_in(sentence, reading)
        if MORE_BY.match(sentence[at + len(value.text) :])
        or (value.dimension not in DAYS | {"clock"} and _is_step(sentence[:at], value, named))
    ]


def _is_step(before: str, value: Value, named: Collection[str]) -> bool:
    """Whether something went up or down by a value; what it was changed by may be who changed it."""
    if value.dimension == "count" and value.counted not in named:
        return value.counted is None and bool(_WENT_BY.search(before))
    return bool(_WENT_BY.search(before) or _CHANGED_BY.search(before))


def _counts(pair: Pair, named: Sequence[str]) -> bool:
    """Whether two values count what the question names."""
    return any(value.counted in named for value in (pair.subject, pair.base) if value.counted)


def _which(told: Sequence[Reading], asked: Comparison) -> Weighed | None:
    """Find a value for each of two that are named, and say which is the one asked for."""
    names = bare(asked.subject), bare(asked.base)
    for reading in told[:_LIKELY]:
        if found := _in_order(names, reading):
            holds = is_greater(asked.how, *found)
            return Weighed(asked.greater if holds else asked.smaller, (reading,))
    mine, theirs = (
        [(value, r) for r in told for value in _values_of(name, other, r)]
        for name, other in (names, names[::-1])
    )
    pairs = [(one, other) for one in mine for other in theirs if differ(one[0], other[0])]
    if not pairs:
        return None
    # values of one sentence first, then those of the likeliest
    (one, first), (other, second) = min(pairs, key=lambda pair: pair[0][1] is not pair[1][1])
    holds = is_greater(asked.how, one, other)
    return Weighed(asked.greater if holds else asked.smaller, tuple(dict.fromkeys((first, second))))


def _in_order(names: tuple[str, str], reading: Reading) -> tuple[Value, Value] | None:
    """Give the values of two names that stand in one sentence with two values of one kind and no more: in its order."""
    sentence = sentence_of(reading)
    one, other = (_named(name, sentence) for name in names)
    placed = [found for found in placed_in(sentence, reading) if found[1].dimension not in DAYS]
    values = [value for _, value in placed]
    behind = [sentence[at + len(value.text) :] for at, value in placed]
    if _TURNED.search(sentence) or any(MORE_BY.match(b) or _PART_OF.match(b) for b in behind):
        return None  # "Vesel lost to Omir", "10 metres lower than the tower", "30 of the 120 votes"
    each = ((first, in_unit_of(first, later)) for first, later in combinations(values, 2))
    pairs = [pair for pair in each if comparable(*pair)]
    if one is None or other is None or one == other or len(pairs) != 1:
        return None
    first, second = pairs[0]
    return (first, second) if one < other else (second, first)


def _values_of(name: str, other: str, reading: Reading) -> list[Value]:
    """List the values that a sentence gives for a name, nearest first; not those beyond the other name."""
    sentence = sentence_of(reading)
    at, rival = _named(name, sentence), _named(other, sentence)
    source = reading.passage.article.source or ""
    if at is None and rival is None and _names(name) and _names(name) <= all_stems(source):
        at = 0  # the outlet's own figure
    if at is None:
        return []
    values = placed_in(sentence, reading)
    after = [v for place, v in values if place >= at and not (rival and at < rival < place)]
    before = [v for place, v in values if place < at and not (rival and place < rival < at)]
    return [*after, *before[::-1]]


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
