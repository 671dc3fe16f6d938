"""Does a sentence tell of the thing that was asked for, though the reader thinks little of it?

A newspaper names its subject once: "The hospital cost 3.2 billion" stands in an article about St. Aldra's, and "They
were gone for half a day" behind a sentence about thieves. So the names of a question are looked for in the article,
its other words in the sentence, and beside a pronoun in the sentence before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.asked import find_answers
from rag.lexical import coverage, sentences_of, share
from rag.particulars import number_value, particulars
from rag.revisions import REVISED, revises
from rag.words import all_stems, content_stems, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.amounts import Value
    from rag.asked import Kind
    from rag.types import Reading

AS_LIKELY = 0.65  # share of the best answer's confidence from which another sentence is an account of the same thing
_AS_MUCH_SAID = (
    0.6  # share of the question's words in the passage, where the reader itself saw no answer
)
HALF_AS_LIKELY = 0.35  # a less likely sentence counts, too, if it holds the words of the question
_MUCH_SAID_HERE = 0.5
_REST_SAID = 0.4  # share of its other words that a sentence holds whose article has the names
_LASTED = 0.25  # and that "It was over in" holds
_SAID_HERE = 0.3  # and in the sentence
_SAID_OF_DAYS = 0.5  # and of days: a sentence that dates something else is common
_NAMED = 0.75  # share of the question's names that an article holds which is surely about them
_OTHER = 0.5  # share of them below which it is about something else
_SHARED = 3  # words, names of the question apart, of two sentences that say the same
_ABOUT = 20_000  # characters of an article that say what it is about
_LASTS = re.compile(
    r"\b(?:last(?:s|ed|ing)?|t(?:akes?|ook|aking)|spen[dt]s?|spending|(?:over|done|finished|gone|away|out|through) in|(?:went|goes|go) on for|continued for|ran for)\s+$",
    re.IGNORECASE,
)
_LASTING = frozenset("last take took spend spent go went continu run ran".split())
_PRONOUN = re.compile(r"[“\"]?(?:Its?|They|Their|He|His|She|Her|There|This|These|That|Those)\b")
_PAST_YEAR = re.compile(
    r"(?:^|[.;] )In (?:\w+ )?((?:1[89]|20)\d\d)\b|\b((?:1[89]|20)\d\d),? when\b"
)
_ANY_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_DAYS = frozenset({"day", "clock"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a question is about: the kind of answer, its weighted stems, those of names and the others apart."""

    asked: str
    kind: Kind
    weights: Mapping[str, float]
    names: Mapping[str, float]
    others: Mapping[str, float]

    @classmethod
    def of(cls, asked: str, kind: Kind, weights: Mapping[str, float]) -> Topic:
        """Take a question apart; its first word is no name, whatever its case."""
        named = _name_stems(words(asked)[1:])
        sums = {s for p in particulars(asked) if p.kind != "name" for s in content_stems(p.text)}
        return cls(
            asked=asked,
            kind=kind,
            weights=weights,
            names={s: weight for s, weight in weights.items() if s in named},
            others={s: weight for s, weight in weights.items() if s not in named | sums},
        )


def sentence_of(reading: Reading) -> str:
    """Give the sentence that was read."""
    return reading.passage.article.text[reading.start : reading.end]


def is_about_it(topic: Topic, reading: Reading, best: Reading, told: Value) -> bool:
    """Whether a sentence tells of the thing asked for: the reader thinks so, or its words and kind say so.

    Args:
        topic: the question.
        reading: the sentence.
        best: the likeliest account.
        told: the value that it gives.
    """
    sentence = sentence_of(reading)
    if is_of_other_year(sentence, sentence_of(best), topic.asked):
        return False
    if _may_revise(sentence, told) and revises(
        sentence, told, published=reading.passage.article.published
    ):
        return names_it(topic, reading)
    if reading.confidence >= AS_LIKELY * best.confidence:
        return topic.kind.name != "date" or coverage(topic.weights, sentence) >= _SAID_OF_DAYS
    around = f"{reading.passage.article.title} {reading.passage.text}"
    said, known = coverage(topic.weights, sentence), coverage(topic.weights, around)
    if reading.confidence >= HALF_AS_LIKELY * best.confidence and said >= _MUCH_SAID_HERE:
        return known >= _AS_MUCH_SAID
    return said >= _SAID_HERE and known >= _AS_MUCH_SAID and _lasts(topic.kind, sentence)


def says_as_much(topic: Topic, reading: Reading) -> bool:
    """Whether an unlikely sentence tells of it all the same: its article has the names, it says the rest itself."""
    if not topic.others or _named(topic, reading) < _NAMED:
        return False
    sentence = sentence_of(reading)
    held = set(all_stems(sentence))
    subject_before = _PRONOUN.match(sentence) is not None
    if subject_before:
        held |= all_stems(_before(reading))
    lasts = _lasts(topic.kind, sentence)
    if lasts and (subject_before or held & (topic.others.keys() - _LASTING)):
        held |= _LASTING
    least = _LASTED if lasts and subject_before else _REST_SAID
    return share(topic.others, held) >= least


def says_the_same(topic: Topic, reading: Reading, best: Reading) -> bool:
    """Whether an unlikely sentence speaks as the likeliest one does, of what was asked: "charges 480 krons a dose"."""
    if not topic.names or _named(topic, reading) < _NAMED:
        return False
    shared = all_stems(sentence_of(reading)) & set(content_stems(sentence_of(best)))
    shared -= topic.names.keys()
    return len(shared) >= _SHARED and not shared.isdisjoint(topic.others)


def counts_alike(value: Value, told: Value) -> bool:
    """Whether two values, one of them in an unlikely sentence, are surely of one kind: no days, and no bare counts."""
    if value.dimension == "count":
        return value.counted is not None and told.counted is not None
    return value.dimension not in _DAYS


def is_elsewhere(topic: Topic, reading: Reading) -> bool:
    """Whether an article does not hold the names of the question: what it tells is of something else."""
    return _named(topic, reading) < _OTHER


def is_of_later_year(topic: Topic, reading: Reading) -> bool:
    """Whether a question names a year and an article of a later one does not: its figures are those of its own time."""
    asked = _ANY_YEAR.findall(topic.asked)
    published = reading.passage.article.published
    if not asked or published is None or published.year <= max(map(int, asked)):
        return False
    return not set(asked) & set(_ANY_YEAR.findall(sentence_of(reading)))


def is_of_other_year(sentence: str, best: str, asked: str) -> bool:
    """Whether a sentence tells of another year than the question and the best answer."""
    years = {m[1] or m[2] for m in _PAST_YEAR.finditer(sentence)}
    return bool(years) and not years & set(_ANY_YEAR.findall(f"{best} {asked}"))


def _may_revise(sentence: str, told: Value) -> bool:
    """Whether reading the values of a sentence is worth while: it revises something, or has the figures of the other."""
    said = sentence.casefold()
    figures = (word for word in words(told.text.casefold()) if number_value(word) is not None)
    return REVISED.search(sentence) is not None or any(figure in said for figure in figures)


def _lasts(kind: Kind, sentence: str) -> bool:
    """Whether a sentence says how long something lasted."""
    spans = find_answers(kind, sentence) if kind.name == "duration" else []
    return any(_LASTS.search(sentence[:start]) for start, _ in spans)


def names_it(topic: Topic, reading: Reading) -> bool:
    """Whether an article has the names of the question; of one without names, whether the sentence has a word of it."""
    if topic.names:
        return _named(topic, reading) >= _NAMED
    return coverage(topic.others, sentence_of(reading)) > 0


def _named(topic: Topic, reading: Reading) -> float:
    """State the share of the question's names that the article holds as names."""
    article = reading.passage.article
    return share(topic.names, _names_in(f"{article.title} {article.text[:_ABOUT]}"))


def _before(reading: Reading) -> str:
    """Give the sentence before the one that was read."""
    article = reading.passage.article
    earlier = (
        [
            span
            for span in sentences_of(article.passage(0, reading.start))
            if span[1] <= reading.start
        ]
        if reading.start
        else []
    )
    return article.text[slice(*earlier[-1])] if earlier else ""


@lru_cache(maxsize=512)
def _names_in(text: str) -> frozenset[str]:
    return _name_stems(words(text))


def _name_stems(said: Sequence[str]) -> frozenset[str]:
    return frozenset(part for word in said if not word[0].islower() for part in content_stems(word))
