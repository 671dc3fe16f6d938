"""Which of the values in a sentence does it tell of the thing that was asked for?

Parts of a whole, amounts of an earlier time and values that the sentence replaces are left aside; of the rest that one
is taken beside which the words of the question stand, unless the reader is of another opinion.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.account_topic import sentence_of
from rag.amounts import PERSONS
from rag.asked import find_answers
from rag.lexical import coverage
from rag.revisions import is_replaced, value_like
from rag.values import placed_values
from rag.words import all_stems, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.account_topic import Topic
    from rag.amounts import Placed, Value
    from rag.types import Reading

_CHOSEN = 0.1  # share of the question's words that the reader's own choice of a value outweighs
_SAID_BESIDE = 0.25  # share of them beside a value that the reader did not choose
_BESIDE = 8  # words on either side of a value that say what it is
_OLDEST = 130.0  # years
_CLAUSE = re.compile(r";|:|,? (?:and|but|while|whereas|against)\b|,(?= (?:whereas|although)\b)")
_PART_OF = re.compile(
    r"\s*(?:of (?:the|them|whom|these|those|that|it|which)|more|other|others|another)\b",
    re.IGNORECASE,
)
_THERE_ARE = re.compile(r"\bthere (?:is|are|was|were) (?:\w+ ){0,2}$", re.IGNORECASE)
_DIMENSIONS = {
    "distance": {"length"},
    "duration": {"time", "length"},
    "age": {"count", "time"},
    "money": {"money"},
    "percent": {"percent", "count"},
    "date": {"day", "clock"},
    "person": set(),
    "place": set(),
    "anything": set(),
}
_DAYS = {"day", "clock"}  # told beside most things, and asked for by questions of their own
_MOMENTS = {"day": "May 3", "clock": "6 a.m."}  # what "which day" and "at what hour" ask for
_OPEN = "name"  # the kind of "which" and "what", of which only the reader knows what answers
_FATES = tuple(  # what becomes of people: who is counted for one is not counted for another
    frozenset(stem(word) for word in words.split())
    for words in (
        "dead deaths died dies kill killed kills killing fatalities perished bodies",
        "injured injuries injuring wounded wounding hurt hospitalised hospitalized",
        "missing unaccounted",
        "evacuated evacuees displaced homeless",
        "arrested arrests detained",
        "rescued survivors survived",
    )
)
_PEOPLE = PERSONS | {stem("died")}


def told_value(topic: Topic, reading: Reading, like: Value | None) -> Value | None:
    """Choose the value that a sentence tells: one to be compared with `like`, else one of the kind asked for."""
    sentence = sentence_of(reading)
    placed = placed_values(sentence, published=reading.passage.article.published)
    whole = [
        found
        for found in _whole(sentence, placed)
        if _may_answer(topic, found.value) and not _is_other_fate(topic, sentence, found)
    ]

    def chosen(found: Placed) -> bool:
        """Tell whether the reader took a value for the answer."""
        start, end = reading.answer or (0, 0)
        return start <= reading.start + found.start < end

    def said(found: Placed) -> float:
        """State how much speaks for a value: the question's words beside it, and the reader's own choice."""
        return said_beside(topic, sentence, found) + _CHOSEN * chosen(found)

    if like:
        alike = [p for p in whole if like.counted or _is_asked_for(topic, p.value)]
        return value_like(like, alike, sentence, said)
    if topic.kind.name == _OPEN:
        return _of_kind(topic, _answering(topic, reading, whole), sentence, said)
    whole = [p for p in whole if p.value.dimension not in _MOMENTS or _is_asked_for(topic, p.value)]
    asked = (p for p in whole if _is_asked_for(topic, p.value) and said(p) >= _SAID_BESIDE)
    return _of_kind(topic, [*filter(chosen, whole), *asked], sentence, said)


def _whole(sentence: str, placed: Sequence[Placed]) -> list[Placed]:
    """Leave out what counts a part: "23 of the dead were in Dunmere, 14 in Oxholt" gives no number of the dead.

    "There are 151 of them" does.
    """
    parts = [
        found.start
        for found in placed
        if _PART_OF.match(sentence[found.end :]) and not _THERE_ARE.search(sentence[: found.start])
    ]
    first = min(parts, default=len(sentence))
    return [
        found
        for found in placed
        if found.start not in parts and (found.start < first or not _is_bare(found.value))
    ]


def _is_bare(value: Value) -> bool:
    return value.dimension == "count" and value.counted is None


def _may_answer(topic: Topic, value: Value) -> bool:
    """Whether a value can be of what was asked at all: nobody is 40,000 years old."""
    if topic.kind.name != "age" or value.dimension != "count":
        return True
    return value.counted is None and value.low <= _OLDEST


def _is_asked_for(topic: Topic, value: Value) -> bool:
    """Whether a count is of what the question names, if it says what it counts, and a moment of the sort it asks for."""
    if value.dimension in _MOMENTS and topic.kind.name == "date":
        return bool(find_answers(topic.kind, _MOMENTS[value.dimension]))
    if value.counted is None or value.counted in topic.weights:
        return True
    return value.counted in PERSONS and not _PEOPLE.isdisjoint(topic.weights)


def _answering(topic: Topic, reading: Reading, placed: Sequence[Placed]) -> list[Placed]:
    """Keep the values that are what the reader answers a question after "what", and not only a part of it."""
    if reading.answer is None or not re.search(r"\bwhat\b", topic.asked, re.IGNORECASE):
        return []
    start, end = (at - reading.start for at in reading.answer)
    return [p for p in placed if start <= p.start < end and 2 * (p.end - p.start) >= end - start]


def _is_other_fate(topic: Topic, sentence: str, placed: Placed) -> bool:
    """Whether a count is of people of whom something else became than was asked: the killed among the injured."""
    if placed.value.dimension != "count":
        return False
    asked = [fate for fate in _FATES if not fate.isdisjoint(topic.weights)]
    beside = all_stems(_beside(sentence, placed)) if asked else frozenset()
    told = [fate for fate in _FATES if not fate.isdisjoint(beside)]
    return bool(told) and not any(fate in asked for fate in told)


def said_beside(topic: Topic, sentence: str, placed: Placed) -> float:
    """State how much of the question stands beside a value, in its clause, in [0, 1]; names do not count."""
    return coverage(topic.others or topic.weights, _beside(sentence, placed))


def _beside(sentence: str, placed: Placed) -> str:
    """Give the words on either side of a value, up to the ends of its clause."""
    cuts = [0, *(found.start() for found in _CLAUSE.finditer(sentence)), len(sentence)]
    start = max(cut for cut in cuts if cut <= placed.start)
    end = min(cut for cut in cuts if cut >= placed.end)
    before = sentence[start : placed.start].split()[-_BESIDE:]
    behind = sentence[placed.end : end].split()[:_BESIDE]
    return " ".join((*before, *behind))


def _of_kind(
    topic: Topic, placed: Sequence[Placed], sentence: str, said: Callable[[Placed], float]
) -> Value | None:
    """Choose a value of the kind asked for; of several as much said the last one holds ("41 to 38")."""
    no_kind = _DAYS if "magnitude" in topic.asked.casefold() else {*_DAYS, "magnitude"}
    fitting = [
        found
        for found in placed
        if found.value.dimension
        in _DIMENSIONS.get(topic.kind.name, {found.value.dimension} - no_kind)
    ]
    current = [found for found in fitting if not is_replaced(sentence, found)]
    return max(reversed(current), key=said).value if current else None
